package signing

import (
	"cmp"
	"net/http"
	"slices"

	"bihuan/handlers/list"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/fault"
	"bihuan/models/org"
	"bihuan/models/signing"
	listview "bihuan/views/list"
	"bihuan/views/locale"
	policyview "bihuan/views/policy"
	view "bihuan/views/signing"
	"bihuan/views/ui"
)

// The states to which the people of the answer can be narrowed.
const (
	boundSigned   = "signed"
	boundUnsigned = "unsigned" // and not excused
	boundExcused  = "excused"
)

// boundAddress reads the address of the question who was bound. A day that is none is told, not left out.
func boundAddress(number string) list.List {
	return list.List{Path: view.At(number, "bound"), Names: []string{"on", "clause", "q", "department", "state"}}
}

func boundQuery(number string, a list.Address) signing.BoundQuery {
	q := signing.BoundQuery{Number: number, On: a.Get("on"), Key: int(a.ID("clause")), Department: a.ID("department"), Name: a.Get("q")}
	yes, no := true, false
	switch a.Get("state") {
	case boundSigned:
		q.Signed = &yes
	case boundUnsigned:
		q.Signed, q.Excused = &no, &no
	case boundExcused:
		q.Excused = &yes
	}
	return q
}

// noAnswer are the faults of the question itself, which another day or clause mends.
var noAnswer = []string{"fault.sign_day", "fault.sign_not_in_force_on", "fault.sign_no_clause_on"}

// boundWords put the answer into words.
type boundWords struct {
	words
	b signing.Bound
}

// bound tells who was bound by a policy on a day, and who had signed it.
func (p *pages) bound(c *web.Context) error {
	w, err := p.words(c)
	if err != nil {
		return err
	}
	number := c.Param("number")
	a := boundAddress(number).Read(c.QueryParams())
	b, err := p.Signings.Bound(c.Ctx(), c.Actor(), boundQuery(number, a), a.Cursor())
	f := fault.Of(err)
	told := f != nil && slices.Contains(noAnswer, f.Key)
	if err != nil && !told {
		return err
	}
	number = b.Policy.Number
	page := view.Bound{Head: ui.Head{Number: number, Title: w.T("signing.bound.title", "title", b.Policy.Title), Lead: w.T("signing.bound.lead"), Back: &ui.Link{Label: b.Policy.Title, Href: view.Text(number)}},
		Filter: w.boundBar(a, b)}
	if told { // the head stays, so that another day can be asked about
		page.None = w.T(f.Key, f.Args...)
		status := http.StatusNotFound
		if f.Kind == fault.InvalidKind {
			status = http.StatusUnprocessableEntity
		}
		return c.Render(status, view.BoundPage(page))
	}
	k := boundWords{words: w, b: b}
	page.Head.Menu = &ui.ActionMenu{Label: w.T("signing.bound.export"), Icon: "download", Actions: a.Exports(c)}
	page.Edition = ui.Link{Label: w.T("signing.bound.edition", "version", b.Edition.Label()), Href: policyview.EditionPath(number, b.Edition.No)}
	page.Force = w.T("signing.bound.force", "day", b.On, "since", locale.Date(w.Ctx, *b.Edition.InForceAt))
	page.Hash = b.Edition.Hash
	if b.Clause != nil {
		page.Clause = &view.Clause{Label: b.Clause.Label, Text: b.Clause.Text, Href: page.Edition.Href + "#" + view.Part{Key: b.Clause.Key}.ID()}
	}
	if page.Basis, err = p.basis(c, k); err != nil {
		return err
	}
	page.Figures = k.figures(a)
	for _, r := range b.Page.Rows {
		page.Rows = append(page.Rows, k.row(r))
	}
	page.Pages = a.Pages(b.Page.Prev, b.Page.Next)
	return c.Render(http.StatusOK, view.BoundPage(page))
}

// audience says whom an audience means; the names of posts and people are asked for where it needs them.
func (p *pages) audience(c *web.Context, w words, a org.Audience) (string, error) {
	var posts []org.Post
	var err error
	if len(a.Posts) > 0 {
		if posts, err = p.Organisation.Posts(c.Ctx()); err != nil {
			return "", err
		}
	}
	names := map[int64]string{}
	if len(a.People) > 0 {
		people, err := p.Organisation.NamesOf(c.Ctx(), a.People)
		if err != nil {
			return "", err
		}
		for id, one := range people {
			names[id] = one.Name
		}
	}
	return w.Audience(a, posts, names), nil
}

// basis says honestly how it is known whom the policy bound, and which signatures count.
func (p *pages) basis(c *web.Context, k boundWords) ([]view.Basis, error) {
	whom, err := p.audience(c, k.words, k.b.Audience)
	if err != nil {
		return nil, err
	}
	audience := view.Basis{Text: k.T("signing.bound.basis.policy", "audience", whom), Unsure: true}
	switch {
	case k.b.Campaign != "":
		audience = view.Basis{Text: k.T("signing.bound.basis.campaign", "audience", whom), Link: &ui.Link{Label: k.b.Campaign, Href: view.Path(k.b.Campaign)}}
	case k.b.Audience.Empty():
		audience.Text = k.T("signing.bound.basis.nobody")
	}
	out := []view.Basis{audience}
	if k.b.Required != k.b.Edition.No {
		out = append(out, view.Basis{Text: k.T("signing.bound.basis.held", "from", k.b.Versions[k.b.Required], "to", k.b.Edition.Label())})
	} else {
		out = append(out, view.Basis{Text: k.T("signing.bound.basis.held_one", "version", k.b.Edition.Label())})
	}
	if !c.Actor().Scope(auth.SignRead).All {
		out = append(out, view.Basis{Text: k.T("signing.bound.basis.own")})
	}
	return out, nil
}

func (w words) boundBar(a list.Address, b signing.Bound) listview.Filter {
	var clauses []ui.Option
	for _, one := range b.Clauses {
		clauses = append(clauses, ui.Option{Value: web.FormID(int64(one.Key)), Label: one.Label})
	}
	fields := []listview.Field{listview.Day("on", w.T("signing.bound.on"))}
	if len(clauses) > 0 {
		fields = append(fields, listview.Choice("clause", w.T("signing.bound.clause"), clauses))
	} else {
		fields = append(fields, listview.Field{Kind: listview.Hidden, Field: ui.Field{Name: "clause", Label: w.T("signing.bound.clause")}})
	}
	states := []ui.Option{}
	for _, s := range []string{boundSigned, boundUnsigned, boundExcused} {
		states = append(states, ui.Option{Value: s, Label: w.T("signing.bound.state." + s)})
	}
	bar := a.Filter(append(fields, listview.Choice("state", w.T("signing.bound.state"), states), listview.Choice("department", w.T("signing.bound.department"), w.Departments(a.ID("department"))),
		listview.Field{Kind: listview.Text, Chip: w.T("list.filter.words"), Field: ui.Field{Name: "q", Label: w.T("signing.bound.q"), Max: 60}}), nil)
	bar.Fields[0].Value = cmp.Or(bar.Fields[0].Value, b.On) // without a choice it is today
	return bar
}

func (k boundWords) figures(a list.Address) []ui.Stat {
	figure := func(key string, n int64, state, tone string) ui.Stat {
		s := ui.Stat{Label: k.T("signing.bound.figure." + key), Value: locale.Number(k.Ctx, n), Href: a.Href("state", state)}
		if n > 0 {
			s.Tone = tone
		}
		return s
	}
	signed := figure("signed", k.b.Signed, boundSigned, "")
	if k.b.Bound > 0 {
		signed.Note = locale.Percent(k.Ctx, float64(k.b.Signed)/float64(k.b.Bound))
	}
	return []ui.Stat{figure("bound", k.b.Bound, "", ""), signed, figure("unsigned", k.b.Bound-k.b.Signed-k.b.Excused, boundUnsigned, ui.ToneWarn), figure("excused", k.b.Excused, boundExcused, "")}
}

// row is one person with the signature that held that day.
func (k boundWords) row(r signing.BoundRow) view.BoundRow {
	out := view.BoundRow{Name: r.PersonName, Number: r.PersonNumber, Department: k.Tree.Name(r.DepartmentID), Post: r.PostName, State: boundUnsigned}
	if r.Excused != nil {
		out.State, out.How = boundExcused, r.Excused.Why
	}
	s := r.Signature
	if s == nil {
		return out
	}
	out.State, out.When, out.Hash, out.Version = boundSigned, k.Minute(s.SignedAt), s.Hash, k.b.Versions[s.EditionNo]
	if s.Score != signing.NoScore {
		out.Score = k.T("signing.bound.points", "score", s.Score)
	}
	if s.EnteredBy != 0 {
		out.When, out.How = s.SignedOn, k.T("signing.bound.paper", "name", r.EnteredBy, "at", k.Minute(s.SignedAt))
		if s.Note != "" {
			out.How += k.T("record.join") + s.Note
		}
		return out
	}
	out.Parts = k.T("signing.bound.parts", "n", len(s.Parts), "total", s.PartsTotal)
	return out
}

// exportBound sends everybody who was bound, with the signatures that held.
func (p *pages) exportBound(c *web.Context) error {
	w, err := p.words(c)
	if err != nil {
		return err
	}
	a := boundAddress(c.Param("number")).Read(c.QueryParams())
	query := boundQuery(c.Param("number"), a)
	k := boundWords{words: w}
	// The first page tells the day and the versions; what is exported is read and noted by ExportBound.
	if k.b, err = p.Signings.Bound(c.Ctx(), c.Actor(), query, nil); err != nil {
		return err
	}
	var head []any
	for _, key := range []string{"on", "in_force", "name", "number", "department", "post", "state", "version", "when", "hash", "shown", "score", "how"} {
		head = append(head, w.T("signing.bound."+key))
	}
	return list.Export(c, list.Format(c), k.b.Policy.Number+"-"+k.b.On, head, func(row func(cells ...any) error) error {
		_, n, capped, err := p.Signings.ExportBound(c.Ctx(), c.Actor(), query, func(r signing.BoundRow) error {
			v := k.row(r)
			return row(k.b.On, k.b.Edition.Label(), v.Name, v.Number, v.Department, v.Post, w.T("signing.bound.state."+v.State), v.Version, v.When, v.Hash, v.Parts, v.Score, v.How)
		})
		if err != nil || !capped {
			return err
		}
		return row(w.T("signing.export.capped", "n", n))
	})
}
