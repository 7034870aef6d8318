package complaint

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
)

// fill registers complaints of all sorts and leaves them in many states.
func (f *firm) fill(n int) []string {
	f.t.Helper()
	states := []State{Registered, Accepted, Assessed, Investigating, Proposed, Approved, Replied, FollowedUp, Closed}
	var numbers []string
	for i := range n {
		in := sample()
		in.Body = fmt.Sprintf("第%d件：%s", i, body)
		in.ReceivedAt = f.d.Now().Add(-time.Duration(i%7) * 13 * time.Hour)
		in.DepartmentID = []int64{service, service, support}[i%3]
		in.Severity = []string{"normal", "serious"}[i%2]
		by := []auth.Actor{f.clerk, f.handler, f.stranger}[i%3]
		number := f.register(by, in)
		numbers = append(numbers, number)
		if in.DepartmentID == service {
			f.advance(number, states[i%len(states)])
		}
	}
	return numbers
}

// sees is the rule of visibility, said once more.
func sees(a auth.Actor, c Complaint) bool {
	return a.Scope(auth.ComplaintRead).Has(c.DepartmentID) || c.HandlerID == a.PersonID || c.FirstContactID == a.PersonID
}

func TestListsHoldExactlyWhatTheyShould(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		f.fill(40)
		clock.Advance(30 * time.Hour)
		var all []Complaint
		f.must(d.Read(f.ctx).Find(&all).Error)
		open, shut := true, false
		filters := []Filter{{View: ViewAll}, {View: ViewAll, Sort: SortReceived}, {View: ViewMine}, {View: ViewDepartment, Open: &open}, {View: ViewLate},
			{View: ViewFirstContact, Sort: SortReceived}, {View: ViewAll, State: Replied}, {View: ViewAll, Severity: "serious", Open: &open},
			{View: ViewAll, Department: service}, {View: ViewAll, Department: support}, {View: ViewAll, Handler: f.handler.PersonID, Open: &shut},
			{View: ViewAll, From: d.Now().Add(-60 * time.Hour), To: d.Now().Add(-40 * time.Hour)}, {View: ViewAll, Channel: "letter"}}
		for _, a := range []auth.Actor{f.handler, f.supervisor, f.stranger, f.clerk, f.auditor, f.boss, f.admin} {
			for _, filter := range filters {
				want := f.wanted(a, all, filter, d.Now())
				for _, size := range []int{3, 50} {
					if got := f.walk(a, filter, size); !slices.Equal(got, want) {
						t.Errorf("%s %+v by %d:\n got %v\nwant %v", a.Name, filter, size, got, want)
					}
				}
			}
			counts, err := f.Counts(f.ctx, a)
			f.must(err)
			for _, v := range ListViews {
				if want := len(f.wanted(a, all, Filter{View: v, Open: &open}, d.Now())); counts[v] != int64(want) {
					t.Errorf("%s counts %d in %s, want %d", a.Name, counts[v], v, want)
				}
			}
		}
	})
}

// wanted picks and sorts in Go what a list should hold.
func (f *firm) wanted(a auth.Actor, all []Complaint, filter Filter, now time.Time) []int64 {
	filter = filter.normal()
	s := a.Scope(auth.ComplaintRead)
	kept := slices.DeleteFunc(slices.Clone(all), func(c Complaint) bool {
		switch {
		case !sees(a, c), filter.View == ViewMine && c.HandlerID != a.PersonID, filter.View == ViewFirstContact && c.FirstContactID != a.PersonID,
			filter.View == ViewDepartment && !s.Has(c.DepartmentID), filter.Open != nil && c.Closed == *filter.Open,
			filter.State != "" && c.State != filter.State, filter.Severity != "" && c.Severity != filter.Severity,
			filter.Channel != "" && c.Channel != filter.Channel, filter.Department != 0 && c.DepartmentID != filter.Department,
			filter.Handler != 0 && c.HandlerID != filter.Handler, filter.Late && !c.NextDueAt.Before(now),
			!filter.From.IsZero() && c.ReceivedAt.Before(filter.From), !filter.To.IsZero() && !c.ReceivedAt.Before(filter.To):
			return true
		}
		return false
	})
	slices.SortFunc(kept, func(x, y Complaint) int {
		if filter.Sort == SortReceived {
			return cmp.Or(y.ReceivedAt.Compare(x.ReceivedAt), cmp.Compare(y.ID, x.ID))
		}
		return cmp.Or(x.NextDueAt.Compare(y.NextDueAt), cmp.Compare(x.ID, y.ID))
	})
	ids := []int64{}
	for _, c := range kept {
		ids = append(ids, c.ID)
	}
	return ids
}

// walk pages forward to the end, then back to the start, and demands the same rows both ways.
func (f *firm) walk(a auth.Actor, filter Filter, size int) []int64 {
	f.t.Helper()
	ids := []int64{}
	var at, last *db.Cursor
	var pages [][]int64
	for {
		p, err := f.page(f.ctx, a, filter, at, size, listColumns)
		f.must(err)
		var page []int64
		for _, r := range p.Rows {
			page = append(page, r.ID)
		}
		pages, ids, last = append(pages, page), append(ids, page...), p.Prev
		if at = p.Next; at == nil {
			break
		}
	}
	for i := len(pages) - 2; i >= 0 && last != nil; i-- {
		p, err := f.page(f.ctx, a, filter, last, size, listColumns)
		f.must(err)
		for j, r := range p.Rows {
			if j >= len(pages[i]) || r.ID != pages[i][j] {
				f.t.Errorf("paging back differs: %d at %d of page %d", r.ID, j, i)
			}
		}
		last = p.Prev
	}
	return ids
}

func TestFindingByWhateverIsKnown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		numbers := f.fill(12)
		other := sample()
		other.Body, other.Complainant, other.OrderNumber = "我要投诉导购态度恶劣", Complainant{Name: "李四", Phone: "13900001111"}, ""
		n := f.register(f.handler, other)
		f.must(f.index.CatchUp(f.ctx))
		for words, want := range map[string]string{n: n, "ts2026-13": n, "投訴": n, "态度": n, "李四": n, "1111": n, "139 0000 1111": n, numbers[4]: numbers[4], "第4件": numbers[4]} {
			rows, err := f.Find(f.ctx, f.boss, words, 10)
			f.must(err)
			if len(rows) != 1 || rows[0].Number != want {
				t.Errorf("%q: %d rows, want %s", words, len(rows), want)
			}
		}
		open := true
		filter := Filter{View: ViewDepartment, Text: "快递", Severity: "normal", Open: &open}
		ids := f.walk(f.supervisor, filter, 2)
		var want []int64
		f.must(d.Read(f.ctx).Model(&Complaint{}).Where("department_id = ? AND severity = ? AND closed = ? AND id < 13", service, "normal", false).
			Order("id DESC").Pluck("id", &want).Error)
		if !slices.Equal(ids, want) || len(want) < 3 {
			t.Errorf("words in a list: %v, want %v", ids, want)
		}
		found, err := f.Duplicates(f.ctx, f.supervisor, "导购态度恶劣，我要投诉你们", "13812345678", "")
		f.must(err)
		if len(found.Earlier) != 8 || len(found.Similar) != 1 || found.Similar[0].Number != n {
			t.Errorf("%d earlier, %d similar", len(found.Earlier), len(found.Similar))
		}
	})
}

func TestTheDeskShowsWhatWaits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		in := sample()
		fresh, proposed, replied, followed := f.register(f.clerk, in), f.register(f.clerk, in), f.register(f.clerk, in), f.register(f.clerk, in)
		f.advance(proposed, Proposed)
		f.advance(replied, Replied)
		f.advance(followed, FollowedUp)
		mine := f.register(f.clerk, in)
		f.advance(mine, Assessed)
		f.must(f.Pause(f.ctx, f.handler, f.ref(mine), PauseInput{Reason: "waiting_customer"}))
		for _, c := range []struct {
			a    auth.Actor
			want map[string]Step
		}{
			{f.handler, map[string]Step{mine: ResumeStep}},
			{f.second, map[string]Step{replied: FollowUpStep}},
			{f.supervisor, map[string]Step{fresh: AssignStep, proposed: ApproveStep, replied: FollowUpStep, followed: CloseStep}},
			{f.otherSupervisor, nil}, {f.clerk, nil}, {f.auditor, nil},
		} {
			items, err := f.Waiting(f.ctx, c.a)
			f.must(err)
			got := map[string]Step{}
			for _, it := range items {
				got[it.Number] = it.Step
			}
			if len(items) != len(c.want) || fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("%s: %v, want %v", c.a.Name, got, c.want)
			}
		}
		clock.Advance(6 * time.Hour)
		got, err := f.Figures(f.ctx, f.supervisor)
		f.must(err)
		if want := (Figures{Open: 5, Late: 2, DueToday: 0, AwaitingApproval: 1}); got != want {
			t.Errorf("%+v, want %+v", got, want)
		}
	})
}

func TestExportHoldsTheListAndIsOnRecord(t *testing.T) {
	d, clock := dbtest.One(t)
	f := newFirm(t, d, clock)
	f.fill(20)
	var rows []Row
	n, capped, err := f.Export(f.ctx, f.supervisor, Filter{View: ViewDepartment, Text: ""}, func(r Row) error { rows = append(rows, r); return nil })
	f.must(err)
	if n != 14 || capped || rows[0].Body == "" || !rows[0].Complainant.Masked {
		t.Errorf("%d rows, capped %v", n, capped)
	}
	f.ExportRows = 5
	if n, capped, err = f.Export(f.ctx, f.supervisor, Filter{}, func(Row) error { return nil }); n != 5 || !capped || err != nil {
		t.Errorf("%d %v %v", n, capped, err)
	}
	_, _, err = f.Export(f.ctx, f.clerk, Filter{}, nil)
	refused(t, err, string(auth.ComplaintExport))
	var events []audit.Row
	f.must(d.Read(f.ctx).Where("kind = ?", "complaint.exported").Find(&events).Error)
	if len(events) != 2 {
		t.Errorf("%d events", len(events))
	}
}

func TestExportedEventsHoldKnownCodesOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		filter := Filter{View: "张三丰", State: "张三丰", Class: "张三丰", Type: "张三丰\xff", Channel: "telephone", Severity: "张三丰", Text: "张\xff\xfe三丰"}
		_, _, err := f.Export(f.ctx, f.supervisor, filter, func(Row) error { return nil })
		f.must(err)
		row, changes := f.changesOf("complaint.exported")
		if strings.Contains(string(row.Canonical), "张三丰") || !strings.Contains(string(row.Canonical), "telephone") || changes["severity"] != "张三丰" || changes["words"] != "张三丰" {
			t.Errorf("%s %v", row.Canonical, changes)
		}
		_, err = f.List(f.ctx, f.supervisor, Filter{Text: "\xff\xfe", Channel: "\xff"}, nil)
		f.must(err)
	})
}

// TestANarrowSearchSaysWhereItStopped hides one old match behind more newer ones than a page looks at.
func TestANarrowSearchSaysWhereItStopped(t *testing.T) {
	d, clock := dbtest.One(t)
	f := newFirm(t, d, clock)
	rare := sample()
	rare.Severity = "serious"
	want := f.register(f.handler, rare)
	var text strings.Builder
	text.WriteString("编号,内容\n")
	for i := range LookedAt + 10 {
		fmt.Fprintf(&text, "%d,快递丢了\n", i)
	}
	r, err := f.Import(f.ctx, f.boss, table(t, text.String()), Mapping{"external_id": "编号", "body": "内容"}, ImportOptions{DepartmentID: service, Severity: "normal", Batch: 1000})
	f.must(err)
	if r.Imported != LookedAt+10 {
		t.Fatalf("%+v", r)
	}
	f.must(f.index.CatchUp(f.ctx))
	filter := Filter{View: ViewAll, Text: "快递", Severity: "serious"}
	p, err := f.List(f.ctx, f.supervisor, filter, nil)
	f.must(err)
	if len(p.Rows) != 0 || !p.Cut || p.Next == nil {
		t.Fatalf("%d rows, cut %v, next %v", len(p.Rows), p.Cut, p.Next)
	}
	p, err = f.List(f.ctx, f.supervisor, filter, p.Next)
	f.must(err)
	if len(p.Rows) != 1 || p.Rows[0].Number != want || p.Cut || p.Next != nil {
		t.Errorf("%d rows, cut %v, next %v", len(p.Rows), p.Cut, p.Next)
	}
	n, capped, err := f.Export(f.ctx, f.supervisor, filter, func(Row) error { return nil })
	f.must(err)
	if n != 1 || capped {
		t.Errorf("exported %d, capped %v", n, capped)
	}
}

// TestLikeComplaintsElsewhereDoNotHideOnesOwn has more like complaints in a department out of sight than are compared.
func TestLikeComplaintsElsewhereDoNotHideOnesOwn(t *testing.T) {
	d, clock := dbtest.One(t)
	f := newFirm(t, d, clock)
	in := sample()
	in.Complainant, in.OrderNumber = Complainant{Name: "李四", Phone: "13900001111"}, ""
	in.Body = "我要投诉导购态度恶劣，推诿不理"
	own := f.register(f.handler, in)
	in.DepartmentID = support
	for range 40 {
		f.register(f.stranger, in)
	}
	in.DepartmentID, in.Body, in.Complainant.Phone = service, in.Body+"！", "13900002222"
	other := f.register(f.handler, in)
	f.must(f.index.CatchUp(f.ctx))
	found, err := f.Duplicates(f.ctx, f.supervisor, "投诉导购态度恶劣，推诿不理", "", "")
	f.must(err)
	if len(found.Similar) != 2 {
		t.Errorf("%d like ones", len(found.Similar))
	}
	found, err = f.Related(f.ctx, f.supervisor, own)
	f.must(err)
	if len(found.Similar) != 1 || found.Similar[0].Number != other {
		t.Errorf("%d like ones beside it", len(found.Similar))
	}
}

func TestStatementsStayFew(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		numbers := f.fill(30)
		f.must(f.index.CatchUp(f.ctx))
		for _, c := range []struct {
			name string
			most int64
			do   func(ctx context.Context) error
		}{
			{"list", 6, func(ctx context.Context) error { _, err := f.List(ctx, f.supervisor, Filter{}, nil); return err }},
			{"list by words", 6, func(ctx context.Context) error {
				_, err := f.List(ctx, f.supervisor, Filter{Text: "快递"}, nil)
				return err
			}},
			{"record", 9, func(ctx context.Context) error { _, err := f.ByNumber(ctx, f.supervisor, numbers[7]); return err }},
			{"waiting", 8, func(ctx context.Context) error { _, err := f.Waiting(ctx, f.supervisor); return err }},
			{"counts", 1, func(ctx context.Context) error { _, err := f.Counts(ctx, f.boss); return err }},
			{"figures", 1, func(ctx context.Context) error { _, err := f.Figures(ctx, f.boss); return err }},
			{"register", 14, func(ctx context.Context) error { _, err := f.Register(ctx, f.handler, sample()); return err }},
			{"reply", 16, func(ctx context.Context) error {
				return f.Reply(ctx, f.handler, f.ref(numbers[3]), ReplyInput{Channel: "telephone", Text: "好"})
			}},
		} {
			_, err := f.Terms.All(f.ctx)
			_, err2 := f.Org.Departments(f.ctx)
			_, err3 := f.Classes(f.ctx)
			f.must(errors.Join(err, err2, err3))
			ctx, n := db.CountStatements(f.ctx)
			f.must(c.do(ctx))
			t.Logf("%s: %d statements", c.name, n.Load())
			if n.Load() > c.most {
				t.Errorf("%s costs %d statements, at most %d", c.name, n.Load(), c.most)
			}
		}
	})
}
