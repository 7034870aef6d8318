package control

import (
	"context"
	"fmt"

	"bihuan/models/auth"
)

// MaxWaiting is how many controls the home list holds; the lists hold the rest.
const MaxWaiting = 40

// Desk is what controls lay on somebody's desk: those of his own whose check is due soon or overdue, the next due first,
// and, for who keeps the register, how many are overdue of all that he may see, up to CountCap.
type Desk struct {
	Waiting []Row
	Overdue int64
}

const ownDue = "SELECT * FROM controls WHERE owner_id = ? AND closed = ? AND soon_at <= ? ORDER BY due_at, id LIMIT ?"

// OnDesk gives what controls lay on the actor's desk, in one statement.
func (cs *Controls) OnDesk(ctx context.Context, a auth.Actor) (Desk, error) {
	if err := a.Require(auth.ControlRead); err != nil {
		return Desk{}, err
	}
	if !a.Can(auth.ControlCheck) {
		return Desk{}, nil
	}
	now := cs.d.Now()
	count, args := "SELECT 0 AS n", []any(nil)
	if a.Can(auth.ControlWrite) {
		overdue := cs.union(a, narrowing{Filter: Filter{View: ViewOverdue}}, nil, CountCap)
		sql, values := overdue.SQL()
		count, args = "SELECT COUNT(*) AS n FROM ("+sql+") AS u", values
	}
	var found []struct {
		Overdue int64
		Control `gorm:"embedded"`
	}
	err := cs.d.Read(ctx).Raw(fmt.Sprintf("SELECT o.n AS overdue, c.* FROM (%s) AS o LEFT JOIN (%s) AS c ON 1 = 1 ORDER BY c.due_at, c.id", count, ownDue),
		append(args, me(a), false, now, MaxWaiting)...).Scan(&found).Error
	if err != nil || len(found) == 0 {
		return Desk{}, err
	}
	desk := Desk{Overdue: min(found[0].Overdue, CountCap)}
	for _, f := range found {
		if f.ID != 0 {
			desk.Waiting = append(desk.Waiting, Row{Control: f.Control, OwnerName: a.Name})
		}
	}
	return desk, nil
}
