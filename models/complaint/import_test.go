package complaint

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bihuan/models/auth"
	"bihuan/models/clock"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/file"
	"bihuan/models/job"
	"bihuan/models/sheet"
)

func table(t testing.TB, text string) *sheet.Reader {
	t.Helper()
	r, err := sheet.Open(bytes.NewReader([]byte(text)), "投诉.csv", sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r
}

const mixed = `编号,投诉时间,渠道,类型,投诉内容,客户姓名,联系电话,责任部门
A1,2026/3/5 9:30,电话,缺货,订了一周还没有货。再不发就退款！,王五,13700001111,售后部
A2,2026年3月4日,电子邮件,奇怪的分类,包装破损,赵六,13700002222,
A3,明天,电话,缺货,内容三,钱七,13700003333,
A4,2026-03-01,烽火,缺货,内容四,孙八,打给我,
A5,2026-03-01,电话,缺货,,李九,,
A1,2026/3/5 9:30,电话,缺货,同一编号再来一次,王五,13700001111,售后部
A6,2026-03-01,电话,缺货,别的部门的事,周十,,客服部
`

func TestImportTakesRowsInOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		header := table(t, mixed).Header()
		m := Guess(header)
		if len(m) != 8 || m["external_id"] != "编号" || m["body"] != "投诉内容" || m["department"] != "责任部门" {
			t.Fatalf("guessed %v", m)
		}
		for _, dry := range []bool{true, false} {
			r, err := f.Import(f.ctx, f.supervisor, table(t, mixed), m, ImportOptions{DryRun: dry, Batch: 2})
			f.must(err)
			got := map[int]string{}
			for _, e := range r.Errors {
				got[e.Line] += e.Field + " "
			}
			want := map[int]string{4: "received_at ", 5: "channel phone ", 6: "body ", 7: "external_id ", 8: "department "}
			if r.Imported != 2 || r.Skipped != 0 || r.Failed != 5 || !maps.Equal(got, want) {
				t.Errorf("dry %v: %+v, errors %v", dry, r, got)
			}
			if len(r.Preview) != 2 || r.Preview[0].Subject != "订了一周还没有货" {
				t.Errorf("preview %+v", r.Preview)
			}
		}
		var all []Complaint
		f.must(d.Read(f.ctx).Order("id").Find(&all).Error)
		if len(all) != 2 || all[0].FailureType != "out_of_stock" || all[0].FailureClass != "delivery" || all[0].Category != "" || all[1].Category != "奇怪的分类" ||
			!all[0].ReceivedAt.Equal(day("2026-03-05 09:30")) || all[1].Channel != "email" || all[1].FirstContactID != f.supervisor.PersonID {
			t.Errorf("%+v", all)
		}
		if got := joined(f.events(all[0].Number)); got != "complaint.imported" {
			t.Errorf("events %s", got)
		}
		r, err := f.Import(f.ctx, f.supervisor, table(t, mixed), m, ImportOptions{})
		f.must(err)
		if r.Imported != 0 || r.Skipped != 2 || r.Failed != 5 {
			t.Errorf("again: %+v", r)
		}
		_, err = f.Import(f.ctx, f.handler, table(t, mixed), m, ImportOptions{})
		refused(t, err, string(auth.ComplaintImport))
		_, err = f.Import(f.ctx, f.supervisor, table(t, mixed), Mapping{"name": "客户姓名"}, ImportOptions{})
		refused(t, err, "invalid.required")
	})
}

// TestAnotherTablesNumbersAreNotPassedOver imports two tables that both count from 1.
func TestAnotherTablesNumbersAreNotPassedOver(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		take := func(text string, dry bool) Result {
			t.Helper()
			r, err := f.Import(f.ctx, f.supervisor, table(t, text), Guess(table(t, text).Header()), ImportOptions{DryRun: dry})
			f.must(err)
			return r
		}
		march, april := "编号,内容\n1,三月的第一件事\n2,三月的第二件事\n", "编号,内容\n1,四月的第一件事\n2,三月的第二件事\n3,四月的第三件事\n"
		if r := take(march, false); r.Imported != 2 {
			t.Fatalf("%+v", r)
		}
		for _, dry := range []bool{true, false} {
			r := take(april, dry)
			if r.Imported != 1 || r.Skipped != 1 || r.Failed != 1 || r.Errors[0].Line != 2 || r.Errors[0].Key != "invalid.complaint_import_number" {
				t.Errorf("dry %v: %+v", dry, r)
			}
		}
		for _, source := range []string{"平台甲", "平台乙"} {
			text := "编号,来源,内容\n1," + source + ",同一编号\n"
			if r := take(text, false); r.Imported != 1 || r.Failed != 0 {
				t.Errorf("%s: %+v", source, r)
			}
			if r := take(text, false); r.Skipped != 1 {
				t.Errorf("%s again: %+v", source, r)
			}
		}
	})
}

func TestTheNameOfAnImportedFileStandsBesideItsEvent(t *testing.T) {
	d, clock := dbtest.One(t)
	f := newFirm(t, d, clock)
	text := "内容\n没有收到\n"
	_, err := f.Import(f.ctx, auth.System("import"), table(t, text), Guess([]string{"内容"}), ImportOptions{DepartmentID: service, File: "张三丰的投诉.csv"})
	f.must(err)
	row, changes := f.changesOf("complaint_import.started")
	if strings.Contains(string(row.Canonical), "张三丰") || changes["file"] != "张三丰的投诉.csv" {
		t.Errorf("%s %v", row.Canonical, changes)
	}
}

// shared is a file of the real data that stands beside the project where it is developed.
func shared(t *testing.T, name string) string {
	t.Helper()
	dir := os.Getenv("BIHUAN_SHARED")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared")
	}
	path := filepath.Join(dir, "data", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("skipped: the real texts are not here (%s)", path)
	}
	return path
}

func TestThreeThousandRealTexts(t *testing.T) {
	path := shared(t, filepath.Join("measure-only", "complaints.csv"))
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		open := func() *sheet.Reader { return table(t, string(raw)) }
		start := time.Now()
		r, err := f.Import(f.ctx, f.supervisor, open(), Guess(open().Header()), ImportOptions{Channel: "web_form"})
		f.must(err)
		t.Logf("imported=%d skipped=%d failed=%d in %v", r.Imported, r.Skipped, r.Failed, time.Since(start).Round(time.Millisecond))
		if r.Imported+r.Skipped != 3000 || r.Failed != 0 || r.Imported < 2900 {
			t.Errorf("%d imported, %d skipped, %d failed: %+v", r.Imported, r.Skipped, r.Failed, r.Errors)
		}
		again, err := f.Import(f.ctx, f.supervisor, open(), Guess(open().Header()), ImportOptions{})
		f.must(err)
		if again.Imported != 0 || again.Skipped != 3000 {
			t.Errorf("again: %+v", again)
		}
		var events int64
		f.must(d.Read(f.ctx).Table("events").Where("kind = ?", "complaint.imported").Count(&events).Error)
		if int(events) != r.Imported {
			t.Errorf("%d events", events)
		}
		f.must(f.index.CatchUp(f.ctx))
		rows, err := f.Find(f.ctx, f.supervisor, "態度", 20)
		f.must(err)
		if len(rows) == 0 {
			t.Error("words of the texts are not found")
		}
	})
}

func TestImportAsAJob(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		files, err := file.New(t.TempDir(), file.Options{})
		f.must(err)
		up, err := files.Save(f.ctx, strings.NewReader(mixed), "投诉.csv", 1<<20)
		f.must(err)
		runner := job.NewRunner(d, slog.New(slog.NewTextHandler(io.Discard, nil)))
		f.Jobs(runner, files, func(context.Context, int64) (auth.Actor, error) { return f.supervisor, nil })
		id, err := f.StartImport(f.ctx, f.supervisor, ImportRequest{File: up, Mapping: Guess(table(t, mixed).Header())})
		f.must(err)
		f.must(runner.Start(f.ctx))
		defer func() { f.must(runner.Stop(f.ctx)) }()
		for range 200 {
			j, err := job.NewJobs(d).Get(f.ctx, f.supervisor, id)
			f.must(err)
			if j.Over() {
				var r Result
				f.must(j.Read(&r))
				if j.State != job.Done || r.Imported != 2 || r.Failed != 5 {
					t.Errorf("%s %s %+v", j.State, j.ErrorKey, r)
				}
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Error("the job does not end")
	})
}

func TestRemindersGoUpTheLevelsOnceInWorkingTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		in := sample()
		in.ComplainedPersonID = f.deputy.PersonID
		n := f.register(f.clerk, in)
		f.must(f.Accept(f.ctx, f.handler, f.ref(n), AcceptInput{Take: true}))
		kinds := func(a auth.Actor) string {
			var got []string
			for _, k := range f.told(a) {
				if k == "complaint_soon" || k == "complaint_late" {
					got = append(got, k)
				}
			}
			return joined(got)
		}
		expect := func(when, handler, supervisor, head string) {
			t.Helper()
			clock.Set(day(when))
			for range 2 {
				f.must(f.Remind(f.ctx))
			}
			if a, b, c := kinds(f.handler), kinds(f.supervisor), kinds(f.head); a != handler || b != supervisor || c != head {
				t.Errorf("%s: %q %q %q", when, a, b, c)
			}
		}
		version := f.at(n).Version
		expect("2026-03-06 13:00", "", "", "")
		expect("2026-03-06 14:30", "complaint_soon", "", "")
		expect("2026-03-06 15:01", "complaint_soon", "complaint_late", "")
		// The response is due on Saturday 10:00: nobody is told before Monday morning.
		expect("2026-03-07 12:00", "complaint_soon", "complaint_late", "")
		expect("2026-03-09 09:01", "complaint_soon complaint_late", "complaint_late complaint_late", "")
		expect("2026-03-09 15:01", "complaint_soon complaint_late", "complaint_late complaint_late", "complaint_late")
		if f.at(n).Version != version {
			t.Error("a reminder changed the version")
		}
		if kinds(f.deputy) != "" {
			t.Error("the person complained about was reminded")
		}
		f.must(f.Reply(f.ctx, f.handler, f.ref(f.replied(n)), ReplyInput{Channel: "telephone", Text: "好"}))
		expect("2026-03-11 09:01", "complaint_soon complaint_late", "complaint_late complaint_late", "complaint_late")
		if got := joined(f.events(n)); strings.Count(got, "complaint.reminded") != 4 {
			t.Errorf("events %s", got)
		}
	})
}

// replied brings an accepted complaint to where it can be replied to.
func (f *firm) replied(n string) string {
	f.t.Helper()
	f.must(f.Assess(f.ctx, f.handler, f.ref(n), f.assess()))
	f.must(f.Investigate(f.ctx, f.handler, f.ref(n), InvestigateInput{Findings: "已查"}))
	return n
}

func TestDeadlineClassesAreData(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, ticks *dbtest.Clock) {
		f := newFirm(t, d, ticks)
		all, err := f.Classes(f.ctx)
		f.must(err)
		general := all[0]
		general.Respond.Amount, general.Reminders = 12, []clock.Reminder{{Percent: 90, To: ToHandler}}
		refused(t, f.SaveClass(f.ctx, f.supervisor, general), string(auth.TermsWrite))
		f.must(f.SaveClass(f.ctx, f.admin, general))
		refused(t, f.SaveClass(f.ctx, f.admin, general), "fault.stale")
		n := f.register(f.clerk, sample())
		if k := f.clocks(n)[RespondClock]; k.Amount != 12 || len(k.Reminders) != 1 {
			t.Errorf("%+v", k)
		}
		general.Version, general.Active = 2, false
		refused(t, f.SaveClass(f.ctx, f.admin, general), "fault.complaint_no_class")
		fresh := all[2]
		fresh.ID, fresh.NameZh, fresh.NameEn = 0, "重大投诉", "Major"
		f.must(f.SaveClass(f.ctx, f.admin, fresh))
		fresh.Resolve.Amount, fresh.Reminders = 0, []clock.Reminder{{Percent: 10, Hours: 1, To: "everybody"}}
		refused(t, f.SaveClass(f.ctx, f.admin, fresh), "invalid.choice")
		if all, err = f.Classes(f.ctx); err != nil || len(all) != 4 {
			t.Errorf("%d classes, %v", len(all), err)
		}
	})
}
