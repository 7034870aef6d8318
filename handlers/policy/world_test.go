package policy_test

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
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/org"
	"bihuan/models/policy"
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

var ctx = context.Background()

// world is a firm in which the policy owner writes, the handler reviews and the supervisor approves.
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

const body = `# 投诉回访办法

## 第一章 总则

第一条 为了规范投诉回访，制定本办法。

第二条 本办法所称回访，是指投诉办结后向投诉人核实结果的活动。

## 第二章 回访

第三条 经办人应当在答复后三个工作日内回访。回访按第二条进行。

（一）电话回访；

（二）上门回访。

第四条 不满意的，依照《投诉处理管理制度》第三条重新办理。
`

// facts are those of a procedure, which one person must approve and which leaves three days for reading.
func (w *world) facts() policy.Facts {
	return policy.Facts{Title: "投诉回访办法", Kind: "procedure", OwnerID: w.Person(auth.PolicyOwner), DepartmentID: w.Department, Secrecy: "internal", Category: "complaints",
		Audience: org.Audience{All: true}, ReviewMonths: 12, Retention: "ten_years", Keywords: "回访 满意度",
		Standards: []policy.Standard{{Standard: "iso_10002", Clauses: "7.9"}}}
}

func (w *world) must(err error) {
	w.t.Helper()
	if f := fault.Of(err); f != nil {
		w.t.Fatalf("%v %v %v %s", err, f.Args, f.Fields, f.Right)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// create makes a document whose draft holds a text.
func (w *world) create(change func(*policy.CreateInput)) string {
	w.t.Helper()
	in := policy.CreateInput{Facts: w.facts(), Body: body}
	if change != nil {
		change(&in)
	}
	number, err := w.House.Policies.Create(ctx, w.Actor(auth.PolicyOwner), in)
	w.must(err)
	return number
}

func (w *world) read(number string) policy.View {
	w.t.Helper()
	v, err := w.House.Policies.ByNumber(ctx, auth.System("test"), number)
	w.must(err)
	return v
}

func (w *world) ref(number string) policy.Ref {
	return policy.Ref{Number: number, Version: w.read(number).Version}
}

// write changes the text of the draft.
func (w *world) write(number, body, summary string, weight policy.Weight) {
	w.t.Helper()
	v := w.read(number)
	_, err := w.House.Policies.Write(ctx, w.Actor(auth.PolicyOwner), policy.DraftInput{Number: number, Version: v.Open.Version, Title: v.Open.Title, Body: body, Weight: weight, Summary: summary})
	w.must(err)
}

// day is the day so many days from now.
func (w *world) day(more int) string {
	return w.House.DB.Now().In(w.House.DB.Zone()).AddDate(0, 0, more).Format(time.DateOnly)
}

// bring takes the open edition to a stage, by the people who may.
func (w *world) bring(number string, to policy.Stage) {
	w.t.Helper()
	ps, owner, reviewer, approver := w.House.Policies, w.Actor(auth.PolicyOwner), w.Actor(auth.Handler), w.Actor(auth.Supervisor)
	steps := []struct {
		stage policy.Stage
		do    func() error
	}{
		{policy.Reviewing, func() error {
			return ps.Send(ctx, owner, w.ref(number), policy.SendInput{Reviewers: []int64{w.Person(auth.Handler)}})
		}},
		{policy.Approving, func() error {
			if err := ps.Judge(ctx, reviewer, w.ref(number), policy.DecideInput{Agree: true, Note: "可行"}); err != nil {
				return err
			}
			return ps.Propose(ctx, owner, w.ref(number), policy.ProposeInput{Approvers: []int64{w.Person(auth.Supervisor)}})
		}},
		{policy.Approved, func() error {
			return ps.Approve(ctx, approver, w.ref(number), policy.DecideInput{Agree: true})
		}},
		{"", func() error {
			w.clock.Advance(4 * 24 * time.Hour)
			return ps.Switch(ctx)
		}},
	}
	order := []policy.Stage{policy.Drafting, policy.Reviewing, policy.Approving, policy.Approved, ""}
	for _, s := range steps {
		now := w.read(number).Stage
		if now == to {
			return
		}
		if slices.Index(order, s.stage) <= slices.Index(order, now) {
			continue
		}
		w.clock.Advance(time.Minute)
		w.must(s.do())
	}
	if got := w.read(number).Stage; got != to {
		w.t.Fatalf("%s stands at %q, not at %q", number, got, to)
	}
}

// inForce makes a policy that is in force.
func (w *world) inForce(change func(*policy.CreateInput)) string {
	w.t.Helper()
	number := w.create(change)
	w.bring(number, "")
	return number
}

// second is a second edition of a policy in force, with one clause changed and one new.
func (w *world) second(number string, to policy.Stage) {
	w.t.Helper()
	w.must(w.House.Policies.Draft(ctx, w.Actor(auth.PolicyOwner), w.ref(number)))
	text := strings.Replace(body, "三个工作日", "两个工作日", 1) + "\n第五条 回访结果当日登记。\n"
	w.write(number, text, "缩短回访时间，增加登记要求", policy.Major)
	w.bring(number, to)
}

func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
