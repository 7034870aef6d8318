package action

import (
	"slices"
	"time"

	"gorm.io/gorm"

	"bihuan/models/fault"
	"bihuan/models/org"
	"bihuan/models/terms"
)

// Indicator counts something by which an effect is judged: the fewer, the better.
type Indicator struct {
	// Key names it; screens show it by "action.indicator.<key>".
	Key string
	// Check notes what is wrong with how a measure narrows it.
	Check func(c *fault.Check, set terms.Set, m Measure)
	// Count counts between each of the instants and the next one; departments are the measure's and those below it.
	// It runs within a transaction and may ask no other connection.
	Count func(q *gorm.DB, m Measure, departments []int64, instants []time.Time) ([]int64, error)
}

// Measured lets a domain's indicator judge effects. It is called while the house is put together.
func (as *Actions) Measured(i Indicator) { as.indicators = append(as.indicators, i) }

// Indicators lists the keys of the indicators that effects can be judged by.
func (as *Actions) Indicators() []string {
	keys := make([]string, len(as.indicators))
	for i, k := range as.indicators {
		keys[i] = k.Key
	}
	return keys
}

func (as *Actions) indicator(key string) (Indicator, bool) {
	i := slices.IndexFunc(as.indicators, func(k Indicator) bool { return k.Key == key })
	if i < 0 {
		return Indicator{}, false
	}
	return as.indicators[i], true
}

// parts is into how many parts a window is cut for the chart, at most.
const parts = 6

// effect counts the indicator of a verified action in both windows, which the chosen day ends. It asks once for all
// parts; what happened between the windows is counted with them and left out.
func (as *Actions) effect(q *gorm.DB, tree org.Tree, c *Action) (Effect, error) {
	i, ok := as.indicator(c.Indicator)
	if !ok {
		return Effect{}, fault.Conflict("fault.action_indicator_gone")
	}
	until, _ := dayAt(c.CheckOn, as.d.Zone())
	e, days := c.windows(until, as.d.Zone())
	n := max(1, min(parts, days))
	counts, err := i.Count(q, c.Measure, tree.Below(c.IndicatorDepartmentID), append(split(e.BeforeFrom, e.BeforeTo, n), split(e.AfterFrom, e.AfterTo, n)...))
	if err != nil {
		return Effect{}, err
	}
	e.Series = slices.Delete(counts, n, n+1)
	for k := range n {
		e.BeforeCount += e.Series[k]
		e.AfterCount += e.Series[n+k]
	}
	return e, nil
}

// split cuts a span into n equal parts and gives their ends.
func split(from, to time.Time, n int) []time.Time {
	instants := make([]time.Time, n+1)
	for i := range instants {
		instants[i] = from.Add(to.Sub(from) * time.Duration(i) / time.Duration(n)).Truncate(time.Second)
	}
	return instants
}
