package complaint

import (
	"slices"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/fault"
)

// working are the events of steps whose takers worked on a round; placing those that name its handlers.
var (
	working = []string{"complaint.investigated", "complaint.remedy_proposed", "complaint.replied"}
	placing = []string{"complaint.accepted", "complaint.assigned", "complaint.transferred"}
	// turning are the events that may begin a round.
	turning = []string{"complaint.followed_up", "complaint.reopened"}
)

// mostParts bounds how many events of a round are looked at.
const mostParts = 500

// tookPart tells whether a person handled, investigated, proposed or replied in the present round.
func (w *work) tookPart(person int64) (bool, error) {
	if person == 0 {
		return false, nil
	}
	var rows []audit.Row
	err := w.tx.Where("record_kind = ? AND record_id = ? AND kind IN ?", Kind, w.c.ID, slices.Concat(working, placing, turning)).
		Order("id DESC").Limit(mostParts).Find(&rows).Error
	if err != nil {
		return false, err
	}
	told, err := audit.Tell(w.tx.DB, rows)
	if err != nil {
		return false, err
	}
	entries := make([]audit.Entry, len(told))
	for i, t := range told {
		entries[i] = t.Entry()
	}
	return w.c.tookPart(person, entries), nil
}

// tookPart reads it from the events, newest first, back to where the round began.
func (c *Complaint) tookPart(person int64, entries []audit.Entry) bool {
	if person == c.HandlerID || person == c.RepliedBy {
		return true
	}
	for _, e := range entries {
		began := slices.ContainsFunc(e.Changes, func(ch audit.Change) bool { return ch.Field == "round" })
		switch {
		case began:
			return false
		case slices.Contains(working, e.Kind) && e.PersonID == person:
			return true
		case slices.Contains(placing, e.Kind) && slices.ContainsFunc(e.Changes, func(ch audit.Change) bool {
			return ch.Field == "handler_id" && (ch.Before == person || ch.After == person)
		}):
			return true
		}
	}
	return false
}

// ownWork says beforehand that the actor cannot follow up what he took part in.
func (v *View) ownWork(a auth.Actor) {
	for i, s := range v.Steps {
		if s.Allowed && s.Step == string(FollowUpStep) && a.PersonID != 0 && v.tookPart(a.PersonID, v.Timeline) {
			v.Steps[i] = fault.Option{Step: s.Step, Why: fault.Message{Key: "fault.complaint_follow_up_self"}}
		}
	}
}
