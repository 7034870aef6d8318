package signing

import (
	"context"
	"time"

	"gorm.io/gorm"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/job"
)

// moved is how many people came and went since the duties of a campaign were last looked at.
type moved struct{ joined, left int64 }

// settle brings the duties of a locked campaign in step with who is meant now. The first time it freezes the audience.
// Each of its statements is about the whole audience, so that it costs the same few for a hundred thousand people; where
// some people are named, only these are looked at.
func (ss *Signings) settle(tx *db.Tx, c *Campaign, first bool, only []int64) (m moved, err error) {
	among := func(q *gorm.DB, column string) *gorm.DB {
		if only == nil {
			return q
		}
		return q.Where(column+" IN ?", only)
	}
	members := func() *gorm.DB { return signers(c.Audience.Members(tx.DB, ss.day(tx.Now), ss.d.Zone())) }
	begun := tx.Now
	if c.StartedAt.After(begun) {
		begun = c.StartedAt
	}
	k, err := ss.clock(tx, c, begun)
	if err != nil {
		return m, err
	}
	fresh := map[string]any{"state": Due, "joined": true, "started_at": begun, "due_at": k.DueAt, "settled_at": nil, "told": 0, "remind_at": tx.Now}
	if !first {
		gone := among(tx.Model(&Duty{}), "person_id").Where("campaign_id = ? AND state = ?", c.ID, Due).
			Where("NOT EXISTS (?)", members().Where("s.person_id = sign_duties.person_id")).
			UpdateColumns(map[string]any{"state": Left, "settled_at": tx.Now, "remind_at": Never})
		if m.left = gone.RowsAffected; gone.Error != nil {
			return m, gone.Error
		}
		back := among(tx.Model(&Duty{}), "person_id").Where("campaign_id = ? AND state = ?", c.ID, Left).
			Where("EXISTS (?)", members().Where("s.person_id = sign_duties.person_id")).UpdateColumns(fresh)
		if m.joined = back.RowsAffected; back.Error != nil {
			return m, back.Error
		}
	}
	come := among(members(), "s.person_id").Where("NOT EXISTS (SELECT 1 FROM sign_duties d WHERE d.campaign_id = ? AND d.person_id = s.person_id)", c.ID)
	if c.Cause == Newcomer {
		come = come.Where("s.from_on >= ? AND NOT EXISTS (?)", c.SinceOn, holding(tx, c, "s.person_id"))
	}
	res := tx.Exec("INSERT INTO sign_duties (campaign_id, person_id, policy_id, department_id, state, joined, position, started_at, due_at, signature_id, excused_by, why, told, remind_at)"+
		" SELECT ?, m.person_id, ?, m.department_id, ?, ?, ?, ?, ?, 0, 0, '', 0, ? FROM (?) AS m",
		c.ID, c.PolicyID, Due, !first || c.Cause == Newcomer, c.Position, begun, k.DueAt, tx.Now, come)
	if m.joined += res.RowsAffected; res.Error != nil {
		return m, res.Error
	}
	if m != (moved{}) {
		// Who signed before in a way that holds has nothing left to do.
		err := tx.Exec("UPDATE sign_duties SET state = ?, settled_at = ?, remind_at = ?, signature_id = (?) WHERE campaign_id = ? AND state = ? AND EXISTS (?)",
			Signed, tx.Now, Never, holding(tx, c, "sign_duties.person_id").Select("MAX(x.id)"), c.ID, Due, holding(tx, c, "sign_duties.person_id")).Error
		if err != nil {
			return m, err
		}
	}
	if !first && m == (moved{}) {
		return m, nil
	}
	return m, recount(tx, c)
}

// signers leaves out who signs nothing: an auditor's account changes nothing in the portal, so that nobody waits for it.
func signers(members *gorm.DB) *gorm.DB {
	return members.Where("NOT EXISTS (SELECT 1 FROM role_grants a WHERE a.person_id = s.person_id AND a.role = ?)", auth.Auditor)
}

// holding is a query of the signatures of a person, named by a column, that do for a campaign.
func holding(tx *db.Tx, c *Campaign, person string) *gorm.DB {
	return tx.Session(&gorm.Session{NewDB: true}).Table("sign_signatures x").Select("1").
		Where("x.person_id = "+person+" AND x.policy_id = ? AND x.edition_no >= ?", c.PolicyID, c.LeastNo)
}

// The jobs: the duties in step with the firm, and people reminded.
const (
	SettleJob = "signing.settle"
	RemindJob = "signing.remind"
)

const (
	settleEvery = 10 * time.Minute
	remindEvery = 5 * time.Minute
)

// Jobs tells the runner how to keep duties in step and how to remind.
func (ss *Signings) Jobs(r *job.Runner) {
	r.Handle(SettleJob, func(ctx context.Context, _ *job.Run) error { return ss.SettleChanged(ctx) })
	r.Every(SettleJob, settleEvery)
	r.Handle(RemindJob, func(ctx context.Context, _ *job.Run) error { return ss.Remind(ctx) })
	r.Every(RemindJob, remindEvery)
}

// pulse tells whether anything changed that decides who is meant.
type pulse struct {
	At    time.Time // when it was taken
	Day   string
	Firm  string // departments and roles
	Staff string // people
}

// takePulse takes it in one statement.
func (ss *Signings) takePulse(ctx context.Context) (pulse, error) {
	at := ss.d.Now()
	var p pulse
	err := ss.d.Read(ctx).Raw("SELECT CONCAT((SELECT COUNT(*) FROM role_grants), ' ', COALESCE((SELECT MAX(id) FROM role_grants), 0), ' ', COALESCE((SELECT MAX(tree_changes) FROM firms), 0)) AS firm," +
		" CONCAT((SELECT COUNT(*) FROM people), ' ', COALESCE((SELECT MAX(updated_at) FROM people), '')) AS staff").Scan(&p).Error
	p.At, p.Day = at, ss.day(at)
	return p, err
}

const (
	// mostMoved is up to how many people are looked at one by one; where more changed all are.
	mostMoved = 2000
	// skew is how much the clocks of instances may differ.
	skew = 5 * time.Minute
)

// SettleChanged is Settle for those who changed since this instance did so last: people whose record or post changed,
// everybody where departments or roles did.
func (ss *Signings) SettleChanged(ctx context.Context) error {
	now, err := ss.takePulse(ctx)
	was := ss.last
	if err != nil || was.Day == now.Day && was.Firm == now.Firm && was.Staff == now.Staff {
		return err
	}
	var only []int64
	if was.Firm == now.Firm {
		if only, err = ss.changed(ctx, was, now); err != nil {
			return err
		}
	}
	if only == nil || len(only) > mostMoved {
		err = ss.Settle(ctx)
	} else {
		err = ss.settleAll(ctx, auth.System("people came and went"), only)
	}
	if err == nil {
		ss.last = now
	}
	return err
}

// changed lists the people whose record changed since a pulse, or whose post began or ended since; never nil.
func (ss *Signings) changed(ctx context.Context, was, now pulse) ([]int64, error) {
	ids := []int64{}
	return ids, ss.d.Read(ctx).Raw("SELECT id FROM people WHERE updated_at >= ? UNION SELECT person_id FROM assignments WHERE from_on BETWEEN ? AND ? OR to_on BETWEEN ? AND ?",
		was.At.Add(-skew), was.Day, now.Day, ss.day(was.At.AddDate(0, 0, -1)), now.Day).Scan(&ids).Error
}

// Settle brings the duties of all open campaigns in step with who is meant now: who came joins, who went has left.
// Each campaign is a transaction of its own, and doing it twice changes nothing.
func (ss *Signings) Settle(ctx context.Context) error {
	a := auth.System("people came and went")
	if err := ss.d.InTx(ctx, func(tx *db.Tx) error { return ss.settleLists(tx, a) }); err != nil {
		return err
	}
	return ss.settleAll(ctx, a, nil)
}

// settleAll settles every open campaign, for some people only where they are named.
func (ss *Signings) settleAll(ctx context.Context, a auth.Actor, only []int64) error {
	if only != nil && len(only) == 0 {
		return nil
	}
	var ids []int64
	if err := ss.d.Read(ctx).Model(&Campaign{}).Where("state = ?", Open).Order("id").Pluck("id", &ids).Error; err != nil {
		return err
	}
	for _, id := range ids {
		if err := ss.d.InTx(ctx, func(tx *db.Tx) error { return ss.settleOne(tx, a, id, only) }); err != nil {
			return err
		}
	}
	return nil
}

func (ss *Signings) settleOne(tx *db.Tx, a auth.Actor, id int64, only []int64) error {
	c, err := lock(tx, id)
	if err != nil || c.State != Open {
		return err
	}
	m, err := ss.settle(tx, &c, false, only)
	if err != nil || m == (moved{}) {
		return err
	}
	return c.record(tx, a, "campaign.settled", "", audit.Change{Field: "joined", After: m.joined}, audit.Change{Field: "left", After: m.left})
}

// day is the day of an instant where the firm is.
func (ss *Signings) day(t time.Time) string { return day(t, ss.d.Zone()) }

func day(t time.Time, zone *time.Location) string { return t.In(zone).Format(time.DateOnly) }

// dayAt gives the beginning of a day where the firm is; ok is false where s is none.
func dayAt(s string, zone *time.Location) (time.Time, bool) {
	t, err := time.ParseInLocation(time.DateOnly, s, zone)
	return t.UTC(), err == nil && t.Year() >= 1900 && t.Year() <= 2200
}
