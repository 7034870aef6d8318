package complaint

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"gorm.io/gorm"

	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/clock"
	"bihuan/models/db"
	"bihuan/models/notify"
	"bihuan/models/org"
)

// note is a notice to be sent when the step succeeds.
type note struct {
	to    int64
	kind  string
	clock ClockKind
	args  map[string]string
	once  string
}

// tell adds a notice for people, each once, except the actor and the person complained about.
func (w *work) tell(kind string, people ...int64) {
	for _, p := range people {
		if p == 0 || p == w.a.PersonID || p == w.c.ComplainedPersonID || slices.ContainsFunc(w.notes, func(n note) bool { return n.to == p }) {
			continue
		}
		w.notes = append(w.notes, note{to: p, kind: kind})
	}
}

// send sends the notices to those who can still sign in. A notice names the number only: who may read the complaint by then is asked when it is opened.
func (w *work) send() error {
	if len(w.notes) == 0 {
		return nil
	}
	if err := w.passOn(); err != nil {
		return err
	}
	if err := w.findAble(); err != nil {
		return err
	}
	for _, n := range w.notes {
		if !slices.Contains(w.able, n.to) {
			continue
		}
		args := map[string]string{"number": w.c.Number}
		for k, v := range n.args {
			args[k] = v
		}
		err := notify.Send(w.tx, notify.Note{PersonID: n.to, Kind: n.kind, Args: args, RecordKind: Kind, RecordNumber: w.c.Number, Once: n.once})
		if err != nil {
			return err
		}
	}
	return nil
}

// passOn gives what a handler who is gone had to do to those in charge.
func (w *work) passOn() error {
	i := slices.IndexFunc(w.notes, func(n note) bool {
		return n.to == w.c.HandlerID && n.kind != "complaint_closed" && n.kind != "complaint_commented"
	})
	if i < 0 {
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
	kind := w.notes[i].kind
	w.notes = slices.Delete(w.notes, i, i+1)
	w.tell(kind, people...)
	return nil
}

// findAble finds out who of those to be told has an active account, as far as that is not known yet.
func (w *work) findAble() error {
	var unknown []int64
	for _, n := range w.notes {
		if !slices.Contains(w.able, n.to) {
			unknown = append(unknown, n.to)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	able, err := auth.ActiveOf(w.tx.DB, unknown)
	w.able = append(w.able, able...)
	return err
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
	w.able = append(w.able, all...)
	return all, err
}

// head is the nearest head above the complaint who can be told of it.
func (w *work) head() ([]int64, error) {
	id, err := org.HeadOver(w.tx.DB, w.tree, w.c.DepartmentID, w.c.ComplainedPersonID)
	if err != nil || id == 0 {
		return nil, err
	}
	w.able = append(w.able, id)
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
	for r, ok := k.Next(); ok && !r.At.After(w.tx.Now); r, ok = k.Next() {
		people, err := w.recipients(r.To)
		if err != nil {
			return err
		}
		n := note{kind: "complaint_soon", clock: k.Kind, once: fmt.Sprintf("remind/%s/%d/%s/%d/%d", w.c.Number, k.Round, k.Kind, k.Told, r.At.Unix()),
			args: map[string]string{"clock": string(k.Kind), "due": k.DueAt.In(cal.Location()).Format("2006-01-02 15:04")}}
		if k.Late(w.tx.Now) {
			n.kind = "complaint_late"
		}
		w.remindPeople(n, people)
		w.Note("clock", string(k.Kind))
		w.Note("to", r.To)
		k.Told++
	}
	if k.Told == told {
		return nil
	}
	// Another instance may be telling the same: the one that comes second finds other numbers and gives up.
	return db.Changed(w.tx.Model(&Clock{}).Where("complaint_id = ? AND round = ? AND kind = ? AND told = ?", k.ComplaintID, k.Round, k.Kind, told).
		UpdateColumns(map[string]any{"told": k.Told}))
}

// remindPeople adds the notice for each, in place of an earlier one of the same clock.
func (w *work) remindPeople(n note, people []int64) {
	for _, n.to = range people {
		if i := slices.IndexFunc(w.notes, func(o note) bool { return o.to == n.to && o.clock == n.clock }); i >= 0 {
			w.notes[i] = n
			continue
		}
		w.notes = append(w.notes, n)
	}
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

// goneCache keeps who handles complaints no more though some still name them.
type goneCache struct {
	mu   sync.Mutex
	ids  []int64
	read time.Time
}

const goneLife = 10 * time.Second

// goneHandlers lists the handlers of open complaints who left or lost the role, at most ten seconds old.
func (cs *Complaints) goneHandlers(ctx context.Context) ([]int64, error) {
	cs.gone.mu.Lock()
	ids, fresh := cs.gone.ids, time.Since(cs.gone.read) < goneLife
	cs.gone.mu.Unlock()
	if fresh {
		return ids, nil
	}
	// The limit keeps the database to one look into the index per person, of whom there are far fewer than complaints.
	err := cs.d.Read(ctx).Table("people p").Where("NOT ("+canHandle+")", canHandleArgs(cs.Org.Today())...).
		Where("(SELECT 1 FROM complaints c WHERE c.handler_id = p.id AND c.closed = ? LIMIT 1) IS NOT NULL", false).
		Order("p.id").Pluck("p.id", &ids).Error
	if err != nil {
		return nil, err
	}
	cs.gone.mu.Lock()
	cs.gone.ids, cs.gone.read = ids, time.Now()
	cs.gone.mu.Unlock()
	return ids, nil
}
