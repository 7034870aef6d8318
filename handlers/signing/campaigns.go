package signing

import (
	"net/http"

	"github.com/a-h/templ"

	"bihuan/handlers/list"
	"bihuan/handlers/policynav"
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/fault"
	"bihuan/models/org"
	"bihuan/models/signing"
	listview "bihuan/views/list"
	"bihuan/views/locale"
	navview "bihuan/views/policynav"
	views "bihuan/views/record"
	view "bihuan/views/signing"
	"bihuan/views/ui"
)

// listPage is the list of campaigns at an address.
func (p *pages) listPage(c *web.Context, a list.Address, save listview.SaveView) (templ.Component, error) {
	w, err := p.words(c)
	if err != nil {
		return nil, err
	}
	if !known(a.Get("view")) {
		a = a.With("view", string(signing.ViewOpen))
	}
	found, err := p.Signings.Campaigns(c.Ctx(), c.Actor(), filter(a), a.Cursor())
	if err != nil {
		return nil, err
	}
	l := view.List{}
	if l.Page, err = p.list().Begin(c, a, save, w.tabs(c), 0); err != nil {
		return nil, err
	}
	for _, r := range found.Rows {
		l.Rows = append(l.Rows, w.row(r))
	}
	l.Page.Rows, l.Pages = len(l.Rows), a.Pages(found.Prev, found.Next)
	l.Filter = a.Filter([]listview.Field{
		{Kind: listview.Text, Chip: w.T("list.filter.words"), Field: ui.Field{Name: "q", Label: w.T("signing.filter.q"), Max: 100}},
		listview.Choice("cause", w.T("field.campaign.cause"), record.Keyed(w.Words, "signing.cause.", []signing.Cause{signing.Publication, signing.OnDemand, signing.Newcomer})),
		{Kind: listview.Hidden, Field: ui.Field{Name: "policy", Label: w.T("field.campaign.policy")}},
	}, nil)
	l.Head = ui.Head{Title: w.T("signing.campaigns"), Actions: places(c)}
	l.Views = policynav.Switch(c, navview.Signing)
	l.Empty = ui.Nothing{Icon: "checks", Title: w.T("signing.campaigns.none"), Text: w.T("signing.campaigns.none.text")}
	l.NoMatch = w.T("signing.campaigns.no_match")
	return view.ListPage(l), nil
}

// places lead to what else there is of signing.
func places(c *web.Context) []ui.Action {
	out := []ui.Action{{Label: c.T("signing.mine"), Href: view.Reading, Icon: "checks"}}
	if c.Can(auth.SignManage) {
		begin := ui.Action{Label: c.T("signing.new"), Href: view.New, Icon: "plus", Tone: ui.TonePrimary, Key: "c"}
		out = append([]ui.Action{begin}, append(out, ui.Action{Label: c.T("signing.lists"), Href: view.Lists, Icon: "list"})...)
	}
	return out
}

func known(name string) bool {
	for _, v := range signing.ListViews {
		if string(v) == name {
			return true
		}
	}
	return false
}

func filter(a list.Address) signing.Filter {
	return signing.Filter{View: signing.ListView(a.Get("view")), Text: a.Get("q"), Cause: signing.Cause(a.Get("cause")), Policy: a.Get("policy")}
}

// tabs are the lists that the reader has.
func (w words) tabs(c *web.Context) []list.Tab {
	var tabs []list.Tab
	for _, v := range signing.ListViews {
		if v != signing.ViewMine || c.Can(auth.SignManage) {
			tabs = append(tabs, list.Tab{Name: string(v), Label: w.T("signing.tab." + string(v))})
		}
	}
	return tabs
}

func (w words) row(r signing.Campaign) view.Row {
	sum := r.Frozen.Plus(r.Joiner)
	row := view.Row{Number: r.Number, Title: r.Title, Policy: r.PolicyNumber, Cause: w.T("signing.cause." + string(r.Cause)), State: string(r.State), Signed: sum.Signed, Bound: sum.Bound(),
		Begun: locale.Date(w.Ctx, r.BegunAt)}
	row.Clock = w.campaignClock(r)
	return row
}

// campaignClock is the chip of the time of those found at the beginning.
func (w words) campaignClock(r signing.Campaign) ui.Clock {
	if r.State != signing.Open || r.Cause == signing.Newcomer {
		return ui.Clock{State: ui.ClockNone}
	}
	k := record.Clock{Label: w.T("signing.clock"), Due: r.DueAt, Soon: r.DueAt}
	if r.Frozen.Due == 0 { // all have signed or need not
		k.Met = &r.BegunAt
	}
	return w.Clock(k)
}

// openForm asks for a campaign.
type openForm struct {
	record.AudienceForm
	Policy string `form:"policy"`
	Title  string `form:"title"`
	Days   string `form:"days"`
	Quiz   string `form:"quiz"`
}

// new is the form of a new campaign.
func (p *pages) new(c *web.Context) error {
	values := views.Values{}
	values.Set("policy", c.QueryParam("policy"))
	values.Set("audience", views.AudienceAll)
	values.Set("days", "5")
	return p.renderNew(c, http.StatusOK, values, nil)
}

func (p *pages) renderNew(c *web.Context, status int, values views.Values, errs map[string]string) error {
	w, err := p.words(c)
	if err != nil {
		return err
	}
	posts, err := p.Organisation.Posts(c.Ctx())
	if err != nil {
		return err
	}
	s := views.NewSheet(w.Ctx, signing.Record, values, record.AudienceOptions(w.Words, posts, org.Audience{}))
	return c.Render(status, view.NewPage(view.Open{What: view.What(s), Whom: view.Whom(s), When: view.When(s), Errors: errs}))
}

// begin begins a campaign; a refused one comes back as it was typed.
func (p *pages) begin(c *web.Context) error {
	var f openForm
	if err := c.Bind(&f); err != nil {
		return err
	}
	var check fault.Check
	audience, err := f.Find(c, p.Organisation, &check, org.Audience{}, nil)
	if err != nil {
		return err
	}
	number := ""
	if err = check.Err(); err == nil {
		number, err = p.Signings.Begin(c.Ctx(), c.Actor(), signing.BeginInput{Policy: f.Policy, Title: f.Title, Audience: audience, Days: int64(record.ReadWhole(f.Days)), Quiz: f.Quiz != ""})
	}
	if err == nil {
		c.Flash("success", "signing.begun.done", "number", number)
		return c.SeeOther(view.Path(number))
	}
	errs := web.FieldErrors(c, err)
	if f := fault.Of(err); errs == nil && f != nil && (f.Key == "fault.policy_gone" || f.Kind == fault.ConflictKind) {
		errs = map[string]string{"policy": c.T(f.Key, f.Args...)}
	}
	if errs == nil {
		return err
	}
	return p.renderNew(c, http.StatusUnprocessableEntity, record.Sent(c), errs)
}
