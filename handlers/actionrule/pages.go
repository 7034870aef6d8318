package actionrule

import (
	"net/http"
	"slices"
	"strconv"

	"bihuan/handlers/clock"
	"bihuan/handlers/web"
	"bihuan/models/action"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/fault"
	view "bihuan/views/actionrule"
	clockview "bihuan/views/clock"
	"bihuan/views/locale"
	"bihuan/views/ui"
)

func (p pages) list(c *web.Context) error {
	all, err := p.actions.Rules(c.Ctx())
	if err != nil {
		return err
	}
	page := view.List{MayEdit: c.Actor().Can(auth.TermsWrite)}
	for _, r := range all {
		page.Rules = append(page.Rules, view.Rule{ID: r.Code, Name: r.Name(string(c.Locale().Tag())), Href: ruleHref(r.Code), Active: r.Active,
			Finish: clock.Target("finish", r.Finish), Verify: clock.Target("verify", r.Verify), CheckDays: r.CheckDays, LeastDays: r.LeastDays,
			Reminders: clock.Reminders(r.Reminders)})
	}
	return c.Render(http.StatusOK, view.ListPage(page))
}

// ruleForm is the form as it was sent.
type ruleForm struct {
	clock.Form
	FinishAmount string `form:"finish_amount"`
	FinishUnit   string `form:"finish_unit"`
	VerifyAmount string `form:"verify_amount"`
	VerifyUnit   string `form:"verify_unit"`
	CheckDays    string `form:"check_days"`
	LeastDays    string `form:"least_days"`
}

func formOf(r action.Rule) ruleForm {
	f := ruleForm{CheckDays: strconv.Itoa(r.CheckDays), LeastDays: strconv.Itoa(r.LeastDays),
		Form: clock.Form{Version: r.Version, Position: r.Position, NameZh: r.NameZh, NameEn: r.NameEn, Active: r.Active, Soon: strconv.Itoa(r.SoonPercent)}}
	finish, verify := clock.Target("", r.Finish), clock.Target("", r.Verify)
	f.FinishAmount, f.FinishUnit = finish.Amount, finish.Unit
	f.VerifyAmount, f.VerifyUnit = verify.Amount, verify.Unit
	f.Remind(r.Reminders)
	return f
}

// rule gives the rule that was typed.
func (f ruleForm) rule() action.Rule {
	return action.Rule{Version: f.Version, Position: f.Place(), NameZh: f.NameZh, NameEn: f.NameEn, Active: f.Active,
		Finish: clock.Allowed(f.FinishAmount, f.FinishUnit), Verify: clock.Allowed(f.VerifyAmount, f.VerifyUnit),
		CheckDays: int(clock.Number(f.CheckDays)), LeastDays: int(clock.Number(f.LeastDays)), SoonPercent: int(clock.Number(f.Soon)), Reminders: f.Reminders()}
}

// page shows the form; r is the rule as it is kept, its code empty for a new one.
func (f ruleForm) page(c *web.Context, r action.Rule) view.Form {
	v := view.Form{Form: f.Page(action.Levels), CheckDays: f.CheckDays, LeastDays: f.LeastDays}
	v.Kind, v.Action, v.Home = "action_rule", home+"/add", home
	v.Targets = []clockview.Target{{Name: "finish", Amount: f.FinishAmount, Unit: f.FinishUnit}, {Name: "verify", Amount: f.VerifyAmount, Unit: f.VerifyUnit}}
	if r.Code != "" {
		v.Action, v.ID, v.Name = ruleHref(r.Code), r.Code, r.Name(string(c.Locale().Tag()))
	}
	return v
}

// find gives the rule of the address.
func (p pages) find(c *web.Context) (action.Rule, error) {
	all, err := p.actions.Rules(c.Ctx())
	if err != nil {
		return action.Rule{}, err
	}
	i := slices.IndexFunc(all, func(r action.Rule) bool { return r.Code == c.Param("code") })
	if i < 0 {
		return action.Rule{}, fault.NotFound("fault.action_rule_gone")
	}
	return all[i], nil
}

func (p pages) add(c *web.Context) error {
	all, err := p.actions.Rules(c.Ctx())
	if err != nil {
		return err
	}
	starter := action.Rule{Active: true, SoonPercent: calendar.DefaultSoon, CheckDays: 90, LeastDays: 7,
		Finish: calendar.Target{Amount: 10, Unit: calendar.WorkingDays}, Verify: calendar.Target{Amount: 3, Unit: calendar.WorkingDays}}
	for _, r := range all {
		starter.Position = max(starter.Position, r.Position)
	}
	starter.Position += 10
	return c.Render(http.StatusOK, view.FormPage(formOf(starter).page(c, action.Rule{})))
}

func (p pages) edit(c *web.Context) error {
	r, err := p.find(c)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, view.FormPage(formOf(r).page(c, r)))
}

func (p pages) saveNew(c *web.Context) error { return p.keep(c, action.Rule{}) }

func (p pages) save(c *web.Context) error {
	r, err := p.find(c)
	if err != nil {
		return err
	}
	return p.keep(c, r)
}

// keep saves what was typed over the rule kept, which is empty for a new one.
func (p pages) keep(c *web.Context, kept action.Rule) error {
	var f ruleForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	in := f.rule()
	in.ID, in.Code = kept.ID, kept.Code
	err := p.actions.SaveRule(c.Ctx(), c.Actor(), in)
	return clock.Answer(c, err, home, in.Name(string(c.Locale().Tag())), func(status int, mistakes map[string]string) error {
		page := f.page(c, kept)
		page.Errors = mistakes
		return c.Render(status, view.FormPage(page))
	}, func() error { return p.lost(c, f) })
}

// lost shows what somebody else saved beside what was typed, and lets the form be saved on top of it.
func (p pages) lost(c *web.Context, mine ruleForm) error {
	r, err := p.find(c)
	if err != nil {
		return err
	}
	mine.Version = r.Version
	my, their := mine.page(c, r), formOf(r).page(c, r)
	ctx := locale.With(c.Ctx(), c.Locale())
	my.Lost = append(clockview.Compare(ctx, my.Form, their.Form),
		ui.Comparison{Label: my.Label(ctx, "check_days"), Yours: my.CheckDays, Theirs: their.CheckDays},
		ui.Comparison{Label: my.Label(ctx, "least_days"), Yours: my.LeastDays, Theirs: their.LeastDays})
	return c.Render(http.StatusConflict, view.FormPage(my))
}
