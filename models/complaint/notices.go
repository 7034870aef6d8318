package complaint

import (
	"context"
	"time"

	"gorm.io/gorm"

	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/clock"
	"bihuan/models/db"
	"bihuan/models/notify"
	"bihuan/models/org"
)

// tell adds a notice for people, each once, except the actor and the person complained about.
func (w *work) tell(kind string, people ...int64) {
	w.notices.Tell(kind, people, w.a.PersonID, w.c.ComplainedPersonID)
}

// send sends the notices to those who can still sign in.
func (w *work) send() error {
	if err := w.passOn(); err != nil {
		return err
	}
	return w.notices.Send(w.tx, Kind, w.c.Number)
}

// passOn gives what a handler who is gone had to do to those in charge.
func (w *work) passOn() error {
	owed := func(n notify.Note) bool {
		return n.PersonID == w.c.HandlerID && n.Kind != "complaint_closed" && n.Kind != "complaint_commented"
	}
	if !w.notices.Has(owed) {
		return nil
	}
	there, err := handling(w.tx.DB, w.c.HandlerID, w.cs.Org.Today())
	if err != nil || there {
		return err
	}
	people, err := w.inCharge()
	if err != nil {
		return err
	}
	w.tell(w.notices.Take(owed).Kind, people...)
	return nil
}

// inCharge lists the supervisors over the complaint's department. Where none is left but the person complained
// about, it falls to the nearest head.
func (w *work) inCharge() ([]int64, error) {
	supervisors, err := w.supervisors()
	if err != nil || len(supervisors) > 0 {
		return supervisors, err
	}
	return w.head()
}

// supervisors are those over the complaint's department, without the person complained about.
func (w *work) supervisors() ([]int64, error) {
	all, err := org.Supervisors(w.tx.DB, w.c.DepartmentID, w.c.ComplainedPersonID)
	w.notices.Able(all...)
	return all, err
}

// head is the nearest head above the complaint who can be told of it.
func (w *work) head() ([]int64, error) {
	id, err := org.HeadOver(w.tx.DB, w.tree, w.c.DepartmentID, w.c.ComplainedPersonID)
	if err != nil || id == 0 {
		return nil, err
	}
	w.notices.Able(id)
	return []int64{id}, nil
}

// recipients are the people of a level; a level that nobody holds falls to the next one, the last one back to
// the supervisors. Nobody is told about a complaint against himself.
func (w *work) recipients(to string) ([]int64, error) {
	if id := w.c.HandlerID; to == ToHandler && id != 0 && id != w.c.ComplainedPersonID {
		there, err := handling(w.tx.DB, id, w.cs.Org.Today())
		if err != nil {
			return nil, err
		}
		if there {
			return []int64{id}, nil
		}
	}
	if to != clock.Head {
		return w.inCharge()
	}
	if heads, err := w.head(); err != nil || len(heads) > 0 {
		return heads, err
	}
	return w.supervisors()
}

// remindOf tells the levels of one clock whose time has come; of several for one person only the last.
func (w *work) remindOf(k *Clock, cal *calendar.Calendar) error {
	told := k.Told
	err := k.Tell(w.tx.Now, clock.Telling{Record: Kind, Number: w.c.Number, Round: k.Round, Clock: string(k.Kind), Zone: cal.Location(),
		People: w.recipients}, &w.notices, &w.Set)
	if err != nil || k.Told == told {
		return err
	}
	// Another instance may be telling the same: the one that comes second finds other numbers and gives up.
	return db.Changed(w.tx.Model(&Clock{}).Where("complaint_id = ? AND round = ? AND kind = ? AND told = ?", k.ComplaintID, k.Round, k.Kind, told).
		UpdateColumns(map[string]any{"told": k.Told}))
}

// canHandle is what a person p must meet to handle complaints: employed, with an active account and a role for it.
const canHandle = "(p.left_on = '' OR p.left_on >= ?) AND EXISTS (SELECT 1 FROM accounts a JOIN role_grants g ON g.person_id = a.person_id" +
	" WHERE a.person_id = p.id AND a.state = ? AND g.role IN ?)"

func canHandleArgs(today string) []any {
	return []any{today, auth.Active, []auth.Role{auth.Handler, auth.Supervisor}}
}

// handling tells whether a person can still handle complaints.
func handling(q *gorm.DB, id int64, today string) (bool, error) {
	var n int64
	err := q.Table("people p").Where("p.id = ?", id).Where(canHandle, canHandleArgs(today)...).Count(&n).Error
	return n > 0, err
}

// goneLife is how old the list of handlers who are gone may be.
const goneLife = 10 * time.Second

// goneHandlers lists the handlers of open complaints who left or lost the role, at most ten seconds old.
func (cs *Complaints) goneHandlers(ctx context.Context) ([]int64, error) {
	return cs.gone.Get(func() (ids []int64, err error) {
		// The limit keeps the database to one look into the index per person, of whom there are far fewer than complaints.
		return ids, cs.d.Read(ctx).Table("people p").Where("NOT ("+canHandle+")", canHandleArgs(cs.Org.Today())...).
			Where("(SELECT 1 FROM complaints c WHERE c.handler_id = p.id AND c.closed = ? LIMIT 1) IS NOT NULL", false).
			Order("p.id").Pluck("p.id", &ids).Error
	})
}
