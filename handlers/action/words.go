package action

import (
	"strings"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/action"
	"bihuan/models/calendar"
	"bihuan/models/terms"
	calview "bihuan/views/calendar"
	"bihuan/views/locale"
	"bihuan/views/ui"
)

// fields says what stands behind the fields of actions.
var fields = &record.Fields{
	Terms:  map[string]string{"kind": terms.ActionKind, "indicator_type": terms.FailureType, "indicator_cause": terms.Attribution},
	Keys:   map[string]string{"state": "action.state.", "outcome": "action.outcome.", "finish_unit": "calendar.unit.", "indicator": "action.indicator.", "clock": "action.clock.", "to": "action.to."},
	People: action.PersonFields,
}

// words put actions into the reader's language.
type words struct {
	record.Words
	rules []action.Rule
}

func (p *pages) words(c *web.Context) (words, error) {
	var w words
	var err error
	if w.Words, err = record.NewWords(c, p.Terms, p.Organisation, fields); err != nil {
		return w, err
	}
	w.rules, err = p.Actions.Rules(c.Ctx())
	return w, err
}

// Value is a value of a field, as an event holds it.
func (w words) Value(field string, v any, people map[int64]string) string {
	switch v := v.(type) {
	case string:
		return w.Code(field, v)
	case int64:
		switch {
		case field == "cost" && v == 0:
			return ""
		case field == "cost":
			return locale.Money(w.Ctx, v)
		}
	}
	return w.Words.Value(field, v, people)
}

// Code is a code or text of a field.
func (w words) Code(field, s string) string {
	if field == "priority" {
		return w.priority(s)
	}
	return w.Words.Code(field, s)
}

// Typed is a value as it stands in a form.
func (w words) Typed(field, s string) string {
	if field == "priority" {
		return w.priority(s)
	}
	return w.Words.Typed(field, s)
}

func (w words) priority(code string) string {
	for _, r := range w.rules {
		if r.Code == code {
			return r.Name(w.Tag)
		}
	}
	return code
}

func (w words) amount(t calendar.Target) string {
	return calview.Amount(w.Ctx, t.Amount, string(t.Unit))
}

// kinds are the kinds of action, each with what it means in plain words.
func (w words) kinds(now string) []ui.Option {
	list := w.Options(terms.ActionKind, now)
	for i, o := range list {
		if key := "action.kind.hint." + o.Value; locale.Has(w.Ctx, key) {
			list[i].Hint = w.T(key)
		}
	}
	return list
}

// priorities are the priorities with the time that each gives.
func (w words) priorities(now string) []ui.Option {
	var out []ui.Option
	for _, r := range w.rules {
		if r.Active || r.Code == now {
			hint := w.T("action.priority.hint", "finish", w.amount(r.Finish), "verify", w.amount(r.Verify), "days", r.CheckDays)
			out = append(out, ui.Option{Value: r.Code, Label: r.Name(w.Tag), Hint: hint})
		}
	}
	return out
}

// units are what a time allowed is offered in; the one that stands there already stays choosable.
func (w words) units(now string) []ui.Option {
	offered := []calendar.Unit{calendar.WorkingDays, calendar.WorkingHours, calendar.ElapsedDays}
	unit := calendar.Unit(now)
	if now != "" && unit != offered[0] && unit != offered[1] && unit != offered[2] {
		offered = append(offered, unit)
	}
	return record.Keyed(w.Words, "calendar.unit.", offered)
}

// measure says what an effect is judged by: "投诉件数（售后部，服务态度）".
func (w words) measure(m action.Measure) string {
	if m.Indicator == "" {
		return ""
	}
	var by []string
	for _, s := range []string{w.Tree.Name(m.IndicatorDepartmentID), w.Term(terms.FailureType, m.IndicatorType), w.Term(terms.Attribution, m.IndicatorCause)} {
		if s != "" {
			by = append(by, s)
		}
	}
	name := w.T("action.indicator." + m.Indicator)
	if len(by) == 0 {
		return name
	}
	return w.T("action.indicator.of", "name", name, "by", strings.Join(by, w.T("action.join")))
}

// people are names in one line.
func (w words) names(ids []int64) string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = w.People[id]
	}
	return strings.Join(list, w.T("action.join"))
}
