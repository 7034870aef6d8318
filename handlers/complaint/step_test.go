package complaint_test

import (
	"strings"
	"testing"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/complaint"
)

// TestEveryStepThroughItsForm opens each step's form on the record, sends it as it should be, and finds the
// record changed and the step in its timeline.
func TestEveryStepThroughItsForm(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		step   string
		from   complaint.State
		as     auth.Role
		values []string
		told   []string // on the record afterwards
	}{
		{"accept", complaint.Registered, auth.Handler, []string{"take", "1"}, []string{"已受理", "受理了投诉"}},
		{"not_accept", complaint.Registered, auth.Handler, []string{"reason", "not_ours", "recourse", "consumer_association", "text", "请向平台反映"}, []string{"不予受理", "消费者协会", "请向平台反映"}},
		{"acknowledge", complaint.Accepted, auth.Handler, []string{"channel", "telephone", "text", "已电话告知"}, []string{"告知了投诉人", "已电话告知"}},
		{"assess", complaint.Accepted, auth.Handler, []string{"severity", "serious", "complexity", "complex", "impact", "several", "deadline_class", "complex", "immediate_action", "1", "action_text", "先垫付"}, []string{"完成了初步评审", "严重", "复杂投诉", "先垫付"}},
		{"assign", complaint.Accepted, auth.Supervisor, []string{"handler_id", "@supervisor", "reason", "本人办理"}, []string{"分派了投诉", "孙三立", "本人办理"}},
		{"transfer", complaint.Accepted, auth.Supervisor, []string{"department_id", "@other", "reason", "属于仓储"}, []string{"已转办"}},
		{"investigate", complaint.Assessed, auth.Handler, []string{"findings", "网点承认放错", "failure_type", "slow_service", "upheld", "upheld", "attribution", "provider", "failure_kind", "outcome"}, []string{"记录了调查", "网点承认放错", "投诉属实", "服务方"}},
		{"propose", complaint.Investigating, auth.Handler, []string{"kind", "refund", "amount", "１，２００．５元", "description", "退还货款"}, []string{"提出了补救措施", "¥1,200.50", "退还货款", "待审批"}},
		{"approve", complaint.Proposed, auth.Supervisor, []string{"remedy_id", "@remedy"}, []string{"同意了补救措施", "已同意"}},
		{"send_back", complaint.Proposed, auth.Supervisor, []string{"remedy_id", "@remedy", "reason", "金额偏高"}, []string{"退回了补救措施", "金额偏高"}},
		{"reply", complaint.Approved, auth.Handler, []string{"channel", "telephone", "text", "已退款并致歉"}, []string{"答复了投诉人", "已退款并致歉"}},
		{"follow_up", complaint.Replied, auth.Supervisor, []string{"outcome", "satisfied", "experience", "5", "expectation", "3", "comment", "很快"}, []string{"回访了投诉人", "体验 5，期望 3，差 2", "很快"}},
		{"close", complaint.FollowedUp, auth.Supervisor, []string{"outcome", "resolved", "summary", "退款后满意"}, []string{"办结了投诉", "退款后满意", "这件投诉已结案"}},
		{"reopen", complaint.Closed, auth.Supervisor, []string{"reason", "客户又来电"}, []string{"重新办理了投诉", "客户又来电", "第 2 轮办理"}},
		{"pause", complaint.Accepted, auth.Handler, []string{"reason", "waiting_customer", "text", "等照片"}, []string{"暂停了计时", "等照片", "等待客户补充材料"}},
		{"comment", complaint.Closed, auth.Handler, []string{"text", "补充一句"}, []string{"补充了说明", "补充一句"}},
		{"edit", complaint.Registered, auth.Employee, []string{"subject", "新的主题", "body", "新的内容", "channel", "visit", "received_at", "@received", "severity", "minor", "name", "张大花", "phone", "13900001111"}, []string{"修改了登记内容", "新的主题", "来访", "张大花"}},
	} {
		t.Run(c.step, func(t *testing.T) {
			number := w.stage(c.from)
			cl := w.As(c.as)
			cl.Get("/complaints/"+number+"?step="+c.step).Has(t, 200, `action="/complaints/`+number+"/"+c.step+`"`)
			page := cl.Post("/complaints/"+number+"/"+c.step, form(w.filled(number, c.values)...))
			page.Has(t, 200, c.told...)
			if page.URL.Path != "/complaints/"+number && c.step != "transfer" { // it is another department's now
				t.Errorf("led to %s", page.URL)
			}
		})
	}
}

// filled puts ids in for what only the world knows.
func (w *world) filled(number string, values []string) []string {
	v := w.read(auth.Supervisor, number)
	out := make([]string, len(values))
	for i, s := range values {
		switch s {
		case "@supervisor":
			s = itoa(w.Person(auth.Supervisor))
		case "@other":
			s = itoa(w.Other)
		case "@remedy":
			s = itoa(v.Remedies[0].ID)
		case "@received":
			s = v.ReceivedAt.In(w.House.DB.Zone()).Format("2006-01-02T15:04")
		}
		out[i] = s
	}
	return out
}

// TestAStepRefusedKeepsWhatWasTyped sends each step what it cannot take and finds the words at the field, in
// both languages, and the text still in the form.
func TestAStepRefusedKeepsWhatWasTyped(t *testing.T) {
	w := newWorld(t)
	for _, c := range []struct {
		step   string
		from   complaint.State
		as     auth.Role
		values []string
		zh, en string
	}{
		{"not_accept", complaint.Registered, auth.Handler, []string{"text", "typed <b>text</b>"}, "请填写此项", "required"},
		{"acknowledge", complaint.Accepted, auth.Handler, []string{"channel", "pigeon", "text", "typed <b>text</b>"}, "请从列表中选择一项", "list"},
		{"assess", complaint.Accepted, auth.Handler, []string{"immediate_action", "1", "severity", "normal"}, "请填写此项", "required"},
		{"assign", complaint.Accepted, auth.Supervisor, []string{"reason", "typed <b>text</b>"}, "请填写此项", "required"},
		{"transfer", complaint.Accepted, auth.Supervisor, []string{"department_id", "@other"}, "请填写此项", "required"},
		{"investigate", complaint.Assessed, auth.Handler, []string{"upheld", "perhaps", "findings", "typed <b>text</b>"}, "请从列表中选择一项", "list"},
		{"propose", complaint.Investigating, auth.Handler, []string{"kind", "refund", "amount", "1.234", "description", "typed <b>text</b>"}, "最多两位小数", "at most two decimals"},
		{"propose", complaint.Investigating, auth.Handler, []string{"kind", "apology", "amount", "5", "description", "typed <b>text</b>"}, "这种措施不涉及金额", "costs nothing"},
		{"send_back", complaint.Proposed, auth.Supervisor, []string{"remedy_id", "@remedy"}, "请填写此项", "required"},
		{"reply", complaint.Approved, auth.Handler, []string{"text", "typed <b>text</b>"}, "请填写此项", "required"},
		{"follow_up", complaint.Replied, auth.Supervisor, []string{"outcome", "satisfied", "experience", "9", "comment", "typed <b>text</b>"}, "1", "1"},
		{"close", complaint.FollowedUp, auth.Supervisor, []string{"outcome", "resolved"}, "请填写此项", "required"},
		{"pause", complaint.Accepted, auth.Handler, []string{"text", "typed <b>text</b>"}, "请填写此项", "required"},
		{"reopen", complaint.Closed, auth.Supervisor, nil, "请填写此项", "required"},
		{"comment", complaint.Accepted, auth.Handler, nil, "请填写此项", "required"},
		{"attach", complaint.Accepted, auth.Handler, nil, "请填写此项", "required"},
		{"edit", complaint.Registered, auth.Employee, []string{"body", "typed <b>text</b>", "received_at", "yesterday", "complained_person_id", "nobody"}, "请填写日期和时间", "Enter date and time"},
	} {
		t.Run(c.step, func(t *testing.T) {
			number := w.stage(c.from)
			for _, lang := range []string{"", "en"} {
				cl := w.As(c.as)
				cl.Language = lang
				cl.Get("/complaints/" + number + "?step=" + c.step)
				page := cl.Post("/complaints/"+number+"/"+c.step, form(w.filled(number, c.values)...))
				want := c.zh
				if lang == "en" {
					want = c.en
				}
				page.Has(t, 422, want, `role="alert"`)
				for i := 1; i < len(c.values); i += 2 {
					if strings.HasPrefix(c.values[i], "typed") {
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
	number := w.matter(nil)
	slow, quick := w.As(auth.Employee), w.As(auth.Employee)
	facts := func(subject string) []string {
		return []string{"subject", subject, "body", "同一段内容", "channel", "telephone", "received_at", "@received", "severity", "normal"}
	}
	slow.Get("/complaints/" + number + "?step=edit")
	quick.Get("/complaints/" + number + "?step=edit")
	quick.Post("/complaints/"+number+"/edit", form(w.filled(number, facts("快的主题"))...)).Has(t, 200, "修改已保存")
	page := slow.Post("/complaints/"+number+"/edit", form(w.filled(number, facts("慢的主题"))...))
	page.Has(t, 409, "这条记录刚被别人改过", `value="慢的主题"`, "快的主题", "您填写的", "现在的内容")
	// The form carries the new version now: sending it again keeps the slow one's text.
	slow.Post("/complaints/"+number+"/edit", form(w.filled(number, facts("慢的主题"))...)).Has(t, 200, "修改已保存", "慢的主题")

	number = w.stage(complaint.Assessed)
	handler := w.As(auth.Handler)
	handler.Get("/complaints/" + number)
	w.As(auth.Handler).Get("/complaints/" + number)
	other := w.As(auth.Handler)
	other.Get("/complaints/" + number)
	other.Post("/complaints/"+number+"/investigate", form("findings", "先写的")).Has(t, 200, "调查结果已保存")
	handler.Post("/complaints/"+number+"/investigate", form("findings", "后写的长长的文字")).Has(t, 409, "这条记录刚被别人改过", "后写的长长的文字")
}

// TestAStepThatIsNotPossible says why, keeps the text, and shows no step that the state forbids.
func TestAStepThatIsNotPossible(t *testing.T) {
	w := newWorld(t)
	number := w.stage(complaint.Accepted)
	cl := w.As(auth.Handler)
	cl.Get("/complaints/"+number+"?step=reply").Has(t, 200, "先记录调查结果")
	cl.Post("/complaints/"+number+"/reply", form("version", itoa(w.read(auth.Handler, number).Version), "channel", "telephone", "text", "太早的答复")).
		Has(t, 409, "先记录调查结果", "太早的答复")
	// Approving is the supervisor's; the handler may not even try.
	cl.Post("/complaints/"+number+"/approve", form("remedy_id", "1")).Has(t, 403, "缺少的权限")
	// Nobody follows up what he handled himself.
	number = w.stage(complaint.Replied)
	cl.Get("/complaints/"+number).Has(t, 200, "回访不能由经办人或答复人自己做")
	cl.Post("/complaints/"+number+"/follow_up", form("version", itoa(w.read(auth.Handler, number).Version), "outcome", "satisfied", "comment", "自己问的")).
		Has(t, 403, "回访不能由经办人或答复人自己做", "自己问的")
}

// TestSendingTwice does the step once and shows its result both times.
func TestSendingTwice(t *testing.T) {
	w := newWorld(t)
	number := w.stage(complaint.Accepted)
	cl := w.As(auth.Handler)
	first := cl.Get("/complaints/" + number + "?step=comment")
	cl.Post("/complaints/"+number+"/comment", form("text", "只说一次")).Has(t, 200, "只说一次")
	cl.Last = first
	cl.Post("/complaints/"+number+"/comment", form("text", "只说一次")).Has(t, 200, "只说一次")
	if n := strings.Count(cl.Last.Body, "只说一次"); n != 1 {
		t.Fatalf("said %d times", n)
	}
	page := cl.Get("/complaints/new")
	values := form("channel", "telephone", "body", "双击登记的投诉")
	one := cl.Post("/complaints/new", values).Has(t, 200, "已登记")
	cl.Last = page
	two := cl.Post("/complaints/new", values).Has(t, 200)
	if !strings.HasPrefix(one.URL.Path, two.URL.Path) {
		t.Fatalf("twice registered: %s and %s", one.URL.Path, two.URL.Path)
	}
}

// TestForeignComplaintsAreNotThere: an id of somebody else's is a page that does not exist, whatever is asked.
func TestForeignComplaintsAreNotThere(t *testing.T) {
	w := newWorld(t)
	number, err := w.House.Complaints.Register(ctx, w.Actor(auth.Supervisor), complaint.RegisterInput{DepartmentID: w.Other,
		Facts: complaint.Facts{Channel: "telephone", Body: "仓储部的投诉，别的部门看不到"}})
	if err != nil {
		t.Fatal(err)
	}
	cl := w.As(auth.Handler)
	for _, path := range []string{"", "/registered", "/related", "/files/1"} {
		cl.Get("/complaints/"+number+path).Has(t, 404).Lacks(t, "别的部门看不到")
	}
	for _, step := range []string{"accept", "comment", "edit", "attach", "reveal", "pause"} {
		cl.Get("/complaints")
		cl.Post("/complaints/"+number+"/"+step, form("text", "x", "reason", "x", "version", "1")).Has(t, 404)
	}
	w.As(auth.Employee).Get("/complaints/"+number).Has(t, 404)
	cl.Get("/complaints?view=all&q="+number).Has(t, 200).Lacks(t, "别的部门看不到")
}

// TestFilesComeBackAsTheyWere attaches, downloads as an attachment, and refuses what is no file of an office.
func TestFilesComeBackAsTheyWere(t *testing.T) {
	w := newWorld(t)
	number := w.stage(complaint.Accepted)
	cl := w.As(auth.Handler)
	cl.Get("/complaints/" + number + "?step=attach")
	text := []byte("签收记录\n第二行\n")
	cl.Upload("/complaints/"+number+"/attach", nil, webtest.File{Field: "files", Name: "记录<b>.txt", Content: text}).Has(t, 200, "附件已添加", "添加了附件")
	id := w.read(auth.Handler, number).Files[0].ID
	got := cl.Get("/complaints/" + number + "/files/" + itoa(id))
	if got.Body != string(text) || !strings.HasPrefix(got.Header.Get("Content-Disposition"), "attachment") {
		t.Fatalf("%q, %s", got.Body, got.Header.Get("Content-Disposition"))
	}
	cl.Get("/complaints/" + number + "?step=attach")
	cl.Upload("/complaints/"+number+"/attach", nil, webtest.File{Field: "files", Name: "virus.exe", Content: []byte("MZ\x00\x00")}).Has(t, 422, `role="alert"`)
	cl.Get("/complaints/" + number + "?step=attach")
	cl.Upload("/complaints/"+number+"/attach", nil, webtest.File{Field: "files", Name: "page.html", Content: []byte("<script>alert(1)</script>")}).Has(t, 422)
}
