package signing

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/clock"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/notify"
	"bihuan/models/org"
)

const (
	// remindPeople is how many people are told in one transaction.
	remindPeople = 200
	// remindAgain is how long after a reminder by hand the next one may come.
	remindAgain = 4 * time.Hour
)

// remindAt is when a duty that was told of so many times is to be told of again. The first telling is the
// announcement, which the reminders of the campaign follow.
func remindAt(k clock.Time, told int) time.Time {
	if told == 0 {
		return k.StartedAt
	}
	if told > len(k.Reminders) {
		return Never
	}
	return k.Reminders[told-1].At
}

// Remind tells people of their duties: the announcement, then as the kind's reminders say; supervisors and heads of
// what is not signed in their departments. Each person is told once however many duties he has, in working time only.
func (ss *Signings) Remind(ctx context.Context) error {
	cal, err := ss.Calendars.Current(ctx)
	if err != nil || !cal.Working(ss.d.Now(), 0) {
		return err
	}
	tree, err := ss.Org.Departments(ctx)
	if err != nil {
		return err
	}
	last := int64(0)
	for {
		var people []int64
		err := ss.d.Read(ctx).Model(&Duty{}).Where("remind_at <= ? AND person_id > ?", ss.d.Now(), last).Distinct().Order("person_id").Limit(remindPeople).Pluck("person_id", &people).Error
		if err != nil || len(people) == 0 {
			return err
		}
		err = ss.d.InTx(ctx, func(tx *db.Tx) error { return ss.remind(tx, tree, people) })
		// Another instance is telling the same people.
		if err != nil && !fault.Is(err, fault.ConflictKind) {
			return err
		}
		last = people[len(people)-1]
	}
}

// telling is what some people are told at once.
type telling struct {
	ss    *Signings
	tx    *db.Tx
	tree  org.Tree
	own   map[int64][]Duty          // whose own duties
	teams map[string]map[int64]bool // the levels, and the departments they are told of
	told  map[int64]int             // by campaign
	plans map[string]clock.Time
	all   map[int64]Campaign
}

// remind tells some people of what is due to be told. The rows that say so are moved on in the same transaction; one
// that another instance moved on meanwhile gives a conflict.
func (ss *Signings) remind(tx *db.Tx, tree org.Tree, people []int64) error {
	var due []Duty
	if err := tx.Where("remind_at <= ? AND person_id IN ?", tx.Now, people).Order("due_at, position, id").Find(&due).Error; err != nil || len(due) == 0 {
		return err
	}
	t := telling{ss: ss, tx: tx, tree: tree, own: map[int64][]Duty{}, teams: map[string]map[int64]bool{}, told: map[int64]int{}, plans: map[string]clock.Time{}}
	if err := t.campaigns(due); err != nil {
		return err
	}
	moves := map[string][]int64{}
	next := map[string]Duty{}
	for _, d := range due {
		was := d.Told
		if err := t.advance(&d); err != nil {
			return err
		}
		key := fmt.Sprint(was, d.Told, d.RemindAt.UnixMicro())
		moves[key], next[key] = append(moves[key], d.ID), d
		d.Told = was
		next[key+"was"] = d
	}
	for key, ids := range moves {
		res := tx.Model(&Duty{}).Where("id IN ? AND told = ? AND remind_at <= ?", ids, next[key+"was"].Told, tx.Now).
			UpdateColumns(map[string]any{"told": next[key].Told, "remind_at": next[key].RemindAt})
		if res.Error != nil {
			return res.Error
		}
		if res.RowsAffected != int64(len(ids)) {
			return fault.Conflict("fault.stale")
		}
	}
	if err := t.send(); err != nil {
		return err
	}
	return t.record()
}

func (t *telling) campaigns(due []Duty) error {
	var ids []int64
	for _, d := range due {
		ids = append(ids, d.CampaignID)
	}
	slices.Sort(ids)
	var found []Campaign
	if err := t.tx.Where("id IN ?", slices.Compact(ids)).Find(&found).Error; err != nil {
		return err
	}
	t.all = map[int64]Campaign{}
	for _, c := range found {
		t.all[c.ID] = c
	}
	return nil
}

// advance passes over the tellings of a duty whose time has come and notes whom they reach.
func (t *telling) advance(d *Duty) error {
	k, err := t.plan(*d)
	if err != nil {
		return err
	}
	for at := remindAt(k, d.Told); d.Told <= len(k.Reminders) && (d.Told == 0 || !at.After(t.tx.Now)); at = remindAt(k, d.Told) {
		level := clock.Owner
		if d.Told > 0 {
			level = k.Reminders[d.Told-1].To
		}
		if level == clock.Owner {
			if mine := t.own[d.PersonID]; !slices.ContainsFunc(mine, func(o Duty) bool { return o.ID == d.ID }) {
				t.own[d.PersonID] = append(mine, *d)
			}
		} else {
			if t.teams[level] == nil {
				t.teams[level] = map[int64]bool{}
			}
			t.teams[level][d.DepartmentID] = true
		}
		d.Told++
	}
	t.told[d.CampaignID]++
	d.RemindAt = remindAt(k, d.Told)
	return nil
}

// plan gives the reminders of a duty; those of one campaign that began at one time have the same.
func (t *telling) plan(d Duty) (clock.Time, error) {
	key := fmt.Sprint(d.CampaignID, d.StartedAt.UnixMicro())
	if k, ok := t.plans[key]; ok {
		return k, nil
	}
	c := t.all[d.CampaignID]
	k, err := t.ss.clock(t.tx, &c, d.StartedAt)
	t.plans[key] = k
	return k, err
}

// send gives everybody one notice: of his own duties, and of the departments that he answers for.
func (t *telling) send() error {
	var own, team notify.Notices
	for _, person := range slices.Sorted(maps.Keys(t.own)) {
		mine := t.own[person]
		n := notify.Note{Kind: "sign_due", Args: map[string]string{"clock": "own", "count": fmt.Sprint(len(mine)), "title": t.all[mine[0].CampaignID].Title,
			"due": mine[0].DueAt.In(t.ss.d.Zone()).Format("2006-01-02 15:04")}}
		if mine[0].Late(t.tx.Now) {
			n.Kind = "sign_late"
		}
		own.Remind(n, []int64{person})
	}
	// One a day, whatever else comes to be late.
	late := notify.Note{Kind: "sign_team", Args: map[string]string{"clock": "team"}, Once: "sign/team/" + t.ss.day(t.tx.Now)}
	for _, level := range slices.Sorted(maps.Keys(t.teams)) {
		for _, department := range slices.Sorted(maps.Keys(t.teams[level])) {
			people, err := t.over(level, department)
			if err != nil {
				return err
			}
			team.Remind(late, people)
		}
	}
	if err := team.Send(t.tx, Record, ""); err != nil {
		return err
	}
	return own.Send(t.tx, ReadingRecord, "")
}

// over is who is told of a department: its supervisors, or the head over it; where there are no supervisors, the head.
func (t *telling) over(level string, department int64) ([]int64, error) {
	if level == clock.Supervisor {
		all, err := org.Supervisors(t.tx.DB, department, 0)
		if err != nil || len(all) > 0 {
			return all, err
		}
	}
	id, err := org.HeadOver(t.tx.DB, t.tree, department)
	if err != nil || id == 0 {
		return nil, err
	}
	return []int64{id}, nil
}

// record writes one event for each campaign that was told of.
func (t *telling) record() error {
	a := auth.System("reminders to read and sign")
	for _, id := range slices.Sorted(maps.Keys(t.told)) {
		c := t.all[id]
		if err := c.record(t.tx, a, "campaign.reminded", "", audit.Change{Field: "people", After: t.told[id]}); err != nil {
			return err
		}
	}
	return nil
}

// RemindNow tells all who have not signed in an open campaign, of the departments that the actor sees. It may be done
// every few hours, not more often.
func (ss *Signings) RemindNow(ctx context.Context, a auth.Actor, number string) (told int, err error) {
	if err := a.Require(auth.SignExcuse); err != nil {
		return 0, err
	}
	err = ss.d.InTx(ctx, func(tx *db.Tx) error {
		c, err := ss.open(tx, a, number)
		if err != nil {
			return err
		}
		if c.RemindedAt != nil && tx.Now.Before(c.RemindedAt.Add(remindAgain)) {
			return fault.Conflict("fault.sign_reminded", "hours", int(remindAgain/time.Hour))
		}
		q := tx.Model(&Duty{}).Where("campaign_id = ? AND state = ?", c.ID, Due)
		if s := a.Scope(auth.SignExcuse); !s.All {
			q = q.Where("department_id IN ?", append([]int64{0}, s.Departments...))
		}
		var people []int64
		if err := q.Order("id").Pluck("person_id", &people).Error; err != nil {
			return err
		}
		if told = len(people); told == 0 {
			return fault.Conflict("fault.sign_nobody_due")
		}
		if err := tx.Model(&c).UpdateColumns(map[string]any{"reminded_at": tx.Now}).Error; err != nil {
			return err
		}
		for some := range slices.Chunk(people, remindPeople) {
			var notices notify.Notices
			notices.Remind(notify.Note{Kind: "sign_asked", Args: map[string]string{"title": c.Title, "due": c.DueAt.In(ss.d.Zone()).Format("2006-01-02 15:04")}}, some)
			if err := notices.Send(tx, ReadingRecord, ""); err != nil {
				return err
			}
		}
		return c.record(tx, a, "campaign.reminded", "", audit.Change{Field: "people", After: told})
	})
	return told, err
}
