package complaint

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
)

// TestAtScale loads many complaints and times every list. Run it by hand: BIHUAN_ROWS=200000 go test -run AtScale -v
func TestAtScale(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("BIHUAN_ROWS"))
	if n == 0 {
		t.Skip("skipped: run by hand with BIHUAN_ROWS=200000")
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		const departments = 20
		for i := range departments - 4 {
			f.house.Found(root, fmt.Sprintf("部门%d", i))
		}
		f.load(n, departments)
		f.time(n)
	})
}

// load writes n complaints of two years, one in ten of them open.
func (f *firm) load(n, departments int) {
	rnd := rand.New(rand.NewPCG(1, 2))
	open := []State{Registered, Accepted, Assessed, Investigating, Proposed, Approved, Replied, FollowedUp}
	now := f.d.Now()
	for from := 0; from < n; from += 2000 {
		rows, people := make([]Complaint, 0, 2000), make([]Complainant, 0, 2000)
		for i := from; i < min(from+2000, n); i++ {
			c := Complaint{ID: int64(i + 1), Number: fmt.Sprintf("TS-2024-%07d", i), Version: 1, State: Closed, Closed: true, Round: 1, Channel: "telephone",
				Severity: []string{"minor", "normal", "normal", "serious", "urgent"}[rnd.IntN(5)], DepartmentID: int64(1 + rnd.IntN(departments)),
				ReceivedAt: now.Add(-time.Duration(n-i) * 2 * 365 * 24 * time.Hour / time.Duration(n)), RegisteredAt: now, FirstContactID: int64(1 + rnd.IntN(200)),
				HandlerID: int64(1 + rnd.IntN(200)), Subject: "快递显示签收但没有收到", Body: body, FailureClass: "delivery", FailureType: "out_of_stock",
				DeadlineClass: "general", NextDueAt: Never, NextSoonAt: Never, RemindAt: Never}
			if rnd.IntN(10) == 0 {
				c.State, c.Closed = open[rnd.IntN(len(open))], false
				c.NextClock, c.NextDueAt = ResolveClock, now.Add(time.Duration(rnd.IntN(20*24)-48)*time.Hour)
				if rnd.IntN(20) == 0 {
					c.HandlerID = 0
				}
			}
			rows = append(rows, c)
			people = append(people, Complainant{ComplaintID: c.ID, Name: "王五", Phone: fmt.Sprintf("139%08d", i), PhoneDigits: fmt.Sprintf("139%08d", i), PhoneEnd: fmt.Sprintf("%04d", i%10000)})
		}
		f.arrange(func(tx *db.Tx) error {
			if err := tx.CreateInBatches(&rows, 200).Error; err != nil {
				return err
			}
			return tx.CreateInBatches(&people, 500).Error
		})
	}
	if f.d.Dialect() == db.MySQL {
		var answer []map[string]any // ANALYZE TABLE gives rows
		f.must(f.d.Read(f.ctx).Raw("ANALYZE TABLE complaints").Scan(&answer).Error)
		return
	}
	f.must(f.d.Exec(f.ctx, "ANALYZE"))
}

// time prints the median and the worst of each question.
func (f *firm) time(n int) {
	wide := f.boss
	wide.Grants = []auth.Grant{{Role: auth.Supervisor, Scope: auth.Scope{Departments: []int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}}}}
	open, shut := true, false
	lists := map[string]Filter{"all": {View: ViewAll}, "all open": {View: ViewAll, Open: &open}, "received": {View: ViewAll, Sort: SortReceived}, "mine": {View: ViewMine, Open: &open},
		"department": {View: ViewDepartment, Open: &open}, "late": {View: ViewLate}, "state": {View: ViewAll, State: Replied}, "severity": {View: ViewAll, Severity: "urgent", Open: &open},
		"closed urgent": {View: ViewAll, Severity: "urgent", Open: &shut, Sort: SortReceived}, "nothing fits": {View: ViewAll, Channel: "letter", Sort: SortReceived},
		"late of one": {View: ViewLate, Department: 7}, "span": {View: ViewAll, From: f.d.Now().AddDate(0, -6, 0), To: f.d.Now().AddDate(0, -5, 0), Sort: SortReceived}}
	for name, a := range map[string]auth.Actor{"supervisor": f.supervisor, "twelve": wide, "auditor": f.auditor} {
		for _, list := range slices.Sorted(func(yield func(string) bool) {
			for k := range lists {
				if !yield(k) {
					return
				}
			}
		}) {
			filter := lists[list]
			f.clocked(name+" list "+list, func(ctx context.Context) error { _, err := f.List(ctx, a, filter, nil); return err })
			if f.t.Failed() {
				return
			}
			f.explain(name+" list "+list, a, filter)
		}
		f.clocked(name+" counts", func(ctx context.Context) error { _, err := f.Counts(ctx, a); return err })
		f.clocked(name+" waiting", func(ctx context.Context) error { _, err := f.Waiting(ctx, a); return err })
		if a.Can(auth.ComplaintAssign) {
			f.clocked(name+" figures", func(ctx context.Context) error { _, err := f.Figures(ctx, a); return err })
		}
	}
	f.clocked("remind", f.Remind)
}

func (f *firm) clocked(name string, do func(ctx context.Context) error) {
	var took []time.Duration
	for range 7 {
		start := time.Now()
		f.must(do(f.ctx))
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	f.t.Logf("%-34s p50 %8v  max %8v", name, took[3].Round(10*time.Microsecond), took[6].Round(10*time.Microsecond))
}

// explain prints the plan of a list's branches where something but an index range is used.
func (f *firm) explain(name string, a auth.Actor, filter Filter) {
	union, args := filter.normal().union(a, f.d.Now(), nil, PageSize+1).SQL()
	first, _, _ := strings.Cut(union, " UNION ")
	first = first[strings.Index(first, "(")+1 : strings.LastIndex(first, ")")]
	word := "EXPLAIN "
	if f.d.Dialect() == db.SQLite {
		word = "EXPLAIN QUERY PLAN "
	}
	var rows []map[string]any
	f.must(f.d.Read(f.ctx).Raw(word+first, args[:strings.Count(first, "?")]...).Scan(&rows).Error)
	f.t.Logf("   %s: %v", name, rows)
}
