package deadline

import (
	"net/http"
	"slices"
	"strconv"

	clockpages "bihuan/handlers/clock"
	"bihuan/handlers/web"
	"bihuan/models/calendar"
	"bihuan/models/clock"
	"bihuan/models/complaint"
	"bihuan/models/fault"
	clockview "bihuan/views/clock"
	view "bihuan/views/deadline"
	"bihuan/views/locale"
	"bihuan/views/ui"
)

// levels are who can be reminded of a complaint.
var levels = []string{complaint.ToHandler, clock.Supervisor, clock.Head}

// classForm is the form as it was sent.
type classForm struct {
	clockpages.Form
	Applies           string `form:"applies"`
	AcknowledgeAmount string `form:"acknowledge_amount"`
	AcknowledgeUnit   string `form:"acknowledge_unit"`
	RespondAmount     string `form:"respond_amount"`
	RespondUnit       string `form:"respond_unit"`
	ResolveAmount     string `form:"resolve_amount"`
	ResolveUnit       string `form:"resolve_unit"`
	Attempts          string `form:"follow_up_attempts"`
}

func formOf(d complaint.DeadlineClass) classForm {
	f := classForm{Applies: d.Applies, Attempts: strconv.Itoa(d.FollowUpAttempts),
		Form: clockpages.Form{Version: d.Version, Position: d.Position, NameZh: d.NameZh, NameEn: d.NameEn, Active: d.Active, Soon: strconv.Itoa(d.SoonPercent)}}
	acknowledge, respond, resolve := clockpages.Target("", d.Acknowledge), clockpages.Target("", d.Respond), clockpages.Target("", d.Resolve)
	f.AcknowledgeAmount, f.AcknowledgeUnit = acknowledge.Amount, acknowledge.Unit
	f.RespondAmount, f.RespondUnit = respond.Amount, respond.Unit
	f.ResolveAmount, f.ResolveUnit = resolve.Amount, resolve.Unit
	f.Remind(d.Reminders)
	return f
}

// class gives the class that was typed.
func (f classForm) class() complaint.DeadlineClass {
	return complaint.DeadlineClass{Version: f.Version, Position: f.Place(), NameZh: f.NameZh, NameEn: f.NameEn, Applies: f.Applies, Active: f.Active,
		Acknowledge: clockpages.Allowed(f.AcknowledgeAmount, f.AcknowledgeUnit), Respond: clockpages.Allowed(f.RespondAmount, f.RespondUnit),
		Resolve: clockpages.Allowed(f.ResolveAmount, f.ResolveUnit), SoonPercent: int(clockpages.Number(f.Soon)), FollowUpAttempts: int(clockpages.Number(f.Attempts)),
		Reminders: f.Reminders()}
}

// page shows the form; d is the class as it is kept, its code empty for a new one.
func (f classForm) page(c *web.Context, d complaint.DeadlineClass) view.Form {
	v := view.Form{Form: f.Page(levels), Applies: f.Applies, Attempts: f.Attempts}
	v.Kind, v.Action, v.Home = "deadline_class", home+"/add", home
	v.Targets = []clockview.Target{{Name: "acknowledge", Amount: f.AcknowledgeAmount, Unit: f.AcknowledgeUnit},
		{Name: "respond", Amount: f.RespondAmount, Unit: f.RespondUnit}, {Name: "resolve", Amount: f.ResolveAmount, Unit: f.ResolveUnit}}
	if d.Code != "" {
		v.Action, v.ID, v.Name = classHref(d.Code), d.Code, d.Name(string(c.Locale().Tag()))
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
	starter := complaint.DeadlineClass{Active: true, SoonPercent: calendar.DefaultSoon, FollowUpAttempts: 3,
		Acknowledge: calendar.Target{Unit: calendar.WorkingHours}, Respond: calendar.Target{Amount: 24, Unit: calendar.ElapsedHours}, Resolve: calendar.Target{Unit: calendar.WorkingDays}}
	for _, d := range all {
		starter.Position = max(starter.Position, d.Position)
	}
	starter.Position += 10
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
	return clockpages.Answer(c, err, home, in.Name(string(c.Locale().Tag())), func(status int, mistakes map[string]string) error {
		page := f.page(c, kept)
		page.Errors = mistakes
		return c.Render(status, view.FormPage(page))
	}, func() error { return p.lost(c, f) })
}

// lost shows what somebody else saved beside what was typed, and lets the form be saved on top of it.
func (p pages) lost(c *web.Context, mine classForm) error {
	d, err := p.find(c)
	if err != nil {
		return err
	}
	mine.Version = d.Version
	my, their := mine.page(c, d), formOf(d).page(c, d)
	ctx := locale.With(c.Ctx(), c.Locale())
	my.Lost = append(clockview.Compare(ctx, my.Form, their.Form),
		ui.Comparison{Label: my.Label(ctx, "applies"), Yours: view.AppliesName(ctx, my.Applies), Theirs: view.AppliesName(ctx, their.Applies)},
		ui.Comparison{Label: my.Label(ctx, "follow_up_attempts"), Yours: my.Attempts, Theirs: their.Attempts})
	return c.Render(http.StatusConflict, view.FormPage(my))
}
