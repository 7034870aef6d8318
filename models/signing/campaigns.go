package signing

import (
	"context"
	"math/rand/v2"
	"strings"
	"time"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/clock"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/org"
	"bihuan/models/policy"
)

// Longest values, in characters, as the columns hold them; maxText bounds free text.
const (
	maxTitle = 200
	maxName  = 60
	maxLine  = 500
	maxText  = 2000
	maxDays  = 365
)

// Parts are what Signings stands on.
type Parts struct {
	Policies  *policy.Policies
	Calendars *calendar.Calendars
	Org       *org.Organisation
	// Shuffle puts n things into an order by swapping; math/rand's where nil.
	Shuffle func(n int, swap func(i, j int))
	// ExportRows is how many rows one export may hold; 100,000 where 0.
	ExportRows int
}

// Signings are the use cases on campaigns, signatures, tests and reading lists.
type Signings struct {
	d *db.DB
	Parts
	last pulse // when the duties were last brought in step
}

// New gives the use cases on this database and lets them take part in what happens to policies.
func New(d *db.DB, p Parts) *Signings {
	if p.Shuffle == nil {
		p.Shuffle = rand.Shuffle
	}
	if p.ExportRows == 0 {
		p.ExportRows = 100_000
	}
	ss := &Signings{d: d, Parts: p}
	p.Policies.Join(policy.Hooks{Approved: ss.approved, TakenBack: ss.takenBack, InForce: ss.inForce, Retired: ss.retired})
	return ss
}

// Ref names a campaign as a person saw it.
type Ref struct {
	Number  string
	Version int64
}

// BeginInput begins a campaign on demand.
type BeginInput struct {
	Policy   string // number
	Title    string // the policy's where empty
	Audience org.Audience
	Days     int64 // working days allowed; the kind's time where 0
	Quiz     bool
}

// Begin asks the people of an audience to read and sign a policy in force. Who has signed already in a way that holds
// counts as signed from the beginning.
func (ss *Signings) Begin(ctx context.Context, a auth.Actor, in BeginInput) (string, error) {
	if err := a.Require(auth.SignManage); err != nil {
		return "", err
	}
	tree, err := ss.Org.Departments(ctx)
	if err != nil {
		return "", err
	}
	kinds, err := ss.Policies.Kinds(ctx)
	if err != nil {
		return "", err
	}
	number := ""
	err = ss.d.InTx(ctx, func(tx *db.Tx) error {
		p, err := findPolicy(tx.DB, a, tree, in.Policy)
		if err != nil {
			return err
		}
		if p.State != policy.InForce {
			return fault.Conflict("fault.sign_not_in_force", "number", p.Number)
		}
		var c fault.Check
		if err := ss.checkBegin(tx, &c, in, &p, tree); err != nil {
			return err
		}
		kind, _ := policy.FindKind(kinds, p.Kind)
		made := Campaign{Cause: OnDemand, Title: strings.TrimSpace(in.Title), Audience: in.Audience, EditionID: p.CurrentID, EditionNo: p.CurrentNo,
			LeastNo: p.RequiredNo, Allowed: kind.Sign, Reminders: kind.Reminders, StartedAt: tx.Now}
		if in.Days > 0 {
			made.Allowed = calendar.Target{Amount: in.Days, Unit: calendar.WorkingDays}
		}
		if in.Quiz {
			made.Quiz = p.Quiz
		}
		if err := ss.begin(tx, a, &made, &p); err != nil {
			return err
		}
		if made.Frozen.Bound() == 0 {
			c.Add("audience", "invalid.sign_nobody")
			return c.Err()
		}
		number = made.Number
		return nil
	})
	return number, err
}

func (ss *Signings) checkBegin(tx *db.Tx, c *fault.Check, in BeginInput, p *policy.Policy, tree org.Tree) error {
	c.Line("title", in.Title, maxTitle)
	if in.Audience.Empty() {
		c.Add("audience", "invalid.required")
	}
	if in.Days < 0 || in.Days > maxDays {
		c.Add("days", "invalid.range", "from", 1, "to", maxDays)
	}
	if err := in.Audience.Check(tx.DB, c, "audience", tree, ss.Org.Today()); err != nil {
		return err
	}
	if err := ss.checkReaders(tx, c, "audience", in.Audience, p, tree); err != nil {
		return err
	}
	if in.Quiz {
		n, err := countActive(tx.DB, p.ID)
		if err != nil {
			return err
		}
		if p.Quiz.Draw == 0 || n == 0 {
			c.Add("quiz", "invalid.sign_no_questions")
		}
	}
	return c.Err()
}

// checkReaders demands that nobody is asked to sign a restricted policy who may not read it: its readers are its
// department's people and its audience.
func (ss *Signings) checkReaders(tx *db.Tx, c *fault.Check, field string, asked org.Audience, p *policy.Policy, tree org.Tree) error {
	if !p.Restricted || !c.OK() {
		return nil
	}
	today, zone := ss.day(tx.Now), ss.d.Zone()
	var strangers int64
	err := tx.Table("(?) AS m", asked.Members(tx.DB, today, zone)).Where("m.department_id NOT IN ?", tree.Below(p.DepartmentID)).
		Where("m.person_id NOT IN (SELECT r.person_id FROM (?) AS r)", p.Audience.Members(tx.DB, today, zone)).Count(&strangers).Error
	if strangers > 0 {
		c.Add(field, "invalid.sign_restricted", "number", p.Number, "count", strangers)
	}
	return err
}

// begin writes a campaign and freezes its audience.
func (ss *Signings) begin(tx *db.Tx, a auth.Actor, c *Campaign, p *policy.Policy) (err error) {
	if c.Title == "" {
		c.Title = p.Title
	}
	c.Version, c.State, c.PolicyID, c.PolicyNumber, c.BegunAt = 1, Open, p.ID, p.Number, tx.Now
	if c.Cause == OnDemand {
		c.BegunBy = a.PersonID
	}
	k, err := ss.clock(tx, c, c.StartedAt)
	if err != nil {
		return err
	}
	c.DueAt = k.DueAt
	if c.Number, err = tx.NextNumber(Prefix); err != nil {
		return err
	}
	if err := tx.Create(c).Error; err != nil {
		return err
	}
	if _, err := ss.settle(tx, c, true, nil); err != nil {
		return err
	}
	return c.record(tx, a, "campaign.begun", "", audit.Change{Field: "policy", After: p.Number}, audit.Change{Field: "edition_no", After: c.EditionNo},
		audit.Change{Field: "cause", After: string(c.Cause)}, audit.Change{Field: "audience", After: c.Audience.String()}, audit.Change{Field: "bound", After: c.Frozen.Bound()},
		audit.Change{Field: "due_on", After: day(c.DueAt, ss.d.Zone())})
}

// record writes an event of the campaign.
func (c *Campaign) record(tx *db.Tx, a auth.Actor, kind, reason string, changes ...audit.Change) error {
	return a.Record(tx, audit.Event{Kind: kind, Reason: reason, Changes: changes, Record: audit.Ref{Kind: Record, ID: c.ID, Number: c.Number}})
}

// clock reckons the time of a duty that counts from an instant, with the reminders of it.
func (ss *Signings) clock(tx *db.Tx, c *Campaign, from time.Time) (clock.Time, error) {
	cal, err := ss.Calendars.CurrentIn(tx.DB)
	if err != nil {
		return clock.Time{}, err
	}
	k := clock.Time{StartedAt: from}
	return k, k.Reckon(cal, c.Allowed, nil, 0, calendar.DefaultSoon, c.Reminders)
}

// EndInput ends a campaign by hand: as one that has run its course, or as one begun in error.
type EndInput struct {
	Cancel bool
	Reason string
}

// End ends an open campaign. What nobody signed until then stays on record as not signed.
func (ss *Signings) End(ctx context.Context, a auth.Actor, ref Ref, in EndInput) error {
	if err := a.Require(auth.SignManage); err != nil {
		return err
	}
	return ss.d.InTx(ctx, func(tx *db.Tx) error {
		c, err := ss.open(tx, a, ref.Number)
		if err != nil {
			return err
		}
		if c.Version != ref.Version {
			return fault.Conflict("fault.stale")
		}
		if c.Cause == Newcomer {
			return fault.Conflict("fault.sign_standing")
		}
		var check fault.Check
		check.Required("reason", in.Reason)
		check.Line("reason", in.Reason, maxLine)
		if err := check.Err(); err != nil {
			return err
		}
		to := Closed
		if in.Cancel {
			to = Cancelled
		}
		return ss.end(tx, a, &c, to, strings.TrimSpace(in.Reason))
	})
}

// open locks a campaign that the actor may see and that is open still.
func (ss *Signings) open(tx *db.Tx, a auth.Actor, number string) (Campaign, error) {
	c, err := findCampaign(tx.DB, a, number)
	if err != nil {
		return c, err
	}
	if c, err = lock(tx, c.ID); err == nil && c.State != Open {
		err = fault.Conflict("fault.campaign_over")
	}
	return c, err
}

// end ends a locked campaign: open duties end with it.
func (ss *Signings) end(tx *db.Tx, a auth.Actor, c *Campaign, to State, reason string) error {
	err := tx.Model(&Duty{}).Where("campaign_id = ? AND state = ?", c.ID, Due).
		UpdateColumns(map[string]any{"state": Ended, "settled_at": tx.Now, "remind_at": Never}).Error
	if err != nil {
		return err
	}
	if err := recount(tx, c); err != nil {
		return err
	}
	c.State, c.EndedAt = to, &tx.Now
	err = db.Changed(tx.Model(&Campaign{}).Where("id = ? AND state = ?", c.ID, Open).
		UpdateColumns(map[string]any{"state": to, "ended_at": tx.Now, "version": c.Version + 1}))
	if err != nil {
		return err
	}
	sum := c.Frozen.Plus(c.Joiner)
	return c.record(tx, a, "campaign."+string(to), reason, audit.Change{Field: "signed", After: sum.Signed}, audit.Change{Field: "unsigned", After: sum.Ended})
}

// ExcuseInput frees somebody from a duty.
type ExcuseInput struct {
	PersonID int64
	Why      string
}

// Excuse frees somebody from a duty that is open: his supervisor does, or who manages signing, never he himself.
func (ss *Signings) Excuse(ctx context.Context, a auth.Actor, number string, in ExcuseInput) error {
	if err := a.Require(auth.SignExcuse); err != nil {
		return err
	}
	return ss.d.InTx(ctx, func(tx *db.Tx) error {
		c, err := ss.open(tx, a, number)
		if err != nil {
			return err
		}
		var found []Duty
		if err := tx.Where("campaign_id = ? AND person_id = ?", c.ID, in.PersonID).Limit(1).Find(&found).Error; err != nil {
			return err
		}
		if len(found) == 0 {
			return fault.NotFound("fault.sign_no_duty")
		}
		d := found[0]
		if err := vouches(a, d.PersonID, d.DepartmentID); err != nil {
			return err
		}
		if d.State != Due {
			return fault.Conflict("fault.sign_duty_over")
		}
		var check fault.Check
		check.Required("why", in.Why)
		check.Line("why", in.Why, maxLine)
		if err := check.Err(); err != nil {
			return err
		}
		why := strings.TrimSpace(in.Why)
		if err := settled(tx, &d, Excused, map[string]any{"excused_by": a.PersonID, "why": why}); err != nil {
			return err
		}
		return c.record(tx, a, "campaign.excused", why, audit.Change{Field: "person_id", After: d.PersonID})
	})
}

// vouches demands that the actor may answer for somebody of a department who is not he himself.
func vouches(a auth.Actor, person, department int64) error {
	if err := a.RequireIn(auth.SignExcuse, department); err != nil {
		return err
	}
	if person == a.PersonID {
		return fault.Refused("fault.sign_own")
	}
	return nil
}
