package control

import (
	"strconv"
	"strings"

	"bihuan/handlers/clock"
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/control"
	"bihuan/models/link"
	"bihuan/models/terms"
	clockview "bihuan/views/clock"
	view "bihuan/views/control"
	"bihuan/views/ui"
)

// fields says what stands behind the fields of controls.
var fields = &record.Fields{
	Terms: map[string]string{"area": terms.ControlArea},
	Keys: map[string]string{"result": "control.result.", "cycle_unit": "control.unit.", "clock": "control.clock.", "to": "clock.to.", "view": "control.tab.",
		"state": "control.state."},
	People: control.PersonFields,
	Ticks:  []string{"evidence"},
}

// words put controls into the reader's language.
type words struct {
	record.Words
	rules []control.Rule
}

func (p *pages) words(c *web.Context) (words, error) {
	var w words
	var err error
	if w.Words, err = record.NewWords(c, p.Terms, p.Organisation, fields); err != nil {
		return w, err
	}
	w.rules, err = p.Controls.Rules(c.Ctx())
	return w, err
}

// Value is a value of a field, as an event holds it.
func (w words) Value(field string, v any, people map[int64]string) string {
	if s, ok := v.(string); ok && field == "rule" {
		return w.rule(s)
	}
	return w.Words.Value(field, v, people)
}

// Typed is a value as it stands in a form.
func (w words) Typed(field, s string) string {
	if field == "rule" {
		return w.rule(s)
	}
	return w.Words.Typed(field, s)
}

func (w words) rule(code string) string {
	for _, r := range w.rules {
		if r.Code == code {
			return r.Name(w.Tag)
		}
	}
	return code
}

func (w words) ruleOptions(now string) []ui.Option {
	var out []ui.Option
	for _, r := range w.rules {
		if r.Active || r.Code == now {
			out = append(out, ui.Option{Value: r.Code, Label: r.Name(w.Tag), Hint: w.T("control.rule.hint", "soon", r.SoonPercent, "told", clockview.Told(w.Ctx, clock.Reminders(r.Reminders)))})
		}
	}
	return out
}

// cycle is how often: "每 3 个月".
func (w words) cycle(c control.Cycle) string {
	if c.Amount == 1 {
		return w.T("control.each." + string(c.Unit))
	}
	return w.T("control.every."+string(c.Unit), "n", c.Amount)
}

// areas are the areas as a tree in one list.
func (w words) areas(now string) []ui.Option {
	out := w.Options(terms.ControlArea, now)
	for i, o := range out {
		if t, ok := w.Terms.Get(terms.ControlArea, o.Value); ok {
			out[i].Label = strings.Repeat("　", w.Terms.Depth(t)) + o.Label
		}
	}
	return out
}

// clock is the chip of the day by which the next check is due.
func (w words) clock(c control.Control) ui.Clock {
	if c.Closed {
		return ui.Clock{State: ui.ClockNone}
	}
	return w.Clock(record.Clock{Label: w.T("control.clock.check"), Due: c.DueAt, Soon: c.SoonAt})
}

// why says how the due day came about.
func (w words) why(c control.Control) string {
	args := []any{"cycle", w.cycle(c.Cycle), "base", c.BaseOn, "due", c.DueOn, "moved", c.Moved()}
	from := "start"
	if c.LastOn != "" && c.BaseOn == c.LastOn {
		from = "last"
	}
	said := w.T("control.due."+from, args...)
	switch moved := c.Moved(); {
	case moved > c.DueOn:
		said += w.T("control.due.earlier", args...)
	case moved != "":
		said += w.T("control.due.later", args...)
	}
	return said + w.T("control.due.rule")
}

// ClauseLinks lead to clauses.
func ClauseLinks(c *web.Context, refs []link.Ref) []ui.Link {
	out := make([]ui.Link, len(refs))
	for i, r := range refs {
		out[i] = ui.Link{Label: r.Number, Href: c.RecordPath(r.Kind, r.Number)}
	}
	return out
}

// Numbers are the numbers of clauses as one field holds them.
func Numbers(refs []link.Ref) string {
	list := make([]string, len(refs))
	for i, r := range refs {
		list[i] = r.Number
	}
	return strings.Join(list, " ")
}

// Separated are the numbers that one field holds.
func Separated(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" \t\r\n,，、;；　", r) })
}

// label is the name of a field.
func (w words) label(field string) string { return w.T("field.control." + field) }

// check is one check as pages show it.
func (w words) check(k control.Check, number string, people map[int64]string) view.CheckRow {
	row := view.CheckRow{ID: web.FormID(k.ID), Number: number, Href: view.Path(number), HappenedOn: k.HappenedOn, Received: k.ReceivedOn, DueOn: k.DueOn, Late: !k.OnTime(),
		Result: view.ResultMark(w.Ctx, string(k.Result)), By: people[k.PersonID], Findings: k.Findings, Files: record.Attachments(view.Path(number), k.Files),
		Superseded: k.SupersededBy != 0}
	if k.RecorderID != k.PersonID {
		row.Recorder = people[k.RecorderID]
	}
	if k.Supersedes != nil {
		row.Correction = w.T("control.check.corrects", "why", k.Reason)
	}
	return row
}

func whole(n int64) string { return strconv.FormatInt(n, 10) }
