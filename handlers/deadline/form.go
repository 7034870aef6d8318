package deadline

import (
	"net/http"
	"slices"
	"strconv"

	"bihuan/handlers/web"
	"bihuan/models/calendar"
	"bihuan/models/clock"
	"bihuan/models/complaint"
	"bihuan/models/fault"
	view "bihuan/views/deadline"
	"bihuan/views/locale"
	"bihuan/views/ui"
)

// classForm is the form as it was sent; numbers stay text, so that what was typed is shown again.
type classForm struct {
	Version           int64    `form:"version"`
	Position          int      `form:"position"`
	NameZh            string   `form:"name_zh"`
	NameEn            string   `form:"name_en"`
	Applies           string   `form:"applies"`
	Active            bool     `form:"active"`
	AcknowledgeAmount string   `form:"acknowledge_amount"`
	AcknowledgeUnit   string   `form:"acknowledge_unit"`
	RespondAmount     string   `form:"respond_amount"`
	RespondUnit       string   `form:"respond_unit"`
	ResolveAmount     string   `form:"resolve_amount"`
	ResolveUnit       string   `form:"resolve_unit"`
	Soon              string   `form:"soon_percent"`
	Attempts          string   `form:"follow_up_attempts"`
	When              []string `form:"reminder_when"`
	Amount            []string `form:"reminder_amount"`
	To                []string `form:"reminder_to"`
}

// mostReminders and spareReminders are how many levels the form offers, and how many of them empty; lastPosition
// is the last place in the list, which a hidden field holds.
const (
	mostReminders  = 8
	spareReminders = 2
	lastPosition   = 1_000_000
)

func formOf(d complaint.DeadlineClass) classForm {
	f := classForm{Version: d.Version, Position: d.Position, NameZh: d.NameZh, NameEn: d.NameEn, Applies: d.Applies, Active: d.Active,
		Soon: strconv.Itoa(d.SoonPercent), Attempts: strconv.Itoa(d.FollowUpAttempts)}
	clocks := []*string{&f.AcknowledgeAmount, &f.AcknowledgeUnit, &f.RespondAmount, &f.RespondUnit, &f.ResolveAmount, &f.ResolveUnit}
	for i, t := range []calendar.Target{d.Acknowledge, d.Respond, d.Resolve} {
		v := target(t)
		*clocks[2*i], *clocks[2*i+1] = v.Amount, v.Unit
	}
	for _, r := range reminders(d.Reminders) {
		f.When, f.Amount, f.To = append(f.When, r.When), append(f.Amount, r.Amount), append(f.To, r.To)
	}
	return f
}

// class gives the class that was typed. A number that is none becomes -1, which no rule lets pass.
func (f classForm) class() complaint.DeadlineClass {
	d := complaint.DeadlineClass{Version: f.Version, Position: min(max(f.Position, 0), lastPosition), NameZh: f.NameZh, NameEn: f.NameEn, Applies: f.Applies, Active: f.Active,
		Acknowledge: targetOf(f.AcknowledgeAmount, f.AcknowledgeUnit), Respond: targetOf(f.RespondAmount, f.RespondUnit), Resolve: targetOf(f.ResolveAmount, f.ResolveUnit),
		SoonPercent: int(number(f.Soon)), FollowUpAttempts: int(number(f.Attempts))}
	for _, r := range f.reminders() {
		n := int(number(r.Amount))
		switch r.When {
		case byPercent:
			d.Reminders = append(d.Reminders, clock.Reminder{Percent: n, To: r.To})
		case byHours:
			d.Reminders = append(d.Reminders, clock.Reminder{Hours: n, To: r.To})
		case byDays:
			d.Reminders = append(d.Reminders, clock.Reminder{Days: n, To: r.To})
		}
	}
	return d
}

func (f classForm) reminders() []view.Reminder {
	n := min(len(f.When), len(f.Amount), len(f.To))
	list := make([]view.Reminder, n)
	for i := range n {
		list[i] = view.Reminder{When: f.When[i], Amount: f.Amount[i], To: f.To[i]}
	}
	return list
}

func targetOf(amount, unit string) calendar.Target {
	return calendar.Target{Amount: number(amount), Unit: calendar.Unit(unit)}
}

func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil {
		return -1
	}
	return n
}

// page shows the form; d is the class as it is kept, its code empty for a new one.
func (f classForm) page(c *web.Context, d complaint.DeadlineClass) view.Form {
	v := view.Form{Action: home + "/add", ID: "new", Version: strconv.FormatInt(f.Version, 10), Position: strconv.Itoa(f.Position), NameZh: f.NameZh, NameEn: f.NameEn,
		Applies: f.Applies, Active: f.Active, Soon: f.Soon, Attempts: f.Attempts, Clocks: [3]view.Clock{
			{Name: "acknowledge", Target: view.Target{Amount: f.AcknowledgeAmount, Unit: f.AcknowledgeUnit}},
			{Name: "respond", Target: view.Target{Amount: f.RespondAmount, Unit: f.RespondUnit}},
			{Name: "resolve", Target: view.Target{Amount: f.ResolveAmount, Unit: f.ResolveUnit}}}}
	if d.Code != "" {
		v.Action, v.ID, v.Name = classHref(d.Code), d.Code, d.Name(string(c.Locale().Tag()))
	}
	for _, u := range calendar.Units {
		v.Units = append(v.Units, string(u))
	}
	v.Reminders = slices.DeleteFunc(f.reminders(), func(r view.Reminder) bool { return r.When == "" })
	for range spareReminders {
		if len(v.Reminders) < mostReminders {
			v.Reminders = append(v.Reminders, view.Reminder{To: complaint.ToHandler})
		}
	}
	return v
}

// find gives the class of the address.
func (p pages) find(c *web.Context) (complaint.DeadlineClass, error) {
	all, err := p.complaints.Classes(c.Ctx())
	if err != nil {
		return complaint.DeadlineClass{}, err
	}
	i := slices.IndexFunc(all, func(d complaint.DeadlineClass) bool { return d.Code == c.Param("code") })
	if i < 0 {
		return complaint.DeadlineClass{}, fault.NotFound("fault.deadline_class_gone")
	}
	return all[i], nil
}

func (p pages) add(c *web.Context) error {
	all, err := p.complaints.Classes(c.Ctx())
	if err != nil {
		return err
	}
	starter := complaint.DeadlineClass{Active: true, Position: 10, SoonPercent: calendar.DefaultSoon, FollowUpAttempts: 3,
		Acknowledge: calendar.Target{Unit: calendar.WorkingHours}, Respond: calendar.Target{Amount: 24, Unit: calendar.ElapsedHours}, Resolve: calendar.Target{Unit: calendar.WorkingDays}}
	for _, d := range all {
		starter.Position = max(starter.Position, d.Position+10)
	}
	return c.Render(http.StatusOK, view.FormPage(formOf(starter).page(c, complaint.DeadlineClass{})))
}

func (p pages) edit(c *web.Context) error {
	d, err := p.find(c)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, view.FormPage(formOf(d).page(c, d)))
}

func (p pages) saveNew(c *web.Context) error { return p.keep(c, complaint.DeadlineClass{}) }

func (p pages) save(c *web.Context) error {
	d, err := p.find(c)
	if err != nil {
		return err
	}
	return p.keep(c, d)
}

// keep saves what was typed over the class kept, which is empty for a new one.
func (p pages) keep(c *web.Context, kept complaint.DeadlineClass) error {
	var f classForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	in := f.class()
	in.ID, in.Code = kept.ID, kept.Code
	err := p.complaints.SaveClass(c.Ctx(), c.Actor(), in)
	told := fault.Of(err)
	switch {
	case err == nil:
		c.Flash("success", "deadline.saved", "name", in.Name(string(c.Locale().Tag())))
		return c.SeeOther(home)
	case told == nil:
		return err
	case told.Kind == fault.InvalidKind:
		page := f.page(c, kept)
		page.Errors = web.FieldErrors(c, err)
		return c.Render(http.StatusUnprocessableEntity, view.FormPage(page))
	case told.Kind == fault.ConflictKind && told.Key == "fault.stale":
		return p.lost(c, f)
	case told.Kind == fault.ConflictKind:
		page := f.page(c, kept)
		page.Errors = map[string]string{"": c.T(told.Key, told.Args...)}
		return c.Render(http.StatusConflict, view.FormPage(page))
	}
	return err
}

// lost shows what somebody else saved beside what was typed, and lets the form be saved on top of it.
func (p pages) lost(c *web.Context, mine classForm) error {
	d, err := p.find(c)
	if err != nil {
		return err
	}
	theirs := formOf(d)
	mine.Version = theirs.Version
	page := mine.page(c, d)
	ctx := locale.With(c.Ctx(), c.Locale())
	my, their := mine.page(c, d), theirs.page(c, d)
	add := func(key, yours, other string) {
		page.Lost = append(page.Lost, ui.Comparison{Label: c.T(key), Yours: yours, Theirs: other})
	}
	add("deadline.name_zh", my.NameZh, their.NameZh)
	add("deadline.name_en", my.NameEn, their.NameEn)
	add("deadline.applies", view.AppliesName(ctx, my.Applies), view.AppliesName(ctx, their.Applies))
	add("deadline.active", yesNo(c, my.Active), yesNo(c, their.Active))
	for i, clock := range my.Clocks {
		add("deadline."+clock.Name, view.Span(ctx, clock.Target), view.Span(ctx, their.Clocks[i].Target))
	}
	add("deadline.soon_percent", my.Soon, their.Soon)
	add("deadline.reminders", view.Reminders(ctx, my.Reminders), view.Reminders(ctx, their.Reminders))
	add("deadline.follow_up_attempts", my.Attempts, their.Attempts)
	return c.Render(http.StatusConflict, view.FormPage(page))
}

func yesNo(c *web.Context, yes bool) string {
	if yes {
		return c.T("deadline.yes")
	}
	return c.T("deadline.no")
}
