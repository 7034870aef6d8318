package complaint

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

// Indicator is the key of the count of complaints by which actions are judged.
const Indicator = "complaints"

// joinLoop lets complaints take part in chains and judge the effect of actions.
func (cs *Complaints) joinLoop() {
	cs.Links.Join(link.Kind{Name: Kind, Prefix: Prefix, Read: auth.ComplaintRead, Wants: []string{action.Kind}, Cards: cs.cards, Origin: cs.origin})
	cs.Actions.Measured(action.Indicator{Key: Indicator, Check: checkMeasure, Count: countMeasure})
}

// card is the complaint as a chain shows it.
func (c *Complaint) card(now time.Time) link.Card {
	k := link.Card{Title: c.Subject, State: string(c.State), Tone: link.Open}
	if c.NextClock != "" {
		k.Due = c.NextDueAt
	}
	switch {
	case c.State == NotAccepted:
		k.Tone = link.Ended
	case c.State == Closed:
		k.Tone = link.Good
	case now.After(c.NextDueAt):
		k.Tone = link.Late
	}
	return k
}

// cards tells chains of complaints that the actor may see, masked as in lists; never of one about the actor.
func (cs *Complaints) cards(ctx context.Context, a auth.Actor, ids []int64) (map[int64]link.Card, error) {
	var found []both
	err := notAbout(visible(cs.d.Read(ctx), a), a).Table("complaints").Select(listColumns).
		Joins("JOIN complainants ON complainants.complaint_id = complaints.id").Where("complaints.id IN ?", ids).Find(&found).Error
	cards := make(map[int64]link.Card, len(found))
	for _, r := range found {
		c, _ := guard(a, r.Complaint, r.Complainant)
		cards[c.ID] = c.card(cs.d.Now())
	}
	return cards, err
}

// origin tells what an action opened from a complaint begins with: what was complained about, and what was found
// to be the cause. Who complains is taken out: others read the action than the complaint, the one complained about
// among them.
func (cs *Complaints) origin(ctx context.Context, a auth.Actor, number string) (link.Origin, error) {
	row, p, err := loadBoth(cs.d.Read(ctx), a, number)
	if err != nil {
		return link.Origin{}, err
	}
	if row.about(a) {
		return link.Origin{}, fault.NotFound("fault.complaint_gone", "number", number)
	}
	c, _ := guard(a, *row, p)
	unnamed := scrubber(*row, p)
	o := link.Origin{Ref: c.ref(), Title: unnamed(c.Subject), Finding: unnamed(c.Body), Cause: unnamed(c.Findings), DepartmentID: c.ComplainedDepartmentID,
		FailureType: c.FailureType, Attribution: c.Attribution}
	if o.DepartmentID == 0 {
		o.DepartmentID = c.DepartmentID
	}
	return o, nil
}

func (c *Complaint) ref() link.Ref { return link.Ref{Kind: Kind, ID: c.ID, Number: c.Number} }

// wantsAction tells whether the complaint's chain is incomplete without an action: it was found right, and its
// severity is one that asks for it.
func (c *Complaint) wantsAction(set terms.Set) bool {
	return (c.Upheld == Upheld || c.Upheld == PartlyUpheld) && set.Flag(terms.Severity, c.Severity, terms.WantsAction)
}

// settleChain keeps what the chain wants in step with the complaint. It does not ask what was wanted before: which
// severities ask for an action may have changed since.
func (w *work) settleChain() error {
	c, was := w.c, &w.was
	wants, judged := c.wantsAction(w.terms), c.Severity != was.Severity || c.Upheld != was.Upheld
	switch {
	case wants && (judged || c.DepartmentID != was.DepartmentID || was.Closed && !c.Closed):
		return link.Want(w.tx, c.ref(), c.DepartmentID, action.Kind)
	case !wants && judged:
		return link.Unwant(w.tx, w.c.ref(), action.Kind)
	}
	return nil
}

// leaveOpen asks before a complaint is closed while actions that it led to are not.
func (w *work) leaveOpen(confirmed bool) error {
	open, err := action.OpenFrom(w.tx.DB, Kind, w.c.ID)
	if err != nil || len(open) == 0 {
		return err
	}
	if !confirmed {
		w.Check.Add("leave_open", "invalid.complaint_actions_open", "numbers", strings.Join(open, ", "))
	}
	w.Note("left_open", strings.Join(open, ", "))
	return nil
}

// checkMeasure demands that complaints are narrowed by a department, a type or a cause.
func checkMeasure(c *fault.Check, set terms.Set, m action.Measure) {
	if m.IndicatorDepartmentID == 0 && m.IndicatorType == "" && m.IndicatorCause == "" {
		c.Add("indicator", "invalid.action_measure_narrow")
	}
	set.Check(c, "indicator_type", terms.FailureType, m.IndicatorType, "", false)
	set.Check(c, "indicator_cause", terms.Attribution, m.IndicatorCause, "", false)
}

// countMeasure counts the complaints received between each of the instants and the next one.
func countMeasure(q *gorm.DB, m action.Measure, departments []int64, instants []time.Time) ([]int64, error) {
	var part strings.Builder
	var args []any
	for i, t := range instants[1:] {
		fmt.Fprintf(&part, " WHEN received_at < ? THEN %d", i)
		args = append(args, t.UTC())
	}
	// Both values of closed are named so that the indexes on type and department lead to the span.
	q = q.Session(&gorm.Session{}).Table("complaints").Select("CASE"+part.String()+" END AS part, COUNT(*) AS n", args...).
		Where("closed IN ? AND received_at >= ? AND received_at < ?", []bool{false, true}, instants[0].UTC(), instants[len(instants)-1].UTC())
	if m.IndicatorDepartmentID != 0 {
		q = q.Where("department_id IN ?", departments)
	}
	if m.IndicatorType != "" {
		q = q.Where("failure_type = ?", m.IndicatorType)
	}
	if m.IndicatorCause != "" {
		q = q.Where("attribution = ?", m.IndicatorCause)
	}
	var found []struct {
		Part int
		N    int64
	}
	if err := q.Group("part").Scan(&found).Error; err != nil {
		return nil, err
	}
	counts := make([]int64, len(instants)-1)
	for _, f := range found {
		counts[f.Part] = f.N
	}
	return counts, nil
}
