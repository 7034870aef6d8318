package action

import (
	"net/url"
	"strings"
	"time"

	"bihuan/handlers/web"
	"bihuan/models/action"
	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/org"
	view "bihuan/views/action"
	"bihuan/views/ui"
)

// effect tells in words and numbers what was counted before and after.
func (m *matter) effect(id string, by action.Measure, e action.Effect) view.Effect {
	days := int(e.AfterTo.Sub(e.AfterFrom).Round(24*time.Hour) / (24 * time.Hour))
	out := view.Effect{ID: id, Measure: m.measure(by), Sentence: m.T("action.effect.sentence", "days", days, "before", e.BeforeCount, "after", e.AfterCount),
		Change: m.T("action.effect."+trend(e), "n", max(e.BeforeCount, e.AfterCount)-min(e.BeforeCount, e.AfterCount)), Improved: e.Improved(),
		Before: m.span("before", by, e.BeforeFrom, e.BeforeTo), After: m.span("after", by, e.AfterFrom, e.AfterTo)}
	n := len(e.Series) / 2
	for i, count := range e.Series {
		from, to := e.BeforeFrom, e.BeforeTo
		if i >= n {
			from, to = e.AfterFrom, e.AfterTo
		}
		part := to.Sub(from) / time.Duration(n)
		begin := from.Add(part * time.Duration(i%n))
		out.Bars = append(out.Bars, view.Bar{Label: m.days(begin, begin.Add(part)), Count: count, After: i >= n})
	}
	return out
}

func trend(e action.Effect) string {
	switch {
	case e.AfterCount < e.BeforeCount:
		return "fewer"
	case e.AfterCount > e.BeforeCount:
		return "more"
	}
	return "same"
}

// days are the first and the last day of a span.
func (m *matter) days(from, to time.Time) string {
	zone := m.c.Locale().Zone()
	first, last := from.In(zone).Format("01-02"), to.Add(-time.Second).In(zone).Format("01-02")
	if first == last {
		return first
	}
	return m.T("action.effect.days", "from", first, "to", last)
}

// span names one of the two windows and leads to what was counted in it.
func (m *matter) span(which string, by action.Measure, from, to time.Time) view.Span {
	zone := m.c.Locale().Zone()
	first, last := from.In(zone).Format(time.DateOnly), to.Add(-time.Second).In(zone).Format(time.DateOnly)
	s := view.Span{Label: m.T("action.effect." + which), Days: m.days(from, to)}
	if by.Indicator != complaint.Indicator || !m.c.Can(auth.ComplaintRead) || !listable(m.Tree, by) {
		return s
	}
	q := url.Values{"view": {string(complaint.ViewAll)}, "from": {first}, "to": {last}}
	if by.IndicatorType != "" {
		q.Set("type", by.IndicatorType)
	}
	if by.IndicatorDepartmentID != 0 {
		q.Set("department", web.FormID(by.IndicatorDepartmentID))
	}
	s.Link = &ui.Link{Label: m.T("action.effect.records." + which), Href: strings.TrimSuffix(m.c.RecordPath(complaint.Kind, ""), "/") + "?" + q.Encode()}
	return s
}

// listable tells whether the list of complaints can be narrowed as the count was: it knows no cause, and of a
// department not those below it.
func listable(tree org.Tree, by action.Measure) bool {
	return by.IndicatorCause == "" && (by.IndicatorDepartmentID == 0 || len(tree.Below(by.IndicatorDepartmentID)) == 1)
}

// judged is a check that was made.
func (m *matter) judged(k action.Check) view.Effect {
	e := m.effect("check-"+web.FormID(k.ID), k.Measure, k.Effect)
	e.Title = m.T("action.effect.checked", "n", k.Round)
	e.Comment, e.By = k.Comment, m.T("action.effect.by", "name", m.People[k.PersonID], "at", m.Minute(k.At))
	e.Verdict = &ui.Mark{Text: m.T("action.effective.short.0"), Tone: ui.ToneLate, Icon: "circle-x"}
	if k.Effective {
		e.Verdict = &ui.Mark{Text: m.T("action.effective.short.1"), Tone: ui.ToneGood, Icon: "circle-check"}
	}
	return e
}
