package signing

import (
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/org"
	"bihuan/models/policy"
)

// lock reads a campaign and makes other changes of its duties wait. It comes first in its transaction, so that what is
// read after it holds all that was counted.
func lock(tx *db.Tx, id int64) (Campaign, error) {
	var c Campaign
	return c, tx.Clauses(clause.Locking{Strength: "UPDATE"}).Where("id = ?", id).Take(&c).Error
}

// findCampaign reads a campaign of which the actor may see some department.
func findCampaign(q *gorm.DB, a auth.Actor, number string) (Campaign, error) {
	var found []Campaign
	if err := visible(q, a).Where("sign_campaigns.number = ?", number).Limit(1).Find(&found).Error; err != nil {
		return Campaign{}, err
	}
	if len(found) == 0 {
		return Campaign{}, fault.NotFound("fault.campaign_gone", "number", number)
	}
	return found[0], nil
}

// visible keeps the campaigns that the actor may see: those that bind somebody of his departments.
func visible(q *gorm.DB, a auth.Actor) *gorm.DB {
	s := a.Scope(auth.SignRead)
	if s.All {
		return q.Model(&Campaign{})
	}
	return q.Model(&Campaign{}).Where("EXISTS (SELECT 1 FROM sign_progress g WHERE g.campaign_id = sign_campaigns.id AND g.department_id IN ?)", append([]int64{0}, s.Departments...))
}

// findPolicy reads a policy that the actor may see.
func findPolicy(q *gorm.DB, a auth.Actor, tree org.Tree, number string) (policy.Policy, error) {
	var found []policy.Policy
	number = policy.Bare(number)
	if err := policy.Visible(q.Model(&policy.Policy{}), a, tree).Where("policies.number = ?", number).Limit(1).Find(&found).Error; err != nil {
		return policy.Policy{}, err
	}
	if len(found) == 0 {
		return policy.Policy{}, fault.NotFound("fault.policy_gone", "number", number)
	}
	return found[0], nil
}

// findEdition reads one edition of a policy by its number, with its text.
func findEdition(q *gorm.DB, p *policy.Policy, no int) (policy.Edition, error) {
	var found []policy.Edition
	if err := q.Where("policy_id = ? AND no = ?", p.ID, no).Limit(1).Find(&found).Error; err != nil {
		return policy.Edition{}, err
	}
	if len(found) == 0 {
		return policy.Edition{}, fault.NotFound("fault.policy_edition_gone", "number", p.Number)
	}
	return found[0], nil
}

// column is the counter of a state.
var column = map[DutyState]string{Due: "due", Signed: "signed", Excused: "excused", Left: "gone", Ended: "ended"}

// count moves one duty from one state to another in the counters. It locks the campaign's row, so it comes before the
// duty itself is changed: whoever changes duties takes the rows in this order.
func count(tx *db.Tx, d *Duty, to DutyState) error {
	from, side := column[d.State], "frozen_"
	if d.Joined {
		side = "joiner_"
	}
	move := func(prefix string) map[string]any {
		return map[string]any{prefix + from: gorm.Expr(prefix + from + " - 1"), prefix + column[to]: gorm.Expr(prefix + column[to] + " + 1")}
	}
	if err := db.Changed(tx.Model(&Campaign{}).Where("id = ? AND state = ?", d.CampaignID, Open).UpdateColumns(move(side))); err != nil {
		return err
	}
	return db.Changed(tx.Model(&Progress{}).Where("campaign_id = ? AND department_id = ? AND joined = ?", d.CampaignID, d.DepartmentID, d.Joined).UpdateColumns(move("")))
}

// recount sets the counters of a locked campaign from its duties, where a step changed many at once.
func recount(tx *db.Tx, c *Campaign) error {
	if err := tx.Where("campaign_id = ?", c.ID).Delete(&Progress{}).Error; err != nil {
		return err
	}
	n := func(s DutyState) string { return fmt.Sprintf("SUM(CASE WHEN state = '%s' THEN 1 ELSE 0 END)", s) }
	var rows []Progress
	// Locked, for a transaction that read something before it got the campaign would count the duties as they were then.
	err := tx.Model(&Duty{}).Clauses(clause.Locking{Strength: "UPDATE"}).Select("campaign_id, department_id, joined, "+n(Due)+" AS due, "+n(Signed)+" AS signed, "+n(Excused)+" AS excused, "+n(Left)+" AS gone, "+n(Ended)+" AS ended").
		Where("campaign_id = ?", c.ID).Group("campaign_id, department_id, joined").Find(&rows).Error
	if err != nil {
		return err
	}
	c.Frozen, c.Joiner = Counts{}, Counts{}
	for _, r := range rows {
		if r.Joined {
			c.Joiner = c.Joiner.Plus(r.Counts)
		} else {
			c.Frozen = c.Frozen.Plus(r.Counts)
		}
	}
	if len(rows) > 0 {
		if err := tx.CreateInBatches(&rows, 200).Error; err != nil {
			return err
		}
	}
	return tx.Model(c).Select(countColumns).UpdateColumns(c).Error
}

var countColumns = func() []string {
	var all []string
	for _, side := range []string{"frozen_", "joiner_"} {
		for _, s := range DutyStates {
			all = append(all, side+column[s])
		}
	}
	return all
}()

// settled moves one duty from its state to another, with the columns that go with it, and counts it.
func settled(tx *db.Tx, d *Duty, to DutyState, columns map[string]any) error {
	if err := count(tx, d, to); err != nil {
		return err
	}
	columns["state"], columns["settled_at"], columns["remind_at"] = to, tx.Now, Never
	return db.Changed(tx.Model(&Duty{}).Where("id = ? AND state = ?", d.ID, d.State).UpdateColumns(columns))
}

// standing are the states in which signing settles a duty: who was excused and signs all the same has signed.
var standing = []DutyState{Due, Excused}

// signatures lists what a person signed of a policy, the newest edition first.
func signatures(q *gorm.DB, person, policyID int64) ([]Signature, error) {
	var all []Signature
	return all, q.Where("person_id = ? AND policy_id = ?", person, policyID).Order("edition_no DESC").Find(&all).Error
}
