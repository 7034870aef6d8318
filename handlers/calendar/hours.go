package calendar

import (
	"net/http"
	"strconv"
	"strings"

	"bihuan/handlers/web"
	"bihuan/models/calendar"
	"bihuan/models/fault"
	view "bihuan/views/calendar"
	"bihuan/views/ui"
)

type hoursForm struct {
	Base    string `form:"base"`
	Week0   string `form:"week_0"`
	Week1   string `form:"week_1"`
	Week2   string `form:"week_2"`
	Week3   string `form:"week_3"`
	Week4   string `form:"week_4"`
	Week5   string `form:"week_5"`
	Week6   string `form:"week_6"`
	MakeUp  string `form:"make_up"`
	Batches string `form:"batches"`
	Zone    string `form:"zone"`
	Note    string `form:"note"`
}

func (f hoursForm) week() [7]string {
	return [7]string{f.Week0, f.Week1, f.Week2, f.Week3, f.Week4, f.Week5, f.Week6}
}

// document puts what was typed into a copy of the calendar that was edited.
func (f hoursForm) document(doc calendar.Document) (calendar.Document, error) {
	var c fault.Check
	var err error
	for i, text := range f.week() {
		if doc.Week[i], err = calendar.ParseHours(text); err != nil {
			c.Add("week_"+strconv.Itoa(i), "invalid.calendar_hours")
		}
	}
	if doc.MakeUp, err = calendar.ParseHours(f.MakeUp); err != nil {
		c.Add("make_up", "invalid.calendar_hours")
	}
	if doc.Batches, err = parseTimes(f.Batches); err != nil {
		c.Add("batches", "invalid.calendar_batches")
	}
	doc.Zone = f.Zone
	return doc, c.Err()
}

func parseTimes(s string) ([]calendar.Minute, error) {
	var all []calendar.Minute
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",，、;；", r) }) {
		m, err := calendar.ParseMinute(part)
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return all, nil
}

func (f hoursForm) page(c *web.Context, base int64) view.HoursForm {
	return view.HoursForm{Head: head(c, base, ""), Base: id(base), Week: f.week(), MakeUp: f.MakeUp, Batches: f.Batches, Zone: f.Zone, Note: f.Note}
}

func formOf(doc calendar.Document) hoursForm {
	w := doc.Week
	return hoursForm{Week0: w[0].String(), Week1: w[1].String(), Week2: w[2].String(), Week3: w[3].String(), Week4: w[4].String(),
		Week5: w[5].String(), Week6: w[6].String(), MakeUp: doc.MakeUp.String(), Batches: times(doc.Batches), Zone: doc.Zone}
}

func (p pages) hours(c *web.Context) error {
	current, err := p.calendars.Current(c.Ctx())
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, view.HoursPage(formOf(current.Document()).page(c, current.Version())))
}

func (p pages) saveHours(c *web.Context) error {
	var f hoursForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	base := number(f.Base)
	edited, err := p.calendars.ByVersion(c.Ctx(), base)
	if err != nil {
		return err
	}
	doc, err := f.document(edited.Document())
	var saved *calendar.Calendar
	if err == nil {
		saved, err = p.calendars.Save(c.Ctx(), c.Actor(), doc, f.Note, base)
	}
	switch {
	case err == nil:
		c.Flash("success", "calendar.saved", "n", saved.Version())
		return c.SeeOther(home)
	case fault.Is(err, fault.ConflictKind):
		return p.lost(c, f)
	case fault.Is(err, fault.InvalidKind):
		page := f.page(c, base)
		page.Errors = web.FieldErrors(c, err)
		return c.Render(http.StatusUnprocessableEntity, view.HoursPage(page))
	}
	return err
}

// lost shows the newer version beside what was typed, and lets the form be saved on top of it.
func (p pages) lost(c *web.Context, mine hoursForm) error {
	current, err := p.calendars.Current(c.Ctx())
	if err != nil {
		return err
	}
	theirs := formOf(current.Document())
	page := mine.page(c, current.Version())
	my, their := mine.week(), theirs.week()
	for i := 1; i <= 7; i++ {
		page.Lost = append(page.Lost, ui.Comparison{Label: c.T("ui.weekday." + strconv.Itoa(i%7)), Yours: my[i%7], Theirs: their[i%7]})
	}
	page.Lost = append(page.Lost,
		ui.Comparison{Label: c.T("calendar.make_up"), Yours: mine.MakeUp, Theirs: theirs.MakeUp},
		ui.Comparison{Label: c.T("calendar.batches"), Yours: mine.Batches, Theirs: theirs.Batches},
		ui.Comparison{Label: c.T("calendar.zone"), Yours: mine.Zone, Theirs: theirs.Zone})
	return c.Render(http.StatusConflict, view.HoursPage(page))
}
