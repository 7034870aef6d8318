package action_test

import (
	"strings"
	"testing"
	"time"

	"bihuan/handlers/web/webtest"
	"bihuan/models/action"
	"bihuan/models/auth"
	"bihuan/models/complaint"
)

// TestEveryStepThroughItsForm opens each step's form on the record, sends it as it should be, and finds the record
// changed and the step in its timeline.
func TestEveryStepThroughItsForm(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		step   string
		from   action.State
		as     auth.Role
		values []string
		told   []string // on the record afterwards
	}{
		{"plan", action.Opened, auth.Handler, []string{"measure_new1", "重做培训", "due_new1", "@3", "measure_new3", "每天抽查", "due_new3", "@4"}, []string{"已定措施", "定出了措施", "重做培训", "每天抽查", "措施已保存"}},
		{"start", action.Planned, auth.Handler, nil, []string{"整改中", "开始了整改", "下一步：完成一条措施"}},
		{"send_back", action.Planned, auth.Supervisor, []string{"reason", "没有写到人"}, []string{"已开出", "退回了措施", "没有写到人"}},
		{"measure", action.Doing, auth.Handler, []string{"measure_id", "@measure", "done_on", "@0", "result", "到场 12 人"}, []string{"完成了一条措施", "到场 12 人", "@day 完成"}},
		{"verify", action.Reported, auth.Supervisor, []string{"comment", "到网点看过", "check_on", "@40", "indicator", "complaints", "indicator_department_id", "@department"}, []string{"已验证，等效果", "到网点看过", "投诉件数（售后部）", "再看效果"}},
		{"return", action.Reported, auth.Supervisor, []string{"reason", "照片看不清"}, []string{"整改中", "退回重做", "照片看不清"}},
		{"postpone", action.Verified, auth.Supervisor, []string{"check_on", "@90", "reason", "旺季再看"}, []string{"改了看效果的日期", "旺季再看"}},
		{"extend", action.Doing, auth.Supervisor, []string{"amount", "5", "reason", "等设备到货"}, []string{"延长了期限", "15 个工作日", "等设备到货"}},
		{"assign", action.Planned, auth.Supervisor, []string{"department_id", "@department", "owner_id", "1002", "coworkers", "钱二明，周五洲（1004）", "reason", "由主管亲自抓"}, []string{"改派了整改", "孙三立", "钱二明，周五洲", "由主管亲自抓"}},
		{"edit", action.Opened, auth.Supervisor, []string{"kind", "preventive", "title", "新的标题", "finding", "新的问题", "cause", "新的原因", "priority", "urgent", "finish", "7", "finish_unit", "working_days"}, []string{"修改了内容", "新的标题", "预防措施", "紧急", "7 个工作日"}},
		{"comment", action.Opened, auth.Handler, []string{"text", "先去网点看看"}, []string{"补充了说明", "先去网点看看"}},
		{"cancel", action.Doing, auth.Supervisor, []string{"reason", "网点已关停"}, []string{"取消了整改", "网点已关停", "这件整改已取消"}},
		{"reopen", action.Closed, auth.Supervisor, []string{"reason", "又有人投诉", "finish", "3", "finish_unit", "working_days"}, []string{"重新整改", "又有人投诉", "第 2 轮", "3 个工作日"}},
	} {
		t.Run(c.step, func(t *testing.T) {
			number := w.stage(c.from)
			cl := w.As(c.as)
			cl.Get("/actions/"+number+"?step="+c.step).Has(t, 200, `action="/actions/`+number+"/"+c.step+`"`)
			page := cl.Post("/actions/"+number+"/"+c.step, form(w.filled(number, c.values)...))
			page.Has(t, 200, w.filled(number, c.told)...)
			if page.URL.Path != "/actions/"+number {
				t.Errorf("led to %s", page.URL)
			}
		})
	}
}

// filled puts days and ids in for what only the world knows.
func (w *world) filled(number string, values []string) []string {
	days := map[string]int{"@0": 0, "@3": 3, "@4": 4, "@40": 40, "@90": 90, "@1": 1, "@400": 400}
	out := make([]string, len(values))
	for i, s := range values {
		more, isDay := days[s]
		switch {
		case isDay:
			s = w.day(more)
		case s == "@measure":
			s = itoa(w.read(number).Measures[0].ID)
		case s == "@department":
			s = itoa(w.Department)
		}
		out[i] = strings.ReplaceAll(s, "@day", w.day(0))
	}
	return out
}

// TestReportingThroughTheFiles shows what was done, then reports it, as its owner alone may.
func TestReportingThroughTheFiles(t *testing.T) {
	w := newWorld(t)
	number := w.stage(action.Doing)
	path := "/actions/" + number
	owner := w.As(auth.Handler)
	owner.Get(path+"?step=report").Has(t, 200)
	owner.Post(path+"/report", form("report", "全都做完了 <i>真的</i>", "cost", "１，２００．５元")).Has(t, 409, "还有 2 条措施没有完成", "全都做完了 &lt;i&gt;", "１，２００．５元")
	w.carryOut(w.Actor(auth.Handler), number)
	owner.Get(path).Has(t, 200, "下一步：上传证据")
	values := form("shows", "培训签到表", "happened_on", w.day(-2), "received_on", w.day(-1))
	owner.Upload(path+"/evidence", values).Has(t, 422, "请填写此项", "培训签到表")
	late := form("shows", "培训签到表", "happened_on", w.day(-1), "received_on", w.day(-2))
	owner.Upload(path+"/evidence", late, webtest.File{Field: "files", Name: "签到表.txt", Content: []byte("张三 李四")}).Has(t, 422, "收到日不能早于发生日")
	owner.Upload(path+"/evidence", values, webtest.File{Field: "files", Name: "签到表.txt", Content: []byte("张三 李四")}).
		Has(t, 200, "证据已上传", "签到表.txt", w.day(-2), w.day(-1), "下一步：报完成")
	file := owner.Get(hrefOf(t, owner.Last, "签到表.txt"))
	if file.Status != 200 || file.Body != "张三 李四" {
		t.Fatalf("file: %d %q", file.Status, file.Body)
	}
	w.As(auth.PolicyOwner).Get(file.URL.Path).Has(t, 404)
	owner.Get(path)
	owner.Post(path+"/report", form("report", "全都做完了", "cost", "12.345")).Has(t, 422, "最多两位小数", "全都做完了")
	owner.Post(path+"/report", form("report", "全都做完了", "cost", "1200.5")).Has(t, 200, "已报完成", "¥1,200.50", "等部门主管验证")
}

// TestTheQuickButtonOfAMeasure says from the table that a measure was carried out today.
func TestTheQuickButtonOfAMeasure(t *testing.T) {
	w := newWorld(t)
	number := w.stage(action.Doing)
	measure := w.read(number).Measures[1]
	owner := w.As(auth.Handler)
	owner.Get("/actions/"+number).Has(t, 200, "已完成")
	owner.Post("/actions/"+number+"/measure", form("measure_id", itoa(measure.ID), "done_on", w.day(0))).Has(t, 200, w.day(0)+" 完成", "已记下这条措施完成")
	w.As(auth.Supervisor).Get("/actions/"+number).Has(t, 200, "未完成").Lacks(t, `action="/actions/`+number+`/measure"`)
	w.clock.Advance(20 * 24 * time.Hour)
	w.As(auth.Handler).Get("/actions/"+number).Has(t, 200, "已过期", "chip-late")
}

// TestPlanningInRounds keeps rows that are there, lets emptied ones go and adds new ones.
func TestPlanningInRounds(t *testing.T) {
	w := newWorld(t)
	number := w.stage(action.Planned)
	old := w.read(number).Measures
	owner := w.As(auth.Handler)
	path := "/actions/" + number
	owner.Get(path+"?step=plan").Has(t, 200, `value="培训全体快递员"`, "measure_new3").Lacks(t, "measure_new4")
	first, second := itoa(old[0].ID), itoa(old[1].ID)
	values := form("measure_"+first, "培训并考试", "due_"+first, old[0].DueOn, "measure_"+second, "", "due_"+second, old[1].DueOn, "measure_new2", "张贴 <b>流程</b>", "due_new2", w.day(300))
	owner.Post(path+"/plan", values).Has(t, 422, "不能晚于整改期限", "张贴 &lt;b&gt;流程", `value="培训并考试"`, "measure_new4")
	values.Set("due_new2", w.day(4))
	owner.Post(path+"/plan", values).Has(t, 200, "培训并考试", "张贴 &lt;b&gt;流程&lt;/b&gt;")
	now := w.read(number).Measures
	if len(now) != 2 || now[0].ID != old[0].ID || now[0].Measure != "培训并考试" || now[1].DueOn != w.day(4) {
		t.Fatalf("%+v", now)
	}
	owner.Get(path + "?step=plan")
	owner.Post(path+"/plan", form("measure_"+first, "", "due_"+first, "", "measure_"+itoa(now[1].ID), "", "due_"+itoa(now[1].ID), "")).Has(t, 422, "请填写此项")
}

// TestJudging shows the effect above the form, refuses a judgement against the counts without a reason, and starts
// another round where there was none.
func TestJudging(t *testing.T) {
	w := newWorld(t)
	for range 3 {
		w.complaint("快递又迟了")
		w.clock.Advance(24 * time.Hour)
	}
	number := w.stage(action.Verified)
	path := "/actions/" + number
	judge := w.As(auth.Supervisor)
	judge.Get(path).Has(t, 200, "再看效果").Lacks(t, "effect-chart")
	judge.Get(path+"?step=check").Has(t, 200, "还没到看效果的日子")
	judge.Post(path+"/check", form("version", itoa(w.read(number).Version), "effective", "1")).Has(t, 409, "还没到看效果的日子")
	w.clock.Advance(61 * 24 * time.Hour)
	judge = w.As(auth.Supervisor)
	judge.Get(path).Has(t, 200, "下一步：判断效果", "整改前 59 天 3 起，整改后 59 天 0 起", "少了 3 起", "effect-chart", "/complaints?department=", `name="effective" value="1"`).
		Lacks(t, `name="effective" value="1" checked`) // the counts are beside it; the judgement is a person's
	judge.Post(path+"/check", form("effective", "")).Has(t, 422, "请填写此项")
	judge.Post(path+"/check", form("effective", "0", "comment", "")).Has(t, 422, "请填写此项")
	judge.Post(path+"/check", form("effective", "0", "comment", "是因为淡季", "finish", "12", "finish_unit", "working_days")).
		Has(t, 200, "第 2 轮", "1 次验证无效", "判断无效", "是因为淡季", "12 个工作日", "第 1 轮的效果验证", "无效")
	w.bring(number, action.Verified)
	w.clock.Advance(61 * 24 * time.Hour)
	w.As(auth.Supervisor).Get(path).Has(t, 200, "没有变化", "第 1 轮的效果验证", "看整改后的投诉")
	en := w.As(auth.Supervisor)
	en.Language = "en"
	en.Get(path).Has(t, 200, "Round 2", "1 check without effect", "3 in the 59 days before, 0 in the 59 days after")
}

// TestAStepRefusedKeepsWhatWasTyped sends each step what it cannot take and finds the words at the field, in both
// languages, and the text still in the form.
func TestAStepRefusedKeepsWhatWasTyped(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		step   string
		from   action.State
		as     auth.Role
		values []string
		zh, en string
	}{
		{"plan", action.Opened, auth.Handler, []string{"measure_new1", "typed <b>text</b>"}, "每条措施都要有完成日", "Each measure needs its day"},
		{"send_back", action.Planned, auth.Supervisor, []string{"reason", ""}, "请填写此项", "required"},
		{"measure", action.Doing, auth.Handler, []string{"measure_id", "@measure", "done_on", "@1", "result", "typed <b>text</b>"}, "不能晚于现在", "later than now"},
		{"verify", action.Reported, auth.Supervisor, []string{"comment", "typed <b>text</b>", "check_on", "@1", "indicator", "complaints", "indicator_department_id", "@department"}, "要晚于整改期限", "after the deadline"},
		{"verify", action.Reported, auth.Supervisor, []string{"comment", "typed <b>text</b>", "check_on", "@40", "indicator", "complaints"}, "部门、类型、原因至少选一个", "a department, a type or a cause"},
		{"return", action.Reported, auth.Supervisor, []string{"reason", ""}, "请填写此项", "required"},
		{"postpone", action.Verified, auth.Supervisor, []string{"check_on", "someday", "reason", "typed <b>text</b>"}, "日期", "day"},
		{"extend", action.Doing, auth.Supervisor, []string{"amount", "-3", "reason", "typed <b>text</b>"}, "1", "1"},
		{"assign", action.Doing, auth.Supervisor, []string{"department_id", "@department", "owner_id", "钱二明", "coworkers", "1002，谁也不是", "reason", "typed <b>text</b>"}, "没有“谁也不是”这位员工", "There is nobody “谁也不是”"},
		{"assign", action.Doing, auth.Supervisor, []string{"department_id", "@department", "owner_id", "赵一凡", "verifier_id", "1000", "reason", "typed <b>text</b>"}, "验证人不能是责任人", "neither the owner"},
		{"edit", action.Opened, auth.Supervisor, []string{"finding", "typed <b>text</b>", "kind", "magic", "priority", "normal"}, "请从列表中选择一项", "list"},
		{"link", action.Opened, auth.Supervisor, []string{"source", "TS-1999-000001"}, "没有找到 TS-1999-000001", "There is no TS-1999-000001"},
		{"comment", action.Opened, auth.Handler, []string{"text", ""}, "请填写此项", "required"},
		{"cancel", action.Opened, auth.Supervisor, []string{"reason", ""}, "请填写此项", "required"},
		{"reopen", action.Closed, auth.Supervisor, []string{"reason", "", "finish", "many"}, "请填写此项", "required"},
	} {
		t.Run(c.step, func(t *testing.T) {
			number := w.stage(c.from)
			for _, lang := range []string{"", "en"} {
				cl := w.As(c.as)
				cl.Language = lang
				cl.Get("/actions/" + number + "?step=" + c.step)
				want := map[string]string{"": c.zh, "en": c.en}[lang]
				page := cl.Post("/actions/"+number+"/"+c.step, form(w.filled(number, c.values)...)).Has(t, 422, want, `role="alert"`)
				for _, v := range c.values {
					if strings.HasPrefix(v, "typed") {
						page.Has(t, 422, "typed &lt;b&gt;text&lt;/b&gt;")
					}
				}
				page.Lacks(t, "<b>text</b>")
			}
		})
	}
}

// TestAStaleFormKeepsItsText: somebody else was quicker; the form comes back with both readings.
func TestAStaleFormKeepsItsText(t *testing.T) {
	w := newWorld(t)
	number := w.open(nil)
	path := "/actions/" + number
	slow, quick := w.As(auth.Supervisor), w.As(auth.Supervisor)
	slow.Get(path + "?step=edit")
	quick.Get(path + "?step=edit")
	facts := func(title string) []string {
		return []string{"kind", "corrective", "title", title, "finding", "同一个问题", "priority", "normal", "finish", "10", "finish_unit", "working_days"}
	}
	quick.Post(path+"/edit", form(facts("快的标题")...)).Has(t, 200, "修改已保存")
	slow.Post(path+"/edit", form(facts("慢的标题")...)).Has(t, 409, "这条记录刚被别人改过", `value="慢的标题"`, "快的标题", "您填写的", "现在的内容")
	slow.Post(path+"/edit", form(facts("慢的标题")...)).Has(t, 200, "修改已保存", "慢的标题")
}

// TestWhoMayDoWhat offers each person his steps with the reasons for the others, and refuses what is not his.
func TestWhoMayDoWhat(t *testing.T) {
	w := newWorld(t)
	number := w.stage(action.Reported)
	path := "/actions/" + number
	version := itoa(w.read(number).Version)
	w.As(auth.Handler).Get(path).Has(t, 200, "自己做的整改不能自己验证")
	owner := w.As(auth.Handler)
	owner.Get(path)
	owner.Post(path+"/verify", form("version", version, "comment", "自己看过了", "check_on", w.day(40))).Has(t, 403, "自己做的整改不能自己验证", "自己看过了")
	w.As(auth.Employee).Get(path).Has(t, 404)
	w.As(auth.Auditor).Get(path).Has(t, 200, "时间线")
	auditor := w.As(auth.Auditor)
	auditor.Get(path)
	auditor.Post(path+"/verify", form("version", version)).Has(t, 403)
	w.As(auth.Employee).Get("/actions/new").Has(t, 403, "开出整改")
	w.As(auth.Employee).Get("/actions/people?owner_id=钱二").Has(t, 403)
	w.As(auth.Supervisor).Get("/actions/ZG-1999-000001").Has(t, 404)

	doing := w.stage(action.Doing)
	w.As(auth.Supervisor).Get("/actions/"+doing).Has(t, 200, "钱二明正在整改", "只有责任人和协办人可以办理", "先由责任人报完成")
	own := w.open(func(in *action.OpenInput) { in.OwnerID = w.Person(auth.Supervisor) })
	w.As(auth.Supervisor).Get("/actions/"+own).Has(t, 200, "下一步：定措施", "自己承担的整改，不能自己延期")
}

// TestLinking ties an action to a complaint by its number, once.
func TestLinking(t *testing.T) {
	w := newWorld(t)
	number, source := w.open(nil), w.complaint("包裹被雨淋湿")
	cl := w.As(auth.Supervisor)
	cl.Get("/actions/" + number + "?step=link")
	cl.Post("/actions/"+number+"/link", form("source", " "+strings.ToLower(source))).Has(t, 200, "已关联", source, "包裹被雨淋湿")
	cl.Get("/actions/" + number + "?step=link")
	cl.Post("/actions/"+number+"/link", form("source", source)).Has(t, 409, "已经连在一起了")
	cl.Post("/actions/"+number+"/link", form("source", number)).Has(t, 409)
	if v := w.read(number); v.SourceKind != complaint.Kind || v.SourceNumber != source {
		t.Fatalf("%+v", v.Action)
	}
}
