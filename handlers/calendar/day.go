package calendar

import (
	"net/http"

	"bihuan/handlers/web"
	"bihuan/models/calendar"
	"bihuan/models/fault"
	view "bihuan/views/calendar"
)

const (
	kindOff   = "off"
	kindWork  = "work"
	kindUsual = "usual"
)

type dayForm struct {
	Date       string `form:"date" query:"date"`
	Department string `form:"department" query:"department"`
	Kind       string `form:"kind"`
	Name       string `form:"name"`
	Hours      string `form:"hours"`
	Note       string `form:"note"`
}

func (p pages) day(c *web.Context) error {
	var f dayForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	f.Kind = kindOff
	current, err := p.calendars.Current(c.Ctx())
	if err != nil {
		return err
	}
	if date, err := calendar.ParseDate(f.Date); err == nil {
		if own, ok := ownDay(current, date, number(f.Department)); ok {
			f.Name, f.Hours = own.Name, own.Hours.String()
			if own.Work {
				f.Kind = kindWork
			}
		}
	}
	return p.showDay(c, http.StatusOK, f, nil)
}

func ownDay(c *calendar.Calendar, date calendar.Date, department int64) (calendar.Day, bool) {
	doc := c.Document()
	days := doc.Days
	if department != 0 {
		days = doc.Departments[department]
	}
	d, ok := days[date]
	return d, ok
}

func (p pages) showDay(c *web.Context, status int, f dayForm, errs map[string]string) error {
	current, err := p.calendars.Current(c.Ctx())
	if err != nil {
		return err
	}
	tree, err := p.org.Departments(c.Ctx())
	if err != nil {
		return err
	}
	department := number(f.Department)
	v := view.DayForm{Head: head(c, current.Version(), ""), Department: id(department), Departments: departments(tree, department),
		Date: f.Date, Kind: f.Kind, Name: f.Name, Hours: f.Hours, Note: f.Note, Errors: errs}
	if date, err := calendar.ParseDate(f.Date); err == nil {
		_, v.Set = ownDay(current, date, department)
	}
	return c.Render(status, view.DayPage(v))
}

// parse reads the form; a nil day means that the own setting is taken out.
func (f dayForm) parse() (calendar.Date, *calendar.Day, error) {
	var c fault.Check
	date, err := calendar.ParseDate(f.Date)
	if err != nil {
		c.Add("date", "invalid.calendar_date")
	}
	c.OneOf("kind", f.Kind, kindOff, kindWork, kindUsual)
	if f.Kind == kindUsual {
		return date, nil, c.Err()
	}
	hours, err := calendar.ParseHours(f.Hours)
	if err != nil {
		c.Add("hours", "invalid.calendar_hours")
	}
	return date, &calendar.Day{Work: f.Kind == kindWork, Name: f.Name, Hours: hours}, c.Err()
}

func (p pages) saveDay(c *web.Context) error {
	var f dayForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	date, day, err := f.parse()
	var saved *calendar.Calendar
	if err == nil {
		saved, err = p.calendars.SetDay(c.Ctx(), c.Actor(), number(f.Department), date, day, f.Note)
	}
	switch {
	case err == nil:
		c.Flash("success", "calendar.saved", "n", saved.Version())
		return c.SeeOther(yearLink(date.Year(), number(f.Department)))
	case fault.Is(err, fault.InvalidKind):
		return p.showDay(c, http.StatusUnprocessableEntity, f, web.FieldErrors(c, err))
	}
	return err
}
