package policy

import (
	"context"
	"slices"
	"time"

	"bihuan/models/auth"
)

// WaitingItem is a policy that waits for the actor, with the step it waits for.
type WaitingItem struct {
	Row
	Step Step
	Due  time.Time // Never where it has none
}

// MaxWaiting is how many items the home list holds; the lists hold the rest.
const MaxWaiting = 60

// OnDesk lists what waits for the actor: his word as reviewer or approver, the drafts that he writes (Write;
// once all reviewers spoke Propose, or TakeBack where one asks for changes), the periodic review of what he owns when its time comes near, and exceptions
// asked for that he may answer.
func (ps *Policies) OnDesk(ctx context.Context, a auth.Actor) ([]WaitingItem, error) {
	if err := a.Require(auth.PolicyRead); err != nil || a.PersonID == 0 {
		return nil, err
	}
	steps, err := ps.deskSteps(ctx, a)
	if err != nil || len(steps) == 0 {
		return nil, err
	}
	ids := make([]int64, 0, len(steps))
	for id := range steps {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	rows, err := ps.rows(ctx, ids)
	if err != nil {
		return nil, err
	}
	items := make([]WaitingItem, len(rows))
	for i, r := range rows {
		items[i] = WaitingItem{Row: r, Step: steps[r.ID], Due: r.NextDueAt}
		if items[i].Step == AnswerStep || items[i].Step == WriteStep {
			items[i].Due = Never
		}
	}
	slices.SortStableFunc(items, func(x, y WaitingItem) int { return x.Due.Compare(y.Due) })
	return items[:min(len(items), MaxWaiting)], nil
}

// deskSteps finds what waits for the actor by policy, in one statement. Of several reasons the first counts.
func (ps *Policies) deskSteps(ctx context.Context, a auth.Actor) (map[int64]Step, error) {
	sql := `SELECT * FROM (SELECT w.policy_id AS id, CASE w.part WHEN 'reviewer' THEN 'judge' ELSE 'approve' END AS step, 1 AS place
  FROM policy_people w WHERE w.person_id = ? AND w.waiting = ?
 UNION ALL SELECT p.id, CASE WHEN p.stage = 'draft' THEN 'write'
  WHEN EXISTS (SELECT 1 FROM policy_people r WHERE r.edition_id = p.open_id AND r.part = 'reviewer' AND r.decision = 'refused') THEN 'take_back' ELSE 'propose' END, 2 FROM policies p JOIN policy_people w ON w.edition_id = p.open_id
  WHERE w.person_id = ? AND w.part = 'author' AND (p.stage = 'draft' OR p.stage = 'review'
   AND NOT EXISTS (SELECT 1 FROM policy_people r WHERE r.edition_id = p.open_id AND r.part = 'reviewer' AND r.decision = ''))
 UNION ALL SELECT p.id, 'review', 3 FROM policies p WHERE p.owner_id = ? AND p.state = 'in_force' AND p.next_clock = 'period' AND p.next_soon_at <= ?`
	args := []any{me(a), true, me(a), me(a), ps.d.Now()}
	if a.Can(auth.PolicyManage) {
		sql += ` UNION ALL SELECT e.policy_id, 'answer', 4 FROM policy_exceptions e JOIN policies p ON p.id = e.policy_id AND p.state = 'in_force' WHERE e.state = 'asked' AND e.asked_by <> ? AND e.person_id <> ?`
		args = append(args, me(a), me(a))
	}
	var found []struct {
		ID   int64
		Step Step
	}
	if err := ps.d.Read(ctx).Raw(sql+") AS desk ORDER BY place, id LIMIT 500", args...).Scan(&found).Error; err != nil {
		return nil, err
	}
	steps := map[int64]Step{}
	for _, f := range found {
		if _, ok := steps[f.ID]; !ok {
			steps[f.ID] = f.Step
		}
	}
	return steps, nil
}
