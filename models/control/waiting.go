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
	var found []Control
	err := cs.d.Read(ctx).Where("owner_id = ? AND closed = ? AND soon_at <= ?", me(a), false, cs.d.Now()).Order("due_at, id").Limit(MaxWaiting).Find(&found).Error
	rows := make([]Row, len(found))
	for i, c := range found {
		rows[i] = Row{Control: c, OwnerName: a.Name}
	}
	return rows, err
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
