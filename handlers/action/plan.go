package action

import (
	"slices"
	"strconv"
	"strings"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/action"
	view "bihuan/views/action"
	views "bihuan/views/record"
)

// Each row of a plan has fields of its own: those of a measure that is there carry its id, new ones count from 1.
const (
	textField  = "measure_"
	dayField   = "due_"
	newMeasure = "new"
	emptyRows  = 3
	mostRows   = 40
)

// planRows are the rows of the form: the measures that are there, what was typed, and empty ones for more.
func (m *matter) planRows(values views.Values) []view.PlanRow {
	var rows []view.PlanRow
	for _, k := range m.v.Measures {
		if k.DoneOn != "" {
			rows = append(rows, view.PlanRow{Done: m.T("action.measure.kept", "text", k.Measure, "day", k.DoneOn)})
			continue
		}
		key := web.FormID(k.ID)
		row := view.PlanRow{TextName: textField + key, DayName: dayField + key, Text: k.Measure, Day: k.DueOn}
		if _, typed := values[row.TextName]; typed {
			row.Text, row.Day = values.Get(row.TextName), values.Get(row.DayName)
		}
		rows = append(rows, row)
	}
	empty := 0
	for i := 1; i <= mostRows && empty < emptyRows; i++ {
		row := view.PlanRow{TextName: textField + newRow(i), DayName: dayField + newRow(i)}
		if row.Text, row.Day = values.Get(row.TextName), values.Get(row.DayName); row.Text+row.Day == "" {
			empty++
		}
		rows = append(rows, row)
	}
	return rows
}

func newRow(i int) string { return newMeasure + strconv.Itoa(i) }

// plan states the measures. What is wrong with one is said at the first row, for the plan is refused as a whole.
func (p *pages) plan(c *web.Context, ref record.Ref, _ stepForm) error {
	sent := c.Request().PostForm
	var measures []action.MeasureInput
	first := ""
	for _, name := range rowNames(sent) {
		if first == "" {
			first = textField + name
		}
		row := action.MeasureInput{Measure: strings.TrimSpace(sent.Get(textField + name)), DueOn: sent.Get(dayField + name)}
		if !strings.HasPrefix(name, newMeasure) {
			if row.ID = web.ReadID(name); row.Measure == "" {
				continue // emptied: it goes
			}
		}
		measures = append(measures, row)
	}
	err := p.Actions.Plan(c.Ctx(), c.Actor(), action.Ref(ref), measures)
	return record.Renamed(err, map[string]string{"measures": first})
}

// rowNames are the rows that a form holds: first those that are there already, then the new ones in their order.
func rowNames(sent map[string][]string) []string {
	var names []string
	for field := range sent {
		if name, ok := strings.CutPrefix(field, textField); ok && field != "measure_id" {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return order(a) - order(b) })
	return names
}

func order(name string) int {
	if n, isNew := strings.CutPrefix(name, newMeasure); isNew {
		i, _ := strconv.Atoi(n)
		return 1<<40 + i
	}
	i, _ := strconv.Atoi(name)
	return i
}
