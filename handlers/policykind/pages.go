package policykind

import (
	"net/http"
	"slices"
	"strconv"

	"bihuan/handlers/clock"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/fault"
	"bihuan/models/policy"
	clockview "bihuan/views/clock"
	"bihuan/views/locale"
	view "bihuan/views/policykind"
	"bihuan/views/ui"
)

func (p pages) list(c *web.Context) error {
	all, err := p.policies.Kinds(c.Ctx())
	if err != nil {
		return err
	}
	page := view.List{MayEdit: c.Actor().Can(auth.TermsWrite)}
	for _, k := range all {
		page.Kinds = append(page.Kinds, view.Kind{ID: k.Code, Name: k.Name(string(c.Locale().Tag())), Href: kindHref(k.Code), External: k.External, Reviewers: k.Reviewers, Quorum: k.Quorum,
			ReadingDays: k.ReadingDays, ReviewMonths: k.ReviewMonths, Review: clock.Target("review", k.Review), Approval: clock.Target("approval", k.Approval), Sign: clock.Target("sign", k.Sign),
			Major: view.Demands(k.Major), Minor: view.Demands(k.Minor), Active: k.Active})
	}
	return c.Render(http.StatusOK, view.ListPage(page))
}

// kindForm is the form as it was sent.
type kindForm struct {
	clock.Form
	External       bool     `form:"external"`
	Reviewers      string   `form:"reviewers"`
	Quorum         string   `form:"quorum"`
	ReadingDays    string   `form:"reading_days"`
	ReviewMonths   string   `form:"review_months"`
	Major          []string `form:"major"`
	Minor          []string `form:"minor"`
	ReviewAmount   string   `form:"review_amount"`
	ReviewUnit     string   `form:"review_unit"`
	ApprovalAmount string   `form:"approval_amount"`
	ApprovalUnit   string   `form:"approval_unit"`
	SignAmount     string   `form:"sign_amount"`
	SignUnit       string   `form:"sign_unit"`
}

// names are the demands that are on, as forms send them; read makes them demands again.
func names(d policy.Demands) []string {
	var out []string
	for name, on := range map[string]bool{"resign": d.Resign, "quiz": d.Quiz, "training": d.Training} {
		if on {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

func read(names []string) policy.Demands {
	return policy.Demands{Resign: slices.Contains(names, "resign"), Quiz: slices.Contains(names, "quiz"), Training: slices.Contains(names, "training")}
}

func formOf(k policy.Kind) kindForm {
	f := kindForm{External: k.External, Reviewers: strconv.Itoa(k.Reviewers), Quorum: strconv.Itoa(k.Quorum), ReadingDays: strconv.Itoa(k.ReadingDays), ReviewMonths: strconv.Itoa(k.ReviewMonths),
		Major: names(k.Major), Minor: names(k.Minor),
		Form: clock.Form{Version: k.Version, Position: k.Position, NameZh: k.NameZh, NameEn: k.NameEn, Active: k.Active, Soon: strconv.Itoa(k.SoonPercent)}}
	review, approval, sign := clock.Target("", k.Review), clock.Target("", k.Approval), clock.Target("", k.Sign)
	f.ReviewAmount, f.ReviewUnit = review.Amount, review.Unit
	f.ApprovalAmount, f.ApprovalUnit = approval.Amount, approval.Unit
	f.SignAmount, f.SignUnit = sign.Amount, sign.Unit
	f.Remind(k.Reminders)
	return f
}

// kind gives the kind that was typed.
func (f kindForm) kind() policy.Kind {
	number := func(s string) int { return int(clock.Number(s)) }
	return policy.Kind{Version: f.Version, Position: f.Place(), NameZh: f.NameZh, NameEn: f.NameEn, Active: f.Active, External: f.External, Reviewers: number(f.Reviewers), Quorum: number(f.Quorum),
		ReadingDays: number(f.ReadingDays), ReviewMonths: number(f.ReviewMonths), Major: read(f.Major), Minor: read(f.Minor),
		Review: clock.Allowed(f.ReviewAmount, f.ReviewUnit), Approval: clock.Allowed(f.ApprovalAmount, f.ApprovalUnit), Sign: clock.Allowed(f.SignAmount, f.SignUnit),
		SoonPercent: number(f.Soon), Reminders: f.Reminders()}
}

// page shows the form; k is the kind as it is kept, its code empty for a new one.
func (f kindForm) page(c *web.Context, k policy.Kind) view.Form {
	v := view.Form{Form: f.Page(policy.Levels), External: f.External, Reviewers: f.Reviewers, Quorum: f.Quorum, ReadingDays: f.ReadingDays, ReviewMonths: f.ReviewMonths, Major: f.Major, Minor: f.Minor}
	v.Kind, v.Action, v.Home = "policy_kind", home+"/add", home
	v.Targets = []clockview.Target{{Name: "review", Amount: f.ReviewAmount, Unit: f.ReviewUnit}, {Name: "approval", Amount: f.ApprovalAmount, Unit: f.ApprovalUnit},
		{Name: "sign", Amount: f.SignAmount, Unit: f.SignUnit}}
	if k.Code != "" {
		v.Action, v.ID, v.Name = kindHref(k.Code), k.Code, k.Name(string(c.Locale().Tag()))
	}
	return v
}

// find gives the kind of the address.
func (p pages) find(c *web.Context) (policy.Kind, error) {
	all, err := p.policies.Kinds(c.Ctx())
	if err != nil {
		return policy.Kind{}, err
	}
	k, ok := policy.FindKind(all, c.Param("code"))
	if !ok {
		return k, fault.NotFound("fault.policy_kind_gone")
	}
	return k, nil
}

func (p pages) add(c *web.Context) error {
	all, err := p.policies.Kinds(c.Ctx())
	if err != nil {
		return err
	}
	days := func(n int64) calendar.Target { return calendar.Target{Amount: n, Unit: calendar.WorkingDays} }
	starter := policy.Kind{Active: true, Reviewers: 1, Quorum: 1, ReviewMonths: 12, ReadingDays: 3, Major: policy.Demands{Resign: true}, SoonPercent: calendar.DefaultSoon,
		Review: days(5), Approval: days(3), Sign: days(5)}
	for _, k := range all {
		starter.Position = max(starter.Position, k.Position)
	}
	starter.Position += 10
	return c.Render(http.StatusOK, view.FormPage(formOf(starter).page(c, policy.Kind{})))
}

func (p pages) edit(c *web.Context) error {
	k, err := p.find(c)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, view.FormPage(formOf(k).page(c, k)))
}

func (p pages) saveNew(c *web.Context) error { return p.keep(c, policy.Kind{}) }

func (p pages) save(c *web.Context) error {
	k, err := p.find(c)
	if err != nil {
		return err
	}
	return p.keep(c, k)
}

// keep saves what was typed over the kind kept, which is empty for a new one.
func (p pages) keep(c *web.Context, kept policy.Kind) error {
	var f kindForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	in := f.kind()
	in.ID, in.Code = kept.ID, kept.Code
	err := p.policies.SaveKind(c.Ctx(), c.Actor(), in)
	return clock.Answer(c, err, home, in.Name(string(c.Locale().Tag())), func(status int, mistakes map[string]string) error {
		page := f.page(c, kept)
		page.Errors = mistakes
		return c.Render(status, view.FormPage(page))
	}, func() error { return p.lost(c, f) })
}

// lost shows what somebody else saved beside what was typed, and lets the form be saved on top of it.
func (p pages) lost(c *web.Context, mine kindForm) error {
	k, err := p.find(c)
	if err != nil {
		return err
	}
	mine.Version = k.Version
	my, their := mine.page(c, k), formOf(k).page(c, k)
	ctx := locale.With(c.Ctx(), c.Locale())
	line := func(field, yours, theirs string) ui.Comparison {
		return ui.Comparison{Label: my.Label(ctx, field), Yours: yours, Theirs: theirs}
	}
	my.Lost = append(clockview.Compare(ctx, my.Form, their.Form), line("reviewers", my.Reviewers, their.Reviewers), line("quorum", my.Quorum, their.Quorum),
		line("reading_days", my.ReadingDays, their.ReadingDays), line("review_months", my.ReviewMonths, their.ReviewMonths),
		line("major", view.DemandWords(ctx, my.Major), view.DemandWords(ctx, their.Major)), line("minor", view.DemandWords(ctx, my.Minor), view.DemandWords(ctx, their.Minor)))
	return c.Render(http.StatusConflict, view.FormPage(my))
}
