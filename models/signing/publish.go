package signing

import (
	"time"

	"gorm.io/gorm"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/policy"
)

// approved begins the campaign of an edition that asks for being read anew, so that people can read it in the window
// before its effect. Called again for the same edition, it moves the time along with the effect.
func (ss *Signings) approved(tx *db.Tx, a auth.Actor, p policy.Policy, e policy.EditionHead, k policy.Kind) error {
	if !e.Demands.Resign || p.Audience.Empty() {
		return nil
	}
	starts := tx.Now
	if e.EffectAt != nil && e.EffectAt.After(starts) {
		starts = *e.EffectAt
	}
	if id, err := announced(tx, p.ID, e.ID); err != nil || id != 0 {
		if err == nil {
			err = ss.postpone(tx, a, id, starts)
		}
		return err
	}
	c := Campaign{Cause: Publication, Audience: p.Audience, EditionID: e.ID, EditionNo: e.No, LeastNo: e.No, Allowed: k.Sign, Reminders: k.Reminders, StartedAt: starts, Title: e.Title}
	if e.Demands.Quiz {
		c.Quiz = p.Quiz
	}
	return ss.begin(tx, a, &c, &p)
}

// announced gives the open campaign on publication of an edition, 0 where there is none.
func announced(tx *db.Tx, policyID, editionID int64) (int64, error) {
	var ids []int64
	err := tx.Model(&Campaign{}).Where("policy_id = ? AND state = ? AND cause = ? AND edition_id = ?", policyID, Open, Publication, editionID).Limit(1).Pluck("id", &ids).Error
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	return ids[0], nil
}

// postpone moves the time of a campaign whose edition comes into force at another instant.
func (ss *Signings) postpone(tx *db.Tx, a auth.Actor, id int64, starts time.Time) error {
	c, err := lock(tx, id)
	if err != nil || c.State != Open || c.StartedAt.Equal(starts) {
		return err
	}
	k, err := ss.clock(tx, &c, starts)
	if err != nil {
		return err
	}
	before := c.DueAt
	err = tx.Model(&c).UpdateColumns(map[string]any{"started_at": starts, "due_at": k.DueAt, "version": gorm.Expr("version + 1")}).Error
	if err != nil {
		return err
	}
	// Of what was told only the announcement still stands.
	open := tx.Model(&Duty{}).Where("campaign_id = ? AND state = ?", id, Due)
	if err := open.Session(&gorm.Session{}).UpdateColumns(map[string]any{"started_at": starts, "due_at": k.DueAt}).Error; err != nil {
		return err
	}
	if err := open.Session(&gorm.Session{}).Where("told > 0").UpdateColumns(map[string]any{"told": 1, "remind_at": remindAt(k, 1)}).Error; err != nil {
		return err
	}
	return c.record(tx, a, "campaign.postponed", "", audit.Change{Field: "due_on", Before: ss.day(before), After: ss.day(k.DueAt)})
}

// takenBack cancels the campaign of an edition that was approved and does not come into force. Its text may change
// now, so that nothing of it counts as read.
func (ss *Signings) takenBack(tx *db.Tx, a auth.Actor, p policy.Policy, e policy.EditionHead, _ policy.Kind) error {
	if err := tx.Where("edition_id = ?", e.ID).Delete(&Reading{}).Error; err != nil {
		return err
	}
	return ss.endAll(tx, a, Cancelled, "policy_id = ? AND cause = ? AND edition_id = ?", p.ID, Publication, e.ID)
}

// inForce ends the campaigns of editions that are to be read anew now. Reading lists follow the edition in force.
func (ss *Signings) inForce(tx *db.Tx, a auth.Actor, p policy.Policy, e policy.EditionHead, k policy.Kind) error {
	if e.Demands.Resign {
		if err := ss.endAll(tx, a, Superseded, "policy_id = ? AND cause <> ? AND edition_no < ?", p.ID, Newcomer, e.No); err != nil {
			return err
		}
		// An edition that came into force without having been approved here, as an imported one, is announced now.
		if id, err := announced(tx, p.ID, e.ID); err != nil {
			return err
		} else if id == 0 {
			if err := ss.approved(tx, a, p, e, k); err != nil {
				return err
			}
		}
	}
	err := tx.Model(&Campaign{}).Where("policy_id = ? AND cause = ? AND state = ?", p.ID, Newcomer, Open).
		UpdateColumns(map[string]any{"edition_id": e.ID, "edition_no": e.No, "least_no": p.RequiredNo, "quiz_draw": p.Quiz.Draw, "quiz_pass": p.Quiz.Pass, "quiz_attempts": p.Quiz.Attempts}).Error
	if err != nil {
		return err
	}
	return ss.standFor(tx, a, &p)
}

// retired ends every open campaign of a policy that is in force no more.
func (ss *Signings) retired(tx *db.Tx, a auth.Actor, p policy.Policy, _ policy.EditionHead, _ policy.Kind) error {
	return ss.endAll(tx, a, Retired, "policy_id = ?", p.ID)
}

// endAll ends the open campaigns that meet a condition, which comes from the code.
func (ss *Signings) endAll(tx *db.Tx, a auth.Actor, to State, where string, args ...any) error {
	var ids []int64
	if err := tx.Model(&Campaign{}).Where("state = ?", Open).Where(where, args...).Order("id").Pluck("id", &ids).Error; err != nil {
		return err
	}
	for _, id := range ids {
		c, err := lock(tx, id)
		if err != nil {
			return err
		}
		if c.State != Open {
			continue
		}
		if err := ss.end(tx, a, &c, to, ""); err != nil {
			return err
		}
	}
	return nil
}
