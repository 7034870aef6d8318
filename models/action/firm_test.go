package action

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/file"
	"bihuan/models/link"
	"bihuan/models/org"
	"bihuan/models/org/orgtest"
	"bihuan/models/search"
	"bihuan/models/terms"
)

// firm is a small firm with everything that actions need, and a kind of record that they come from.
type firm struct {
	*Actions
	t     testing.TB
	ctx   context.Context
	d     *db.DB
	clock *dbtest.Clock
	index *search.Index
	house *orgtest.Firm
	// happened are the days on which what the indicator counts happened.
	happened []time.Time
	asked    int // how often it was asked

	boss, owner, helper, opener, supervisor, deputy, head, stranger, otherSupervisor, clerk, auditor, admin auth.Actor
}

func newFirm(t testing.TB, d *db.DB, clock *dbtest.Clock) *firm {
	t.Helper()
	index, err := search.Open(filepath.Join(t.TempDir(), "search.db"), d)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = index.Close() })
	f := &firm{t: t, ctx: context.Background(), d: d, clock: clock, index: index, house: orgtest.New(t, d)}
	dbtest.Seed(t, d, calendar.Seed, terms.Seed, Seed)
	f.Actions = f.again(d)
	h := f.house
	f.boss = h.Hire("王总", orgtest.Root, auth.Supervisor)
	f.owner = h.Hire("李办", orgtest.Service, "")
	f.helper = h.Hire("陈助", orgtest.Service, auth.Handler, orgtest.Service)
	f.opener = h.Hire("郑开", orgtest.Support, auth.Handler, orgtest.Support)
	f.supervisor = h.Hire("赵主管", orgtest.Service, auth.Supervisor, orgtest.Service)
	f.deputy = h.Hire("钱副", orgtest.Service, auth.Supervisor, orgtest.Service)
	f.head = h.Hire("孙经理", orgtest.Service, "")
	f.stranger = h.Hire("周外", orgtest.Store, auth.Handler, orgtest.Store)
	f.otherSupervisor = h.Hire("吴主管", orgtest.Store, auth.Supervisor, orgtest.Store)
	f.clerk = h.Hire("何员工", orgtest.Store, "")
	f.auditor = h.Hire("冯审计", orgtest.Root, auth.Auditor)
	f.admin = h.Hire("褚管理", orgtest.Root, auth.Administrator)
	h.Lead(orgtest.Root, f.boss)
	h.Lead(orgtest.Service, f.head)
	return f
}

// again gives the use cases as another instance of the portal has them, with nothing read yet.
func (f *firm) again(d *db.DB) *Actions {
	links := link.New(d)
	as := New(d, Parts{Terms: terms.New(d), Calendars: calendar.New(d), Org: org.New(d), Index: f.index, Links: links})
	links.Join(link.Kind{Name: "case", Read: auth.ComplaintRead, Cards: f.caseCards, Origin: f.caseOrigin})
	as.Measured(Indicator{Key: "events", Check: func(c *fault.Check, set terms.Set, m Measure) {
		set.Check(c, "indicator_type", terms.FailureType, m.IndicatorType, "", false)
	}, Count: f.count})
	return as
}

// count counts what happened between the instants.
func (f *firm) count(_ *gorm.DB, _ Measure, _ []int64, instants []time.Time) ([]int64, error) {
	f.asked++
	n := make([]int64, len(instants)-1)
	for _, t := range f.happened {
		for i := range n {
			if !t.Before(instants[i]) && t.Before(instants[i+1]) {
				n[i]++
			}
		}
	}
	return n, nil
}

// Cases are records of another domain: number AL-n has the id n, and even ones are the boss's alone.
func (f *firm) seesCase(a auth.Actor, id int64) bool {
	return id > 0 && (id%2 == 1 || a.PersonID == f.boss.PersonID)
}

func (f *firm) caseCards(_ context.Context, a auth.Actor, ids []int64) (map[int64]link.Card, error) {
	cards := map[int64]link.Card{}
	for _, id := range ids {
		if f.seesCase(a, id) {
			cards[id] = link.Card{Title: "案例", State: "open", Tone: link.Open}
		}
	}
	return cards, nil
}

func (f *firm) caseOrigin(_ context.Context, a auth.Actor, number string) (link.Origin, error) {
	var id int64
	if _, err := fmt.Sscanf(number, "AL-%d", &id); err != nil || !f.seesCase(a, id) {
		return link.Origin{}, fault.NotFound("fault.case_gone")
	}
	return link.Origin{Ref: link.Ref{Kind: "case", ID: id, Number: number}, Title: "案例", DepartmentID: orgtest.Service}, nil
}

func theCase(id int64) link.Ref {
	return link.Ref{Kind: "case", ID: id, Number: fmt.Sprintf("AL-%d", id)}
}

func (f *firm) must(err error) {
	f.t.Helper()
	if err != nil {
		if e := fault.Of(err); e != nil {
			f.t.Fatalf("%v %v %v %s", err, e.Args, e.Fields, e.Right)
		}
		f.t.Fatal(err)
	}
}

// refused demands a fault with the key or right, or one at a field with the key.
func refused(t testing.TB, err error, key string) {
	t.Helper()
	e := fault.Of(err)
	if e == nil {
		t.Fatalf("got %v, want a fault %s", err, key)
	}
	if e.Key == key || e.Right == key {
		return
	}
	for field, m := range e.Fields {
		if m.Key == key || field+" "+m.Key == key {
			return
		}
	}
	t.Fatalf("got %s right=%q fields=%v, want %s", e.Key, e.Right, e.Fields, key)
}

func sample() OpenInput {
	return OpenInput{Facts: Facts{Kind: "corrective", Finding: "快递显示签收但客户没有收到，三月第三次。", Cause: "派件员未核对收件人", Priority: "normal"},
		Part: Part{DepartmentID: orgtest.Service}}
}

// open opens the sample for f.owner with f.helper, or as fn changes it.
func (f *firm) open(fn ...func(in *OpenInput)) string {
	f.t.Helper()
	in := sample()
	in.OwnerID, in.Coworkers = f.owner.PersonID, []int64{f.helper.PersonID}
	for _, change := range fn {
		change(&in)
	}
	number, err := f.Open(f.ctx, f.opener, in)
	f.must(err)
	return number
}

func correction(in *OpenInput) { in.Kind = "correction" }

// at is the action as it stands in the database.
func (f *firm) at(number string) Action {
	f.t.Helper()
	var c Action
	f.must(f.d.Read(f.ctx).Where("number = ?", number).Take(&c).Error)
	return c
}

func (f *firm) ref(number string) Ref { return Ref{Number: number, Version: f.at(number).Version} }

func (f *firm) events(number string) []string {
	f.t.Helper()
	var kinds []string
	f.must(f.d.Read(f.ctx).Table("events").Where("record_kind = ? AND record_number = ?", Kind, number).Order("id").Pluck("kind", &kinds).Error)
	return kinds
}

func (f *firm) told(a auth.Actor) []string {
	f.t.Helper()
	var kinds []string
	f.must(f.d.Read(f.ctx).Table("notifications").Where("person_id = ?", a.PersonID).Order("id").Pluck("kind", &kinds).Error)
	return kinds
}

func (f *firm) forgetTold() {
	f.t.Helper()
	dbtest.Seed(f.t, f.d, func(tx *db.Tx) error { return tx.Exec("DELETE FROM notifications").Error })
}

func (f *firm) clocks(number string) map[ClockKind]Clock {
	f.t.Helper()
	c := f.at(number)
	var all []Clock
	f.must(f.d.Read(f.ctx).Where("action_id = ? AND round = ?", c.ID, c.Round).Find(&all).Error)
	found := map[ClockKind]Clock{}
	for _, k := range all {
		found[k.Kind] = k
	}
	return found
}

func (f *firm) measures(number string) []PlannedMeasure {
	f.t.Helper()
	c := f.at(number)
	all, err := loadMeasures(f.d.Read(f.ctx), c.ID, c.Round)
	f.must(err)
	return all
}

// today moved on by days, where the firm is.
func (f *firm) today(days int) string {
	return f.d.Now().In(f.d.Zone()).AddDate(0, 0, days).Format(time.DateOnly)
}

func (f *firm) plan() []MeasureInput {
	return []MeasureInput{{Measure: "与快递公司约定签收须拍照", DueOn: f.today(0)}, {Measure: "培训派件员", DueOn: f.today(1)}}
}

var files int

// photo is a file that no record has yet.
func photo() []file.Upload {
	files++
	return []file.Upload{{Hash: fmt.Sprintf("%064x", files), Size: 10, Type: "image/png", Name: fmt.Sprintf("照片%d.png", files)}}
}

func (f *firm) evidence() EvidenceInput {
	return EvidenceInput{Title: "培训签到表", HappenedOn: f.today(-1), ReceivedOn: f.today(0), Files: photo()}
}

// proof is a look at the effect after the deadline of a number.
func (f *firm) proof(number string) VerifyInput {
	due := f.clocks(number)[FinishClock].DueAt
	if now := f.d.Now(); now.After(due) {
		due = now
	}
	return VerifyInput{CheckOn: due.In(f.d.Zone()).AddDate(0, 0, 30).Format(time.DateOnly), Measure: Measure{Indicator: "events"}}
}

// carryAll carries out every measure that is open.
func (f *firm) carryAll(number string) error {
	for _, m := range f.measures(number) {
		if m.DoneOn == "" {
			if err := f.CarryOut(f.ctx, f.owner, f.ref(number), MeasureDoneInput{ID: m.ID, DoneOn: f.today(0), Result: "已做"}); err != nil {
				return err
			}
		}
	}
	return nil
}

// advance carries an open action on to a state, step by step.
func (f *firm) advance(number string, to State) {
	f.t.Helper()
	for f.at(number).State != to {
		var err error
		switch c := f.at(number); c.State {
		case Opened:
			err = f.Plan(f.ctx, f.owner, f.ref(number), f.plan())
		case Planned:
			err = f.Start(f.ctx, f.owner, f.ref(number))
		case Doing:
			if err = f.carryAll(number); err == nil {
				err = f.AddEvidence(f.ctx, f.helper, f.ref(number), f.evidence())
			}
			if err == nil {
				err = f.Report(f.ctx, f.owner, f.ref(number), ReportInput{Report: "都做完了", Cost: 12_00})
			}
		case Reported:
			err = f.Verify(f.ctx, f.supervisor, f.ref(number), f.proof(number))
		case Verified:
			f.toCheck(number)
			err = f.Judge(f.ctx, f.supervisor, f.ref(number), CheckInput{Effective: true, Comment: "没有再发生"})
		default:
			f.t.Fatalf("%s is %s and never becomes %s", number, c.State, to)
		}
		f.must(err)
	}
}

// toCheck moves the clock to the day on which the effect is looked at.
func (f *firm) toCheck(number string) {
	start, ok := dayAt(f.at(number).CheckOn, f.d.Zone())
	if !ok {
		f.t.Fatalf("%s has no day of the check", number)
	}
	if begin := start.Add(10 * time.Hour); begin.After(f.d.Now()) {
		f.clock.Set(begin.UTC())
	}
}

func joined(all []string) string { return strings.Join(all, " ") }

func instant(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, time.FixedZone("CST", 8*3600))
	if err != nil {
		panic(err)
	}
	return t.UTC()
}
