package action

import (
	"context"
	"time"

	"bihuan/models/auth"
	"bihuan/models/db"
)

// WaitingItem is an action that waits for the actor, with the step it waits for.
type WaitingItem struct {
	Row
	Step Step
}

// MaxWaiting is how many items the home list holds; the lists hold the rest.
const MaxWaiting = 60

// Waiting lists what waits for the actor by the time it is due: as owner, as the one named to verify and to judge
// the effect, and, where nobody is named, as supervisor.
func (as *Actions) Waiting(ctx context.Context, a auth.Actor) ([]WaitingItem, error) {
	if err := a.Require(auth.ActionRead); err != nil {
		return nil, err
	}
	u := db.Union{Table: "actions", Column: "next_due_at", Branches: as.waitingBranches(a), Closed: []bool{false}, Limit: MaxWaiting}
	found, err := u.Found(as.d.Read(ctx), 2*MaxWaiting)
	if err != nil {
		return nil, err
	}
	var ids []int64
	seen := map[int64]bool{}
	for _, r := range found {
		if !seen[r.ID] && len(ids) < MaxWaiting {
			ids = append(ids, r.ID)
		}
		seen[r.ID] = true
	}
	rows, err := as.rows(ctx, ids, listColumns)
	items := make([]WaitingItem, len(rows))
	for i, r := range rows {
		items[i] = WaitingItem{Row: r, Step: Awaited[r.State]}
	}
	return items, err
}

// Awaited is the step that a state waits for.
var Awaited = map[State]Step{Opened: PlanStep, Planned: StartStep, Doing: ReportStep, Reported: VerifyStep, Verified: CheckStep}

// waitingBranches are the reasons why actions wait. An effect is waited for from the chosen day on.
func (as *Actions) waitingBranches(a auth.Actor) []db.Branch {
	now := as.d.Now().In(as.d.Zone())
	y, m, d := now.Date()
	tomorrow := time.Date(y, m, d+1, 0, 0, 0, 0, now.Location()).UTC()
	owner := []State{Opened, Planned, Doing}
	all := []db.Branch{db.Where("owner_id = ? AND state IN ?", me(a), owner)}
	if !a.Can(auth.ActionVerify) {
		return all
	}
	all = append(all, db.Where("verifier_id = ? AND (state = ? OR state = ? AND next_due_at <= ?)", me(a), Reported, Verified, tomorrow))
	if !a.Can(auth.ActionManage) {
		return all
	}
	const nobody = " AND verifier_id = 0 AND owner_id <> ? AND NOT EXISTS (SELECT 1 FROM action_coworkers w WHERE w.action_id = actions.id AND w.person_id = ?)"
	add := func(where string, args ...any) {
		all = append(all, db.Where(where+"state = ?"+nobody, append(args, Reported, me(a), me(a))...),
			db.Where(where+"state = ? AND next_due_at <= ?"+nobody, append(args, Verified, tomorrow, me(a), me(a))...))
	}
	switch s := a.Scope(auth.ActionManage); {
	case s.All:
		add("")
	case len(s.Departments) > maxBranches:
		add("+department_id IN ? AND ", s.Departments)
	default:
		for _, d := range s.Departments {
			add("department_id = ? AND ", d)
		}
	}
	return all
}
