package signing_test

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/org"
	"bihuan/models/policy"
	"bihuan/models/signing"
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

// world is a firm in which a rule comes into force as soon as the supervisor approves it, and nothing is shuffled.
type world struct {
	*webtest.World
	t     *testing.T
	clock *dbtest.Clock
}

func newWorld(t *testing.T) *world {
	t.Helper()
	d, clock := dbtest.One(t)
	w := &world{World: webtest.New(t, d), t: t, clock: clock}
	w.House.Signings.Shuffle = func(int, func(i, j int)) {}
	dbtest.Seed(t, d, func(tx *db.Tx) error {
		return tx.Model(&policy.Kind{}).Where("code = ?", "rule").UpdateColumns(map[string]any{"reviewers": 0, "quorum": 1, "reading_days": 0}).Error
	})
	return w
}

const body = `# 投诉处理制度

## 第一章 总则

第一条 为规范投诉处理，制定本制度。

## 第二章 处理

第二条 接到投诉的人是首问责任人。

第三条 二十四小时内答复。
`

func (w *world) must(err error) {
	w.t.Helper()
	if f := fault.Of(err); f != nil {
		w.t.Fatalf("%v %v %v %s", err, f.Args, f.Fields, f.Right)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) ref(number string) policy.Ref {
	w.t.Helper()
	v, err := w.House.Policies.ByNumber(ctx, auth.System("test"), number)
	w.must(err)
	return policy.Ref{Number: number, Version: v.Version}
}

// draft makes a rule for everybody with a test of three questions, of which two thirds must be right.
func (w *world) draft(title string) string {
	w.t.Helper()
	number, err := w.House.Policies.Create(ctx, w.Actor(auth.PolicyOwner), policy.CreateInput{Body: strings.Replace(body, "投诉处理制度", title, 1), Facts: policy.Facts{Title: title, Kind: "rule",
		OwnerID: w.Person(auth.PolicyOwner), DepartmentID: w.Department, Secrecy: "internal", Category: "complaints", Retention: "permanent", ReviewMonths: 12, Audience: org.Audience{All: true},
		Quiz: policy.Quiz{Draw: 3, Pass: 60, Attempts: 2}}})
	w.must(err)
	return number
}

// approve puts the open edition in force.
func (w *world) approve(number string) {
	w.t.Helper()
	w.must(w.House.Policies.Propose(ctx, w.Actor(auth.PolicyOwner), w.ref(number), policy.ProposeInput{Approvers: []int64{w.Person(auth.Supervisor)}}))
	w.must(w.House.Policies.Approve(ctx, w.Actor(auth.Supervisor), w.ref(number), policy.DecideInput{Agree: true}))
}

// issue puts a rule with three questions in force: the first options are right, the first and third, and false.
func (w *world) issue(title string) string {
	w.t.Helper()
	number := w.draft(title)
	for _, q := range []signing.Question{
		{Kind: signing.Single, Text: "谁是首问责任人？", Options: []string{"接到投诉的人", "经理", "没有"}, Answers: []int{0}, Why: "见第二条", Key: w.key(number, "第二条"), Active: true},
		{Kind: signing.Multiple, Text: "应当做什么？", Options: []string{"登记", "推诿", "答复"}, Answers: []int{0, 2}, Active: true},
		{Kind: signing.TrueFalse, Text: "可以三天后答复。", Answers: []int{1}, Active: true},
	} {
		w.must(w.House.Signings.SaveQuestion(ctx, w.Actor(auth.PolicyOwner), number, q))
	}
	w.approve(number)
	return number
}

// key is the key of a clause.
func (w *world) key(number, label string) int {
	w.t.Helper()
	r, err := w.House.Policies.Text(ctx, w.Actor(auth.PolicyOwner), number, 1)
	w.must(err)
	for _, p := range r.Edition.Parts {
		if p.Label == label {
			return p.Key
		}
	}
	w.t.Fatalf("%s has no %s", number, label)
	return 0
}

// signs has somebody read, pass the test and sign.
func (w *world) signs(as auth.Role, number string) {
	w.t.Helper()
	a := w.Actor(as)
	r, err := w.House.Policies.Read(ctx, a, number, policy.At{})
	w.must(err)
	in := signing.SignInput{Number: number, EditionNo: r.Edition.No}
	var keys []int
	for _, c := range signing.Chapters(r.Edition) {
		keys = append(keys, c.Key)
	}
	_, err = w.House.Signings.Show(ctx, a, in, keys)
	w.must(err)
	attempt, err := w.House.Signings.BeginQuiz(ctx, a, number)
	w.must(err)
	_, err = w.House.Signings.FinishQuiz(ctx, a, number, attempt.ID, [][]int{{0}, {0, 2}, {1}})
	w.must(err)
	_, err = w.House.Signings.Sign(ctx, a, in)
	w.must(err)
}

func (w *world) bank(number string) []signing.Question {
	w.t.Helper()
	_, all, err := w.House.Signings.Questions(ctx, w.Actor(auth.PolicyOwner), number)
	w.must(err)
	return all
}

// statements are those that a route cost so far.
func (w *world) statements(route string) float64 {
	w.t.Helper()
	name := fmt.Sprintf("bihuan_request_statements_sum{method=%q,route=%q} ", "GET", route)
	for line := range strings.Lines(w.Visitor().Get("/metrics").Body) {
		if rest, ok := strings.CutPrefix(line, name); ok {
			n, err := strconv.ParseFloat(strings.TrimSpace(rest), 64)
			w.must(err)
			return n
		}
	}
	return 0
}

// cheap demands that a page costs few statements with everything read once before.
func (w *world) cheap(c *webtest.Client, path, route string) {
	w.t.Helper()
	c.Get(path)
	before := w.statements(route)
	c.Get(path)
	if n := w.statements(route) - before; n > 12 || n == 0 {
		w.t.Errorf("%s: %v statements", path, n)
	}
}

func form(pairs ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return v
}

func itoa[N int | int64](n N) string { return strconv.FormatInt(int64(n), 10) }

var attemptPath = regexp.MustCompile(`action="(/policies/[^"]+/quiz/\d+)"`)

// attempt is the address of the attempt that a page shows.
func attempt(t *testing.T, p *webtest.Page) string {
	t.Helper()
	m := attemptPath.FindStringSubmatch(p.Body)
	if m == nil {
		t.Fatalf("no attempt in %s", p.Text())
	}
	return m[1]
}
