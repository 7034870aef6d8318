package action_test

import (
	"context"
	"maps"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"bihuan/handlers/web/webtest"
	"bihuan/models/action"
	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/file"
	"bihuan/models/link"
	"bihuan/views/locale"
)

func TestMain(m *testing.M) {
	var mu sync.Mutex
	missing := map[string]bool{}
	locale.OnMissing(func(tag locale.Tag, key string) {
		mu.Lock()
		defer mu.Unlock()
		missing[string(tag)+" "+key] = true
	})
	code := m.Run()
	if len(missing) > 0 {
		os.Stderr.WriteString("keys without text: " + strings.Join(slices.Sorted(maps.Keys(missing)), ", ") + "\n")
		code = 1
	}
	os.Exit(code)
}

// world is a firm in which the supervisor opens actions, the handler owns them and the supervisor verifies.
type world struct {
	*webtest.World
	t     *testing.T
	clock *dbtest.Clock
}

func newWorld(t *testing.T) *world {
	t.Helper()
	d, clock := dbtest.One(t)
	return &world{World: webtest.New(t, d), t: t, clock: clock}
}

var ctx = context.Background()

// complaint is a complaint of which the cause was found.
func (w *world) complaint(body string) string {
	w.t.Helper()
	number, err := w.House.Complaints.Register(ctx, w.Actor(auth.Employee), complaint.RegisterInput{
		Facts: complaint.Facts{Channel: "telephone", Body: body, Severity: "normal", FailureType: "slow_service"}, DepartmentID: w.Department})
	if err != nil {
		w.t.Fatalf("%v %+v", err, fault.Of(err))
	}
	return number
}

// opening is an action that proves its effect by the complaints of the department.
func (w *world) opening() action.OpenInput {
	return action.OpenInput{
		Facts: action.Facts{Kind: "corrective", Title: "签收不验货", Finding: "快递员把包裹放在门口，未经本人签收。", Cause: "网点没有按规定核对签收人。", Priority: "normal"},
		Part:  action.Part{DepartmentID: w.Department, OwnerID: w.Person(auth.Handler)},
	}
}

// open opens an action as the supervisor.
func (w *world) open(change func(*action.OpenInput)) string {
	w.t.Helper()
	in := w.opening()
	if change != nil {
		change(&in)
	}
	number, err := w.House.Actions.Open(ctx, w.Actor(auth.Supervisor), in)
	if err != nil {
		w.t.Fatalf("%v %+v", err, fault.Of(err).Fields)
	}
	return number
}

func (w *world) read(number string) action.View {
	w.t.Helper()
	v, err := w.House.Actions.ByNumber(ctx, w.Actor(auth.Supervisor), number)
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

func (w *world) ref(number string) action.Ref {
	return action.Ref{Number: number, Version: w.read(number).Version}
}

// day is the day so many days from now.
func (w *world) day(more int) string {
	return w.House.DB.Now().In(w.House.DB.Zone()).AddDate(0, 0, more).Format(time.DateOnly)
}

// stage brings an action to a state, through the use cases; waiting past the day on which the effect is looked at
// is left to the caller.
func (w *world) stage(state action.State) string {
	w.t.Helper()
	number := w.open(nil)
	w.bring(number, state)
	return number
}

func (w *world) bring(number string, state action.State) {
	w.t.Helper()
	owner, verifier, as := w.Actor(auth.Handler), w.Actor(auth.Supervisor), w.House.Actions
	steps := []struct {
		state action.State
		do    func() error
	}{
		{action.Planned, func() error {
			return as.Plan(ctx, owner, w.ref(number), []action.MeasureInput{{Measure: "培训全体快递员", DueOn: w.day(5)}, {Measure: "签收拍照", DueOn: w.day(6)}})
		}},
		{action.Doing, func() error { return as.Start(ctx, owner, w.ref(number)) }},
		{action.Reported, func() error { return w.finish(owner, number) }},
		{action.Verified, func() error {
			return as.Verify(ctx, verifier, w.ref(number), action.VerifyInput{CheckOn: w.day(60),
				Measure: action.Measure{Indicator: complaint.Indicator, IndicatorDepartmentID: w.Department}})
		}},
		{action.Closed, func() error {
			w.clock.Advance(61 * 24 * time.Hour)
			return as.Judge(ctx, w.Actor(auth.Supervisor), w.ref(number), action.CheckInput{Effective: true, Comment: "没有再发生"})
		}},
	}
	for _, s := range steps {
		if w.read(number).State == state {
			return
		}
		w.clock.Advance(time.Minute)
		if err := s.do(); err != nil {
			w.t.Fatalf("to %s: %v %+v", s.state, err, fault.Of(err))
		}
	}
}

// finish carries the measures out, shows it and reports it.
func (w *world) finish(owner auth.Actor, number string) error {
	as := w.House.Actions
	w.carryOut(owner, number)
	w.show(owner, number)
	return as.Report(ctx, owner, w.ref(number), action.ReportInput{Report: "两条措施都已落实。", Cost: 120000})
}

func (w *world) carryOut(owner auth.Actor, number string) {
	w.t.Helper()
	for _, k := range w.read(number).Measures {
		if err := w.House.Actions.CarryOut(ctx, owner, w.ref(number), action.MeasureDoneInput{ID: k.ID, DoneOn: w.day(0), Result: "全员到场"}); err != nil {
			w.t.Fatal(err)
		}
	}
}

func (w *world) show(owner auth.Actor, number string) {
	w.t.Helper()
	u, err := w.House.Files.Save(ctx, strings.NewReader("签到表 "+number+" "+w.day(0)), "签到表.txt", 0)
	if err != nil {
		w.t.Fatal(err)
	}
	in := action.EvidenceInput{Title: "培训签到表", HappenedOn: w.day(-1), ReceivedOn: w.day(0), Files: []file.Upload{u}}
	if err := w.House.Actions.AddEvidence(ctx, owner, w.ref(number), in); err != nil {
		w.t.Fatalf("%v %+v", err, fault.Of(err))
	}
}

func from(number string) func(*action.OpenInput) {
	return func(in *action.OpenInput) { in.Source = link.Ref{Kind: complaint.Kind, Number: number} }
}

func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
