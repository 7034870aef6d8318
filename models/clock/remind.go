package clock

import (
	"context"
	"time"

	"bihuan/models/calendar"
	"bihuan/models/db"
	"bihuan/models/fault"
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
