package complaint

import (
	"context"
	"slices"
	"time"

	"bihuan/models/auth"
	"bihuan/models/db"
)

// WaitingItem is a complaint that waits for the actor, with the step it waits for.
type WaitingItem struct {
	Row
	Step Step
}

// waitingPart is one reason why complaints wait: a step in the departments where the actor has its right.
type waitingPart struct {
	step Step
	db.Branch
}

// MaxWaiting is how many items the home list holds; the lists hold the rest.
const MaxWaiting = 60

// handled are the states in which the next step is the handler's.
var handled = []State{Registered, Accepted, Assessed, Investigating, Approved}

// Waiting lists what waits for the actor by the time it is due: as handler, as the one who assigns, approves
// and closes, and follow-ups of what others handled.
func (cs *Complaints) Waiting(ctx context.Context, a auth.Actor) ([]WaitingItem, error) {
	waiting, _, err := cs.OnDesk(ctx, a, 0)
	return waiting, err
}

// OnDesk gives what waits for the actor and, read together with it, the open complaints that he registered, at most most.
func (cs *Complaints) OnDesk(ctx context.Context, a auth.Actor, most int) ([]WaitingItem, []Row, error) {
	if err := a.Require(auth.ComplaintRead); err != nil {
		return nil, nil, err
	}
	ids, why, mine, err := cs.deskIDs(ctx, a)
	if err != nil {
		return nil, nil, err
	}
	mine = mine[:min(len(mine), most)]
	rows, err := cs.rows(ctx, a, slices.Concat(ids, mine), listColumns)
	if err != nil {
		return nil, nil, err
	}
	classes, err := cs.Classes(ctx)
	lists := db.Spread(rows, func(r Row) int64 { return r.ID }, ids, mine)
	items := make([]WaitingItem, len(lists[0]))
	for i, r := range lists[0] {
		class, _ := findClass(classes, r.DeadlineClass)
		items[i] = WaitingItem{Row: r, Step: r.awaited(a, why[r.ID].step, class)}
	}
	return items, lists[1], err
}

// deskIDs gives what waits for the actor, with the reason, and the open complaints that he registered, in one statement.
func (cs *Complaints) deskIDs(ctx context.Context, a auth.Actor) (ids []int64, why map[int64]waitingPart, mine []int64, err error) {
	gone, err := cs.goneHandlers(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	parts := waitingParts(a, gone)
	u := db.Union{Table: "complaints", Column: "next_due_at", Closed: []bool{false}, Limit: MaxWaiting,
		Narrow: func(c *db.Conds) { c.Add("complained_person_id <> ?", me(a)) }}
	for _, p := range parts {
		u.Branches = append(u.Branches, p.Branch)
	}
	u.Branches = append(u.Branches, db.Where("first_contact_id = ?", me(a)))
	found, err := u.Found(cs.d.Read(ctx), 3*MaxWaiting)
	if err != nil {
		return nil, nil, nil, err
	}
	why = map[int64]waitingPart{}
	for _, r := range found {
		if r.Branch == len(parts) {
			mine = append(mine, r.ID)
			continue
		}
		if _, twice := why[r.ID]; !twice && len(ids) < MaxWaiting {
			ids, why[r.ID] = append(ids, r.ID), parts[r.Branch]
		}
	}
	return ids, why, mine, nil
}

// awaited is the step that a part of the list stands for, or the next one of the complaint's own state.
func (c *Complaint) awaited(a auth.Actor, s Step, class DeadlineClass) Step {
	switch {
	case c.PausedAt != nil:
		return ResumeStep
	case s == FollowUpStep && c.Attempts >= class.FollowUpAttempts && c.may(a, CloseStep) == nil:
		return CloseStep
	case s != "":
		return s
	}
	return map[State]Step{Registered: AcceptStep, Accepted: AssessStep, Assessed: InvestigateStep, Investigating: ProposeStep, Approved: ReplyStep}[c.State]
}

// waitingParts takes what handlers who are gone should do next as unassigned.
func waitingParts(a auth.Actor, gone []int64) []waitingPart {
	parts := []waitingPart{{"", db.Where("handler_id = ? AND state IN ?", me(a), handled)}}
	add := func(p auth.Permission, step Step, where string, args ...any) {
		part := func(and string, more ...any) {
			parts = append(parts, waitingPart{step, db.Where(where+and, append(slices.Clone(args), more...)...)})
		}
		switch s := a.Scope(p); {
		case s.All:
			part("")
		case len(s.Departments) > maxBranches || step == AssignStep: // what nobody handles is little, and has an index
			part(" AND +department_id IN ?", s.Departments)
		default:
			for _, d := range s.Departments {
				part(" AND department_id = ?", d)
			}
		}
	}
	add(auth.ComplaintAssign, AssignStep, "handler_id = 0")
	if len(gone) > 0 {
		add(auth.ComplaintAssign, AssignStep, "handler_id IN ? AND state IN ?", gone, handled)
	}
	add(auth.ComplaintApprove, ApproveStep, "state = ? AND handler_id <> ? AND EXISTS (SELECT 1 FROM complaint_remedies r WHERE r.complaint_id = complaints.id"+
		" AND r.round = complaints.round AND r.state = ? AND r.proposed_by <> ?)", Proposed, me(a), RemedyProposed, me(a))
	add(auth.ComplaintFollowUp, FollowUpStep, "state = ? AND handler_id <> ? AND replied_by <> ?", Replied, me(a), me(a))
	add(auth.ComplaintClose, CloseStep, "state = ?", FollowedUp)
	return parts
}

// Figures are a supervisor's four numbers over the departments in scope, each counted up to FigureCap.
type Figures struct {
	Open, Late, DueToday, AwaitingApproval int64
}

// FigureCap is where figures end: "999+"; counting on costs every desk of a large firm more than the difference tells.
const FigureCap = 999

// Figures counts what is open, late, due today and awaiting approval.
func (cs *Complaints) Figures(ctx context.Context, a auth.Actor) (Figures, error) {
	if err := a.Require(auth.ComplaintAssign); err != nil {
		return Figures{}, err
	}
	open := true
	list := Filter{View: ViewDepartment, Open: &open}
	late, proposed, today := list, list, list
	late.Late, proposed.State = true, Proposed
	today.DueBefore = endOfDay(cs.d.Now(), cs.d.Zone())
	n, err := cs.count(ctx, a, []Filter{list.normal(), late.normal(), today.normal(), proposed.normal()}, FigureCap)
	if err != nil {
		return Figures{}, err
	}
	// What is late already is not due today any more.
	return Figures{Open: n[0], Late: n[1], DueToday: max(n[2]-n[1], 0), AwaitingApproval: n[3]}, nil
}

func endOfDay(now time.Time, zone *time.Location) time.Time {
	y, m, d := now.In(zone).Date()
	return time.Date(y, m, d+1, 0, 0, 0, 0, zone).UTC()
}
