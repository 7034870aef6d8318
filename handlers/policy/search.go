package policy

import (
	"net/http"
	"net/url"
	"strconv"

	"bihuan/handlers/home"
	"bihuan/handlers/list"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/policy"
	"bihuan/models/search"
	homeview "bihuan/views/home"
	listview "bihuan/views/list"
	"bihuan/views/markdown"
	view "bihuan/views/policy"
	"bihuan/views/ui"
)

// How much of a text is shown around the words, and of a title, in characters.
const (
	excerptLength = 110
	wholeTitle    = 200
)

// everything is the state that looks also into what holds no longer; the usual search looks into what is in force.
const everything = "all"

func (p *pages) searchPages(r *web.Router) {
	r.GET(view.SearchPath, auth.PolicyRead, p.search)
	r.GET(view.CitePath, auth.PolicyCite, p.choose)
	r.POST(view.CitePath, auth.PolicyCite, p.cite)
}

var (
	// widened are the changes that leave the words of a search alone.
	widened = []string{"kind", "", "category", "", "department", "", "state", "", "policy", ""}
	// carried are the parameters of the record that a clause is looked for.
	carried = []string{"from", "number"}
)

// found is the search that an address asks for.
func found(path string) list.List {
	return list.List{Path: path, Names: append([]string{"q", "kind", "category", "department", "state", "policy"}, carried...)}
}

func searchFilter(a list.Address) policy.SearchFilter {
	f := policy.SearchFilter{Text: a.Get("q"), Policy: a.Get("policy"), Kind: a.Get("kind"), Category: a.Get("category"), Department: a.ID("department"), State: policy.InForce}
	switch a.Get("state") {
	case everything:
		f.State = ""
	case string(policy.Retired):
		f.State = policy.Retired
	}
	return f
}

// search is the page on which clauses are looked for. A whole number leads to what it names.
func (p *pages) search(c *web.Context) error {
	a := found(view.SearchPath).Read(c.QueryParams())
	result, err := p.find(c, a)
	if err != nil {
		return err
	}
	if result.Exact != "" && !c.HTMX() {
		return c.SeeOther(view.At(result.Exact))
	}
	w, err := p.words(c)
	if err != nil {
		return err
	}
	return c.Render(http.StatusOK, view.SearchPage(w.results(c, a, result)))
}

// skipName is the parameter of the place where a page of results begins.
const skipName = "skip"

func (p *pages) find(c *web.Context, a list.Address) (policy.Found, error) {
	skip, _ := strconv.Atoi(c.QueryParam(skipName)) // what is no number begins at the first
	return p.Policies.Search(c.Ctx(), c.Actor(), searchFilter(a), skip)
}

// results are what a search found, for the page at an address.
func (w words) results(c *web.Context, a list.Address, f policy.Found) view.Search {
	s := view.Search{Words: a.Get("q"), Filter: w.searchBar(a), Widen: a.Href(widened...), Capped: f.Capped}
	s.Counts = w.T("policy.search.counts", "clauses", c.Locale().Number(int64(f.Count)), "policies", c.Locale().Number(int64(f.Of)))
	for _, g := range f.Groups {
		s.Groups = append(s.Groups, w.group(a, g, f.Words))
	}
	if skip, _ := strconv.Atoi(c.QueryParam(skipName)); skip > 0 {
		s.Pages.Prev = a.Href(skipName, skipTo(skip-policy.FoundPage))
	}
	if f.Next > 0 {
		s.Pages.Next = a.Href(skipName, skipTo(f.Next))
	}
	return s
}

// skipTo is where a page begins; the first one has none in its address.
func skipTo(skip int) string {
	if skip <= 0 {
		return ""
	}
	return strconv.Itoa(skip)
}

// group is a document with the clauses found in it.
func (w words) group(a list.Address, f policy.FoundPolicy, typed string) view.SearchGroup {
	g := view.SearchGroup{Number: f.Number, Title: f.Title, Href: view.TextWith(f.Number, typed), State: w.stateMark(f.State), Note: w.note(f.Policy),
		Pieces: marked(f.Title, typed)}
	if f.CurrentID == 0 {
		g.Href = view.RecordPath(f.Number)
	}
	for _, k := range f.Clauses {
		g.Hits = append(g.Hits, w.clauseHit(f.Policy, k, typed))
	}
	if more := f.Count - len(f.Clauses); more > 0 {
		g.More = &ui.Link{Label: w.T("policy.search.more", "n", more), Href: a.Href("policy", f.Number)}
	}
	return g
}

// marked is a title with the words marked in it.
func marked(title, typed string) []ui.Piece {
	return home.Pieces(search.Snippet(title, typed, wholeTitle))
}

// note says what a document is and whose.
func (w words) note(p policy.Policy) string {
	return joined(w.kind(p.Kind), w.Tree.Name(p.DepartmentID))
}

func (w words) clauseHit(p policy.Policy, k policy.Clause, typed string) view.SearchHit {
	h := view.SearchHit{Label: marked(w.clauseLabel(k), typed), Path: k.Path, Href: view.ClauseAnchor(p.Number, k.Key, typed), Pieces: home.Pieces(search.Snippet(markdown.Words(k.Text), typed, excerptLength))}
	if !k.InForce && p.State == policy.InForce {
		h.Mark, h.Href = ui.Mark{Text: w.T("policy.search.gone"), Tone: ui.ToneMuted, Icon: "archive"}, view.ClausePath(p.Number, k.Key)
	}
	return h
}

// clauseLabel names a clause; a paragraph before the first one has no label of its own.
func (w words) clauseLabel(k policy.Clause) string {
	if k.Label == "" {
		return w.T("policy.search.unlabelled")
	}
	return k.Label
}

// searchBar is the box with the conditions.
func (w words) searchBar(a list.Address) listview.Filter {
	var kinds []ui.Option
	for _, k := range w.kinds {
		if k.Active || k.Code == a.Get("kind") {
			kinds = append(kinds, ui.Option{Value: k.Code, Label: k.Name(w.Tag)})
		}
	}
	state := listview.Choice("state", w.T("policy.search.state"), []ui.Option{{Label: w.T("policy.search.state.in_force")},
		{Value: everything, Label: w.T("policy.search.state.all")}, {Value: string(policy.Retired), Label: w.T("policy.search.state.retired")}})
	state.NoEmpty = true
	hidden := func(name, label string) listview.Field {
		return listview.Field{Kind: listview.Hidden, Field: ui.Field{Name: name, Label: label}}
	}
	f := a.Filter([]listview.Field{
		{Kind: listview.Text, Chip: w.T("list.filter.words"), Field: ui.Field{Name: "q", Label: w.T("policy.search.words"), Max: 200, Focus: a.Get("q") == ""}},
		listview.Choice("kind", w.label("kind"), kinds),
		listview.Choice("category", w.label("category"), w.categories(a.Get("category"))),
		listview.Choice("department", w.label("department_id"), w.Departments(a.ID("department"))),
		state, hidden("policy", w.T("policy.search.policy")),
	}, nil)
	f.Clear = a.Href(append([]string{"q", ""}, widened...)...)
	for _, name := range carried {
		if value := a.Get(name); value != "" {
			f.Hidden = append(f.Hidden, ui.Pair{Name: name, Value: value})
		}
	}
	return f
}

// joined puts words that are not empty together.
func joined(words ...string) string {
	out := ""
	for _, s := range words {
		if s != "" && out != "" {
			out += " · "
		}
		out += s
	}
	return out
}

// Found are the policies by their titles, and the clauses in force, that words find; a whole number leads to its page.
func (p *pages) Found(c *web.Context, text string, most int) (home.Found, error) {
	if !c.Can(auth.PolicyRead) {
		return home.Found{}, nil
	}
	result, err := p.Policies.Search(c.Ctx(), c.Actor(), policy.SearchFilter{Text: text}, 0)
	if err != nil || len(result.Groups) == 0 {
		return home.Found{}, err
	}
	w, err := p.words(c)
	if err != nil {
		return home.Found{}, err
	}
	out := home.Found{Domain: w.T("menu.policies")}
	titled, clauses := homeview.Hits{Title: w.T("policy.search.titled")}, homeview.Hits{Title: w.T("policy.search.clauses")}
	if result.Exact != "" {
		out.Exact, titled.Title = view.At(result.Exact), w.T("home.search.number")
	}
	for _, f := range result.Groups {
		if f.Titled && len(titled.Hits) < most {
			g := w.group(list.Address{}, f, result.Words)
			titled.Hits = append(titled.Hits, homeview.Hit{Number: f.Number, Href: g.Href, Title: f.Title, State: g.State, Note: g.Note})
		}
		for _, k := range f.Clauses {
			if k.InForce && len(clauses.Hits) < most {
				clauses.Hits = append(clauses.Hits, w.homeHit(f.Policy, k, result.Words))
			}
		}
	}
	if len(clauses.Hits) >= most || result.Capped || result.Next > 0 {
		clauses.More = &ui.Link{Label: w.T("home.search.more"), Href: view.SearchPath + "?" + url.Values{"q": {text}}.Encode()}
	}
	for _, g := range []homeview.Hits{titled, clauses} {
		if len(g.Hits) > 0 {
			out.Groups = append(out.Groups, g)
		}
	}
	return out, nil
}

func (w words) homeHit(p policy.Policy, k policy.Clause, typed string) homeview.Hit {
	h := w.clauseHit(p, k, typed)
	return homeview.Hit{Number: p.Number, Href: h.Href, Title: p.Title + " " + w.clauseLabel(k), State: w.stateMark(p.State), Note: k.Path, Snippet: h.Pieces}
}
