package clock

import (
	"context"
	"fmt"
	"time"

	"bihuan/models/calendar"
	"bihuan/models/change"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/notify"
)

// LookEvery is how often deadlines are looked at.
const LookEvery = time.Minute

const remindBatch = 100

// due is a record of which somebody is to be reminded.
type due struct {
	ID           int64
	Number       string
	DepartmentID int64
	RemindAt     time.Time
}

// Remind hands the records of a table of which somebody is to be reminded now to remind, the longest due first, in
// the working time of their departments only. The table has id, number, department_id and an index on remind_at;
// remind moves remind_at on. A record that another instance is telling of is left to it.
func Remind(ctx context.Context, d *db.DB, calendars *calendar.Calendars, table string, remind func(cal *calendar.Calendar, number string) error) error {
	cal, err := calendars.Current(ctx)
	if err != nil {
		return err
	}
	var last due
	for {
		q := d.Read(ctx).Table(table).Select("id", "number", "department_id", "remind_at").Where("remind_at <= ?", d.Now())
		if last.ID != 0 {
			q = q.Where("remind_at >= ? AND (remind_at > ? OR id > ?)", last.RemindAt, last.RemindAt, last.ID)
		}
		var batch []due
		if err := q.Order("remind_at, id").Limit(remindBatch).Find(&batch).Error; err != nil {
			return err
		}
		for _, r := range batch {
			if !cal.Working(d.Now(), r.DepartmentID) {
				continue
			}
			if err := remind(cal, r.Number); err != nil && !fault.Is(err, fault.ConflictKind) {
				return err
			}
		}
		if len(batch) < remindBatch {
			return nil
		}
		last = batch[len(batch)-1]
	}
}

// Telling says of which clock of which record people are told.
type Telling struct {
	Record string // the kind of record; its notices are <record>_soon and <record>_late
	Number string
	Round  int
	Clock  string
	Zone   *time.Location
	// People gives who stands on a level.
	People func(level string) ([]int64, error)
}

// Tell notices the levels whose time has come, of several for one person only the last, notes them among the changes
// and counts them as told. Who calls it writes Told where the row still holds what it held before: another instance
// may be telling the same.
func (k *Time) Tell(now time.Time, t Telling, notices *notify.Notices, changes *change.Set) error {
	for r, ok := k.Next(); ok && !r.At.After(now); r, ok = k.Next() {
		people, err := t.People(r.To)
		if err != nil {
			return err
		}
		n := notify.Note{Kind: t.Record + "_soon", Once: fmt.Sprintf("remind/%s/%d/%s/%d/%d", t.Number, t.Round, t.Clock, k.Told, r.At.Unix()),
			Args: map[string]string{"clock": t.Clock, "due": k.DueAt.In(t.Zone).Format("2006-01-02 15:04")}}
		if k.Late(now) {
			n.Kind = t.Record + "_late"
		}
		notices.Remind(n, people)
		changes.NoteOnce("clock", t.Clock)
		changes.NoteOnce("to", r.To)
		k.Told++
	}
	return nil
}
