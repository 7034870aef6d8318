package complaint

import (
	"net/url"
	"slices"
	"time"

	"bihuan/handlers/record"
	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/db"
	"bihuan/models/org"
	"bihuan/models/terms"
	view "bihuan/views/complaint"
	"bihuan/views/ui"
)

// query is the address of a list, read: what it is narrowed to, in which order, from where on.
type query struct {
	View       string   `query:"view"`
	Text       string   `query:"q"`
	State      string   `query:"state"`
	Class      string   `query:"class"`
	Type       string   `query:"type"`
	Channel    string   `query:"channel"`
	Severity   string   `query:"severity"`
	Department string   `query:"department"`
	Handler    string   `query:"handler"`
	Clock      string   `query:"clock"`
	From       string   `query:"from"`
	To         string   `query:"to"`
	Sort       string   `query:"sort"`
	At         string   `query:"at"`
	Columns    []string `query:"col"`
}

// conditions are the parameters that narrow the list, in the order of their chips.
var conditions = []string{"q", "state", "clock", "department", "handler", "class", "type", "severity", "channel", "from", "to"}

const (
	stateOpen  = "open"
	clockLate  = "late"
	clockToday = "today"
)

func (q query) values() url.Values {
	all := map[string]string{"view": q.View, "q": q.Text, "state": q.State, "class": q.Class, "type": q.Type, "channel": q.Channel,
		"severity": q.Severity, "department": q.Department, "handler": q.Handler, "clock": q.Clock, "from": q.From, "to": q.To, "sort": q.Sort}
	v := url.Values{}
	for name, value := range all {
		if value != "" {
			v.Set(name, value)
		}
	}
	return v
}

// href is the list with some parameters changed; an empty value leaves one out.
func (q query) href(changes ...string) string {
	v := q.values()
	for i := 0; i+1 < len(changes); i += 2 {
		if v.Del(changes[i]); changes[i+1] != "" {
			v.Set(changes[i], changes[i+1])
		}
	}
	if len(v) == 0 {
		return "/complaints"
	}
	return "/complaints?" + v.Encode()
}

// bare is the list without any condition.
func (q query) bare() string {
	v := url.Values{}
	if q.View != "" {
		v.Set("view", q.View)
	}
	if q.Sort != "" {
		v.Set("sort", q.Sort)
	}
	return "/complaints?" + v.Encode()
}

func (q query) cursor() *db.Cursor {
	if c, ok := db.DecodeCursor(q.At); ok {
		return &c
	}
	return nil
}

// filter is what the use case takes. What makes no sense in an address narrows nothing.
func (q query) filter(now time.Time, zone *time.Location) complaint.Filter {
	f := complaint.Filter{View: complaint.ListView(q.View), Text: q.Text, Class: q.Class, Type: q.Type, Channel: q.Channel, Severity: q.Severity,
		Department: number(q.Department), Handler: number(q.Handler), Late: q.Clock == clockLate, Sort: complaint.Sort(q.Sort)}
	if q.Clock == clockToday {
		y, m, d := now.In(zone).Date()
		f.DueFrom, f.DueBefore = now, time.Date(y, m, d+1, 0, 0, 0, 0, zone)
	}
	if q.State == stateOpen {
		open := true
		f.Open = &open
	} else if slices.Contains(complaint.States, complaint.State(q.State)) {
		f.State = complaint.State(q.State)
	}
	if t, ok := dayOf(q.From, zone); ok {
		f.From = t
	}
	if t, ok := dayOf(q.To, zone); ok {
		f.To = t.AddDate(0, 0, 1)
	}
	return f
}

// dayOf reads a day of the years that every database holds.
func dayOf(s string, zone *time.Location) (time.Time, bool) {
	t, err := time.ParseInLocation(time.DateOnly, s, zone)
	return t, err == nil && t.Year() >= 1900 && t.Year() <= 2200
}

// bar is the filter bar with its chips.
func (w words) bar(q query, a auth.Actor, handlers []org.Person, known map[int64]string) view.Filter {
	f := view.Filter{Text: q.Text, State: q.State, Type: q.Type, Channel: q.Channel, Department: q.Department, Handler: q.Handler, Severity: q.Severity,
		Clock: q.Clock, From: q.From, To: q.To, Clear: q.bare(), More: q.Type+q.Severity+q.Channel+q.From+q.To != ""}
	f.States = append([]ui.Option{{Value: stateOpen, Label: w.T("complaint.filter.open")}}, record.Keyed(w.Words, "complaint.state.", complaint.States)...)
	f.Clocks = []ui.Option{{Value: clockLate, Label: w.T("complaint.filter.clock.late")}, {Value: clockToday, Label: w.T("complaint.filter.clock.today")}}
	f.Departments, f.Channels = w.Departments(number(q.Department)), w.Options(terms.Channel, q.Channel)
	f.Types, f.Severities = w.Options(terms.FailureType, q.Type), w.Options(terms.Severity, q.Severity)
	f.Handlers = w.handlers(q, a, handlers, known)
	for _, name := range []string{"view", "sort", "class"} {
		if value := q.values().Get(name); value != "" {
			f.Hidden = append(f.Hidden, ui.Pair{Name: name, Value: value})
		}
	}
	for _, name := range conditions {
		if value := q.values().Get(name); value != "" {
			f.Chips = append(f.Chips, ui.FilterChip{Label: w.condition(name), Value: w.told(name, value, f), Remove: q.href(name, "")})
		}
	}
	return f
}

// handlers are the people that can be chosen as handler: the reader, those whom the reader may assign to,
// and the one chosen.
func (w words) handlers(q query, a auth.Actor, able []org.Person, known map[int64]string) []ui.Option {
	var out []ui.Option
	if a.PersonID != 0 {
		out = append(out, ui.Option{Value: id(a.PersonID), Label: a.Name})
	}
	for _, p := range able {
		if p.ID != a.PersonID {
			out = append(out, ui.Option{Value: id(p.ID), Label: p.Name})
		}
	}
	chosen := func(o ui.Option) bool { return o.Value == q.Handler }
	if name := known[number(q.Handler)]; name != "" && !slices.ContainsFunc(out, chosen) {
		out = append(out, ui.Option{Value: q.Handler, Label: name})
	}
	return out
}

func (w words) condition(name string) string {
	switch name {
	case "q":
		return w.T("complaint.filter.words")
	case "clock":
		return w.T("complaint.clock")
	case "from", "to":
		return w.T("complaint.filter." + name)
	case "department", "handler":
		return w.T("field.complaint." + name + "_id")
	case "class", "type":
		return w.T("field.complaint.failure_" + name)
	}
	return w.T("field.complaint." + name)
}

// told is the value of a condition in words.
func (w words) told(name, value string, f view.Filter) string {
	options := map[string][]ui.Option{"state": f.States, "clock": f.Clocks, "department": f.Departments, "handler": f.Handlers,
		"type": f.Types, "severity": f.Severities, "channel": f.Channels}[name]
	for _, o := range options {
		if o.Value == value {
			return o.Label
		}
	}
	if name == "class" {
		return w.Term(terms.FailureClass, value)
	}
	return value
}
