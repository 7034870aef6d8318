package action

import (
	"cmp"
	"context"
	"slices"
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

// waitingPart is one reason why actions wait: a step, or the one that the action's own state waits for.
type waitingPart struct {
	step Step
	db.Branch
}

// Waiting lists what waits for the actor by the time it is due: as owner, as the one named to verify and to judge
// the effect, and, where nobody is named or the one who is has gone, as supervisor.
func (as *Actions) Waiting(ctx context.Context, a auth.Actor) ([]WaitingItem, error) {
	waiting, _, err := as.OnDesk(ctx, a, 0)
	return waiting, err
}

// OnDesk gives what waits for the actor and, read together with it, the open actions that he opened, at most most.
func (as *Actions) OnDesk(ctx context.Context, a auth.Actor, most int) ([]WaitingItem, []Row, error) {
	if err := a.Require(auth.ActionRead); err != nil {
		return nil, nil, err
	}
	ids, steps, opened, err := as.deskIDs(ctx, a)
	if err != nil {
		return nil, nil, err
	}
	rows, err := as.rowsOf(ctx, ids, opened[:min(len(opened), most)])
	if err != nil {
		return nil, nil, err
	}
	items := make([]WaitingItem, len(rows[0]))
	for i, r := range rows[0] {
		items[i] = WaitingItem{Row: r, Step: cmp.Or(steps[r.ID], Awaited[r.State])}
	}
	return items, rows[1], nil
}

// deskIDs gives what waits for the actor, with the step where the state alone does not tell it, and the open actions
// that he opened, in one statement.
func (as *Actions) deskIDs(ctx context.Context, a auth.Actor) (ids []int64, steps map[int64]Step, opened []int64, err error) {
	parts, err := as.waitingParts(ctx, a)
	if err != nil {
		return nil, nil, nil, err
	}
	u := db.Union{Table: "actions", Column: "next_due_at", Closed: []bool{false}, Limit: MaxWaiting}
	for _, p := range parts {
		u.Branches = append(u.Branches, p.Branch)
	}
	u.Branches = append(u.Branches, db.Where("opener_id = ?", me(a)))
	found, err := u.Found(as.d.Read(ctx), 3*MaxWaiting)
	if err != nil {
		return nil, nil, nil, err
	}
	steps = map[int64]Step{}
	for _, r := range found {
		if r.Branch == len(parts) {
			opened = append(opened, r.ID)
			continue
		}
		if _, twice := steps[r.ID]; !twice && len(ids) < MaxWaiting {
			ids, steps[r.ID] = append(ids, r.ID), parts[r.Branch].step
		}
	}
	return ids, steps, opened, nil
}

// Awaited is the step that a state waits for.
var Awaited = map[State]Step{Opened: PlanStep, Planned: StartStep, Doing: ReportStep, Reported: VerifyStep, Verified: CheckStep}

// owned are the states in which the next step is the owner's.
var owned = []State{Opened, Planned, Doing}

// waitingParts are the reasons why actions wait. An effect is waited for from the chosen day on.
func (as *Actions) waitingParts(ctx context.Context, a auth.Actor) ([]waitingPart, error) {
	now := as.d.Now().In(as.d.Zone())
	y, m, d := now.Date()
	tomorrow := time.Date(y, m, d+1, 0, 0, 0, 0, now.Location()).UTC()
	parts := []waitingPart{{"", db.Where("owner_id = ? AND state IN ?", me(a), owned)}}
	if !a.Can(auth.ActionVerify) {
		return parts, nil
	}
	parts = append(parts, waitingPart{"", db.Where("verifier_id = ? AND (state = ? OR state = ? AND next_due_at < ?)", me(a), Reported, Verified, tomorrow)})
	if !a.Can(auth.ActionManage) {
		return parts, nil
	}
	gone, err := as.gone(ctx)
	if err != nil {
		return nil, err
	}
	nobody := slices.Concat([]int64{0}, gone.left, gone.unable)
	add := func(where string, args ...any) {
		part := func(step Step, and string, more ...any) {
			parts = append(parts, waitingPart{step, db.Where(where+and, append(slices.Clone(args), more...)...)})
		}
		const free = " AND verifier_id IN ? AND owner_id <> ? AND NOT EXISTS (SELECT 1 FROM action_coworkers w WHERE w.action_id = actions.id AND w.person_id = ?)"
		part("", "state = ?"+free, Reported, nobody, me(a), me(a))
		part("", "state = ? AND next_due_at < ?"+free, Verified, tomorrow, nobody, me(a), me(a))
		if len(gone.left) > 0 {
			part(AssignStep, "owner_id IN ? AND state IN ?", gone.left, owned)
		}
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
	return parts, nil
}

// goneLife is how old the list of those who are gone may be.
const goneLife = 10 * time.Second

// gone are people whom open actions name: left who cannot sign in any more, unable besides them who may not verify
// any more.
type gone struct{ left, unable []int64 }

// gone lists them, at most ten seconds old.
func (as *Actions) gone(ctx context.Context) (gone, error) {
	return as.leavers.Get(func() (g gone, err error) {
		// Who was named had an account. The limits keep the database to one look into each index for each of the few.
		const left = "SELECT a.person_id AS id, 1 AS gone FROM accounts a WHERE a.state <> ? AND" +
			" ((SELECT 1 FROM actions c WHERE c.owner_id = a.person_id AND c.closed = ? LIMIT 1) IS NOT NULL" +
			" OR (SELECT 1 FROM actions c WHERE c.verifier_id = a.person_id AND c.closed = ? LIMIT 1) IS NOT NULL)"
		const unable = "SELECT v.verifier_id AS id, 0 AS gone FROM (SELECT DISTINCT verifier_id FROM actions WHERE closed = ?) v WHERE v.verifier_id <> 0" +
			" AND NOT EXISTS (SELECT 1 FROM role_grants g WHERE g.person_id = v.verifier_id AND g.role IN ?)"
		var found []struct {
			ID   int64
			Gone bool
		}
		err = as.d.Read(ctx).Raw(left+" UNION ALL "+unable, auth.Active, false, false, false, auth.RolesThatMay(auth.ActionVerify)).Scan(&found).Error
		for _, f := range found {
			if f.Gone {
				g.left = append(g.left, f.ID)
			} else {
				g.unable = append(g.unable, f.ID)
			}
		}
		return g, err
	})
}
