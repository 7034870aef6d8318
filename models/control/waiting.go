package control

import (
	"context"

	"bihuan/models/auth"
	"bihuan/models/db"
)

// MaxWaiting is how many controls the home list holds; the lists hold the rest.
const MaxWaiting = 40

// Waiting lists the controls of the actor whose check is due soon or overdue, the next due first.
func (cs *Controls) Waiting(ctx context.Context, a auth.Actor) ([]Row, error) {
	if err := a.Require(auth.ControlRead); err != nil {
		return nil, err
	}
	if !a.Can(auth.ControlCheck) {
		return nil, nil
	}
	u := db.Union{Table: "controls", Column: "due_at", Closed: []bool{false}, Limit: MaxWaiting,
		Branches: []db.Branch{db.Where("owner_id = ? AND soon_at <= ?", me(a), cs.d.Now())}}
	ids, err := u.IDs(cs.d.Read(ctx))
	if err != nil {
		return nil, err
	}
	return cs.rows(ctx, ids)
}

// Overdue counts the controls that are overdue and that the actor may see, up to CountCap.
func (cs *Controls) Overdue(ctx context.Context, a auth.Actor) (int64, error) {
	if err := a.Require(auth.ControlRead); err != nil {
		return 0, err
	}
	n, err := db.CountUnions(cs.d.Read(ctx), []db.Union{cs.union(a, narrowing{Filter: Filter{View: ViewOverdue}}, nil, CountCap)}, CountCap)
	if err != nil {
		return 0, err
	}
	return n[0], nil
}
