package control

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"bihuan/models/action"
	"bihuan/models/auth"
	"bihuan/models/fault"
	"bihuan/models/link"
	"bihuan/models/terms"
)

// card is the control as a chain shows it.
func (c *Control) card(now time.Time) link.Card {
	k := link.Card{Title: c.Title, State: string(c.State()), Tone: link.Open}
	if c.Closed {
		k.Tone = link.Ended
		return k
	}
	k.Due = c.DueAt
	switch {
	case now.After(c.DueAt):
		k.Tone = link.Late
	case c.LastResult == Failed:
		k.Tone, k.State = link.Bad, string(Failed)
	case c.LastResult == Partly:
		k.State = string(Partly)
	case c.LastResult == Passed:
		k.Tone, k.State = link.Good, string(Passed)
	}
	return k
}

// cards tells chains of controls that the actor may see.
func (cs *Controls) cards(ctx context.Context, a auth.Actor, ids []int64) (map[int64]link.Card, error) {
	var found []Control
	if err := visible(cs.d.Read(ctx), a, auth.ControlRead).Where("id IN ?", ids).Find(&found).Error; err != nil {
		return nil, err
	}
	cards := make(map[int64]link.Card, len(found))
	for _, c := range found {
		cards[c.ID] = c.card(cs.d.Now())
	}
	return cards, nil
}

// origin tells what an action opened from a control begins with: what its last check found.
func (cs *Controls) origin(ctx context.Context, a auth.Actor, number string) (link.Origin, error) {
	q := cs.d.Read(ctx)
	c, err := load(q, a, number)
	if err != nil {
		return link.Origin{}, err
	}
	last, err := lastCheck(q, c.ID, cs.Org.Today())
	return link.Origin{Ref: c.ref(), Title: c.Title, Finding: last.Findings, DepartmentID: c.DepartmentID}, err
}

// Indicator is the key of the count of checks that did not pass, by which actions are judged.
const Indicator = "control_failures"

// checkMeasure demands that checks are narrowed by a department; types and causes are those of complaints.
func checkMeasure(c *fault.Check, _ terms.Set, m action.Measure) {
	if m.IndicatorDepartmentID == 0 {
		c.Add("indicator_department_id", "invalid.required")
	}
	if m.IndicatorType != "" {
		c.Add("indicator_type", "invalid.control_measure")
	}
	if m.IndicatorCause != "" {
		c.Add("indicator_cause", "invalid.control_measure")
	}
}

// countFailures counts the checks that did not pass and happened between each of the instants and the next one. A day
// counts where it begins.
func (cs *Controls) countFailures(q *gorm.DB, _ action.Measure, departments []int64, instants []time.Time) ([]int64, error) {
	var part strings.Builder
	var args []any
	for i, t := range instants[1:] {
		fmt.Fprintf(&part, " WHEN happened_on < ? THEN %d", i)
		args = append(args, firstDay(t, cs.d.Zone()))
	}
	var found []struct {
		Part int
		N    int64
	}
	err := q.Session(&gorm.Session{}).Table("control_checks").Select("CASE"+part.String()+" END AS part, COUNT(*) AS n", args...).
		Where("happened_on >= ? AND happened_on < ? AND result <> ? AND department_id IN ? AND "+stands,
			firstDay(instants[0], cs.d.Zone()), firstDay(instants[len(instants)-1], cs.d.Zone()), Passed, departments).
		Group("part").Scan(&found).Error
	if err != nil {
		return nil, err
	}
	counts := make([]int64, len(instants)-1)
	for _, f := range found {
		counts[f.Part] = f.N
	}
	return counts, nil
}

// firstDay is the first day that does not begin before an instant.
func firstDay(t time.Time, zone *time.Location) string {
	t = t.In(zone)
	if h, m, s := t.Clock(); h+m+s > 0 || t.Nanosecond() > 0 {
		t = t.AddDate(0, 0, 1)
	}
	return t.Format(time.DateOnly)
}
