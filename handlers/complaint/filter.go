package complaint

import (
	"slices"

	"bihuan/handlers/list"
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/org"
	"bihuan/models/terms"
	listview "bihuan/views/list"
	"bihuan/views/ui"
)

// conditions are the parameters that narrow the list.
var conditions = []string{"q", "state", "clock", "department", "handler", "class", "type", "severity", "channel", "from", "to"}

const (
	stateOpen  = "open"
	clockLate  = "late"
	clockToday = "today"
)

// filter is what the use case takes. What makes no sense in an address narrows nothing.
func filter(c *web.Context, a list.Address) complaint.Filter {
	zone := c.Locale().Zone()
	f := complaint.Filter{View: complaint.ListView(a.Get("view")), Text: a.Get("q"), Class: a.Get("class"), Type: a.Get("type"), Channel: a.Get("channel"),
		Severity: a.Get("severity"), Department: a.ID("department"), Handler: a.ID("handler"), Late: a.Get("clock") == clockLate, Sort: complaint.Sort(a.Get("sort"))}
	if a.Get("clock") == clockToday {
		f.DueFrom, f.DueBefore = list.RestOfToday(c)
	}
	if state := a.Get("state"); state == stateOpen {
		open := true
		f.Open = &open
	} else if slices.Contains(complaint.States, complaint.State(state)) {
		f.State = complaint.State(state)
	}
	f.From, _ = a.Day("from", zone)
	_, f.To = a.Day("to", zone)
	return f
}

// bar is the filter bar with its chips.
func (w words) bar(a list.Address, actor auth.Actor, able []org.Person, known map[int64]string) listview.Filter {
	label := func(field string) string { return w.T("field.complaint." + field) }
	states := append([]ui.Option{{Value: stateOpen, Label: w.T("complaint.filter.open")}}, record.Keyed(w.Words, "complaint.state.", complaint.States)...)
	clock := listview.Choice("clock", w.T("complaint.filter.clock"), []ui.Option{{Value: clockLate, Label: w.T("complaint.filter.clock.late")},
		{Value: clockToday, Label: w.T("complaint.filter.clock.today")}})
	clock.Chip = w.T("complaint.clock")
	class := listview.Field{Kind: listview.Hidden, Field: ui.Field{Name: "class", Label: label("failure_class"),
		Options: []ui.Option{{Value: a.Get("class"), Label: w.Term(terms.FailureClass, a.Get("class"))}}}}
	return a.Filter([]listview.Field{
		{Kind: listview.Text, Chip: w.T("list.filter.words"), Field: ui.Field{Name: "q", Label: w.T("complaint.filter.q"), Max: 100}},
		listview.Choice("state", label("state"), states),
		clock,
		listview.Choice("department", label("department_id"), w.Departments(a.ID("department"))),
		listview.Choice("handler", label("handler_id"), a.People("handler", actor, able, known)),
	}, []listview.Field{
		class,
		listview.Choice("type", label("failure_type"), w.Options(terms.FailureType, a.Get("type"))),
		listview.Choice("severity", label("severity"), w.Options(terms.Severity, a.Get("severity"))),
		listview.Choice("channel", label("channel"), w.Options(terms.Channel, a.Get("channel"))),
		listview.Day("from", w.T("complaint.filter.from")), listview.Day("to", w.T("complaint.filter.to")),
	})
}
