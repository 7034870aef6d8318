package complaint_test

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
	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
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

// matter is a complaint that the handler took in.
func (w *world) matter(change func(*complaint.RegisterInput)) string {
	w.t.Helper()
	in := complaint.RegisterInput{
		Facts:        complaint.Facts{Channel: "telephone", Body: "快递显示签收但没有收到，联系网点推诿不处理。", Severity: "normal", OrderNumber: "DD-1"},
		Complainant:  complaint.Complainant{Name: "张小花", Phone: "13812345678", Address: "浙江省杭州市西湖区 1 号"},
		DepartmentID: w.Department,
	}
	if change != nil {
		change(&in)
	}
	number, err := w.House.Complaints.Register(ctx, w.Actor(auth.Employee), in)
	if err != nil {
		w.t.Fatalf("%v %+v", err, fault.Of(err).Fields)
	}
	return number
}

// read reads a complaint as a role.
func (w *world) read(role auth.Role, number string) complaint.View {
	w.t.Helper()
	v, err := w.House.Complaints.ByNumber(ctx, w.Actor(role), number)
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

// stage brings a complaint to a state, through the use cases.
func (w *world) stage(state complaint.State) string {
	w.t.Helper()
	number := w.matter(nil)
	handler, supervisor := w.Actor(auth.Handler), w.Actor(auth.Supervisor)
	cs := w.House.Complaints
	ref := func() complaint.Ref {
		return complaint.Ref{Number: number, Version: w.read(auth.Supervisor, number).Version}
	}
	steps := []struct {
		state complaint.State
		do    func() error
	}{
		{complaint.Accepted, func() error { return cs.Accept(ctx, handler, ref(), complaint.AcceptInput{Take: true}) }},
		{complaint.Assessed, func() error {
			return cs.Assess(ctx, handler, ref(), complaint.AssessInput{Severity: "normal", Complexity: "simple", Impact: "single", DeadlineClass: "general"})
		}},
		{complaint.Investigating, func() error {
			return cs.Investigate(ctx, handler, ref(), complaint.InvestigateInput{Findings: "快递员放错门", Upheld: complaint.Upheld, FailureType: "slow_service"})
		}},
		{complaint.Proposed, func() error {
			return cs.ProposeRemedy(ctx, handler, ref(), complaint.RemedyInput{Kind: "refund", Amount: 12050, Description: "退还货款"})
		}},
		{complaint.Approved, func() error {
			return cs.ApproveRemedy(ctx, supervisor, ref(), w.read(auth.Supervisor, number).Remedies[0].ID)
		}},
		{complaint.Replied, func() error {
			return cs.Reply(ctx, handler, ref(), complaint.ReplyInput{Channel: "telephone", Text: "已退款并致歉"})
		}},
		{complaint.FollowedUp, func() error {
			return cs.FollowUp(ctx, supervisor, ref(), complaint.FollowUpInput{Outcome: "satisfied", Experience: 4, Expectation: 3})
		}},
		{complaint.Closed, func() error {
			return cs.Close(ctx, supervisor, ref(), complaint.CloseInput{Outcome: complaint.Resolved, Summary: "已解决"})
		}},
	}
	for _, s := range steps {
		if w.read(auth.Supervisor, number).State == state {
			break
		}
		w.clock.Advance(time.Minute)
		if err := s.do(); err != nil {
			w.t.Fatalf("to %s: %v", s.state, err)
		}
	}
	return number
}

func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
