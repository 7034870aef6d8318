package action_test

import (
	"strings"
	"testing"
	"time"

	"bihuan/models/action"
	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/db"
	"bihuan/models/org"
)

// hire is one more person of the department.
func (w *world) hire(number, name string) int64 {
	w.t.Helper()
	var id int64
	err := w.House.DB.InTx(ctx, func(tx *db.Tx) error {
		people, err := org.RegisterAll(tx, auth.System("test"), []org.PersonInput{{Number: number, Name: name, DepartmentID: w.Department, JoinedOn: "2020-03-01"}})
		if err == nil {
			id = people[0].ID
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return id
}

// TestWhoComplainsIsNotCopied: more people read an action than the complaint, the one complained about among them.
func TestWhoComplainsIsNotCopied(t *testing.T) {
	w := newWorld(t)
	source, err := w.House.Complaints.Register(ctx, w.Actor(auth.Employee), complaint.RegisterInput{
		Complainant: complaint.Complainant{Name: "欧阳静", Phone: "13812345678"},
		Facts:       complaint.Facts{Channel: "telephone", Body: "欧阳静来电（13812345678）：快递员态度恶劣", Severity: "normal"}, DepartmentID: w.Department})
	if err != nil {
		t.Fatal(err)
	}
	w.As(auth.Supervisor).Get("/actions/new?from=complaint&number="+source).Has(t, 200, "快递员态度恶劣", "不要写投诉人").Lacks(t, "欧阳静").Lacks(t, "13812345678")
}

// TestTheSourceLeadsOnlyWhereItMayBeSeen: its number stands on the action, a link to it only for those who may follow.
func TestTheSourceLeadsOnlyWhereItMayBeSeen(t *testing.T) {
	w := newWorld(t)
	source := w.complaint("快递未到")
	number := w.open(func(in *action.OpenInput) {
		from(source)(in)
		in.DepartmentID, in.OwnerID = w.Other, w.Person(auth.HR)
	})
	w.As(auth.Supervisor).Get("/actions/"+number).Has(t, 200, `href="/complaints/`+source+`"`)
	w.As(auth.HR).Get("/actions/"+number).Has(t, 200, source, "无权查看的记录").Lacks(t, `href="/complaints/`+source+`"`)
}

// TestTheRecordsBehindAnEffect are offered only where the list of complaints shows just what was counted.
func TestTheRecordsBehindAnEffect(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		by   action.Measure
		want bool
	}{
		{action.Measure{Indicator: complaint.Indicator, IndicatorDepartmentID: w.Department}, true},
		{action.Measure{Indicator: complaint.Indicator, IndicatorType: "slow_service"}, true},
		{action.Measure{Indicator: complaint.Indicator, IndicatorDepartmentID: w.Department, IndicatorCause: "provider"}, false},
	} {
		number := w.stage(action.Reported)
		err := w.House.Actions.Verify(ctx, w.Actor(auth.Supervisor), w.ref(number), action.VerifyInput{CheckOn: w.day(40), Measure: c.by})
		if err != nil {
			t.Fatalf("%+v: %v", c.by, err)
		}
		w.clock.Advance(41 * 24 * time.Hour)
		page := w.As(auth.Supervisor).Get("/actions/"+number).Has(t, 200, "effect-chart")
		if got := strings.Contains(page.Body, "看整改前的投诉"); got != c.want {
			t.Errorf("%+v: led to its records %v", c.by, got)
		}
	}
}

// TestHowItEndedIsTold in the list and on the record, for kinds whose effect need not be proved too.
func TestHowItEndedIsTold(t *testing.T) {
	w := newWorld(t)
	number := w.open(func(in *action.OpenInput) { in.Title, in.Kind = "补发一件", "correction" })
	w.bring(number, action.Reported)
	cl := w.As(auth.Supervisor)
	cl.Get("/actions/"+number+"?step=verify").Has(t, 200, "确认措施真的做了").Lacks(t, "看效果")
	cl.Post("/actions/"+number+"/verify", form("comment", "看过了")).Has(t, 200, "验证通过，这件整改已关闭").Lacks(t, "判断效果", "{verifier}")
	cl.Get("/actions?view=all&state=closed").Has(t, 200, "补发一件", "验证完成")
	en := w.As(auth.Supervisor)
	en.Language = "en"
	en.Get("/actions/"+number).Has(t, 200, "It was verified and the action is closed.")
}

// TestTwoCoworkersOfOneName stay both when the action is handed over with the names as they stood.
func TestTwoCoworkersOfOneName(t *testing.T) {
	w := newWorld(t)
	twin := w.hire("9001", "周五洲")
	number := w.open(func(in *action.OpenInput) { in.Coworkers = []int64{w.Person(auth.PolicyOwner), twin} })
	cl := w.As(auth.Supervisor)
	cl.Get("/actions/" + number + "?step=assign")
	cl.Post("/actions/"+number+"/assign", form("department_id", itoa(w.Department), "owner_id", "钱二明", "coworkers", "周五洲，周五洲", "verifier_id", "1002")).Has(t, 200, "已改派")
	if got := w.read(number).Coworkers; len(got) != 2 {
		t.Errorf("along work %v", got)
	}
}

// TestAnOwnerWithoutActionsIsStillNamed in the chip of the filter.
func TestAnOwnerWithoutActionsIsStillNamed(t *testing.T) {
	w := newWorld(t)
	owner := "owner=" + itoa(w.Person(auth.HR))
	for _, path := range []string{"/actions?view=all&", "/actions/board?", "/actions/calendar?"} {
		w.As(auth.Supervisor).Get(path+owner).Has(t, 200, "李四华")
	}
}

// TestWhoIsToJudgeSeesItOnTheBoard, named or not, once the day has come; each measure's button says which it is of.
func TestWhoIsToJudgeSeesItOnTheBoard(t *testing.T) {
	w := newWorld(t)
	number := w.stage(action.Verified)
	step := "/actions/" + number + "?step=check#next"
	w.As(auth.Supervisor).Get("/actions/board").Has(t, 200, number).Lacks(t, step)
	w.clock.Advance(61 * 24 * time.Hour)
	w.As(auth.Supervisor).Get("/actions/board").Has(t, 200, step)
	w.As(auth.Handler).Get("/actions/board").Has(t, 200, number).Lacks(t, step)
	w.As(auth.Supervisor).Get("/actions/"+number).Has(t, 200, "下一步：判断效果").Lacks(t, "已经验证过了", "只有责任人本人可以报完成") // what is over is not promised
	doing := w.stage(action.Doing)
	w.As(auth.Supervisor).Get("/actions/"+doing+"?step=extend").Has(t, 200, "现在是 10 个工作日。填再加多少")
	w.As(auth.Handler).Get("/actions/"+doing).Has(t, 200, `aria-label="已完成 培训全体快递员"`, `aria-label="已完成 签收拍照"`)
}

// TestAllThatIsWrongIsToldAtOnce: who was not found does not hide what else is missing.
func TestAllThatIsWrongIsToldAtOnce(t *testing.T) {
	cl := newWorld(t).As(auth.Supervisor)
	cl.Get("/actions/new")
	cl.Post("/actions/new", form("owner_id", "没有此人", "check_on", "someday")).Has(t, 422, `id="f-owner_id-error"`, `id="f-finding-error"`, `id="f-kind-error"`, `id="f-priority-error"`, `id="f-check_on-error"`)
}
