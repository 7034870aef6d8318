package action

import (
	"slices"

	"bihuan/handlers/list"
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/action"
	"bihuan/models/org"
	"bihuan/models/terms"
	listview "bihuan/views/list"
	"bihuan/views/ui"
)

// conditions are the parameters that narrow the list; conditionDays hold a day.
var (
	conditions    = []string{"q", "state", "clock", "department", "owner", "kind", "priority", "ineffective", "due", "from", "to"}
	conditionDays = []string{"due", "from", "to"}
)

const (
	stateOpen  = "open"
	clockLate  = "late"
	clockToday = "today"
	ticked     = "1"
)

// filter is what the use case takes. What makes no sense in an address narrows nothing.
func filter(c *web.Context, a list.Address) action.Filter {
	zone := c.Locale().Zone()
	f := narrowed(a)
	f.View, f.Text, f.Priority, f.Sort = action.ListView(a.Get("view")), a.Get("q"), a.Get("priority"), action.Sort(a.Get("sort"))
	f.Late, f.Ineffective = a.Get("clock") == clockLate, a.Get("ineffective") == ticked
	if a.Get("clock") == clockToday {
		f.DueFrom, f.DueBefore = list.RestOfToday(c)
	}
	if a.Get("due") != "" {
		f.DueFrom, f.DueBefore = a.Day("due", zone)
	}
	if state := a.Get("state"); state == stateOpen {
		open := true
		f.Open = &open
	} else if slices.Contains(action.States, action.State(state)) {
		f.State = action.State(state)
	}
	f.From, _ = a.Day("from", zone)
	_, f.To = a.Day("to", zone)
	return f
}

// narrowed is what every view on many actions can be narrowed by.
func narrowed(a list.Address) action.Filter {
	f := action.Filter{View: action.ViewAll, Department: a.ID("department"), Owner: a.ID("owner"), Kind: a.Get("kind")}
	if a.Get("mine") == ticked {
		f.View = action.ViewMine
	}
	return f
}

// owners are the people to choose an owner from: the reader, those who may own actions of the department chosen
// or of the reader's own, and the one chosen.
func (p *pages) owners(c *web.Context, a list.Address, rows []action.Row) ([]ui.Option, error) {
	known := map[int64]string{}
	for _, r := range rows {
		known[r.OwnerID] = r.OwnerName
	}
	return a.Owners(c, p.Organisation, func(department int64) ([]org.Person, error) { return p.able(c, department) }, known)
}

// choices are the conditions that every view on many actions has.
func (w words) choices(a list.Address, owners []ui.Option) (department, owner, kind listview.Field) {
	return listview.Choice("department", w.label("department_id"), w.Departments(a.ID("department"))),
		listview.Choice("owner", w.label("owner_id"), owners),
		listview.Choice("kind", w.label("kind"), w.Options(terms.ActionKind, a.Get("kind")))
}

func (w words) label(field string) string { return w.T("field.action." + field) }

// tick is a condition that is used or not.
func (w words) tick(name, label string) listview.Field {
	return listview.Field{Kind: listview.Check, Field: ui.Field{Name: name, Label: label, Options: []ui.Option{{Value: ticked, Label: w.Yes(true)}}}}
}

// bar is the filter bar of the list with its chips.
func (w words) bar(a list.Address, owners []ui.Option) listview.Filter {
	states := append([]ui.Option{{Value: stateOpen, Label: w.T("action.filter.open")}}, record.Keyed(w.Words, "action.state.", action.States)...)
	clock := listview.Choice("clock", w.T("action.filter.clock"), []ui.Option{{Value: clockLate, Label: w.T("action.filter.clock.late")},
		{Value: clockToday, Label: w.T("action.filter.clock.today")}})
	department, owner, kind := w.choices(a, owners)
	var priorities []ui.Option
	for _, r := range w.rules {
		if r.Active || r.Code == a.Get("priority") {
			priorities = append(priorities, ui.Option{Value: r.Code, Label: r.Name(w.Tag)})
		}
	}
	return a.Filter([]listview.Field{
		{Kind: listview.Text, Chip: w.T("list.filter.words"), Field: ui.Field{Name: "q", Label: w.T("action.filter.q"), Max: 100}},
		listview.Choice("state", w.label("state"), states),
		clock, department, owner,
	}, []listview.Field{
		kind,
		listview.Choice("priority", w.label("priority"), priorities),
		listview.Day("due", w.T("action.filter.due")), listview.Day("from", w.T("action.filter.from")), listview.Day("to", w.T("action.filter.to")),
		w.tick("ineffective", w.T("action.filter.ineffective")),
	})
}
