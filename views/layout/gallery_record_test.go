package layout_test

import (
	"time"

	"bihuan/views/layout"
	"bihuan/views/ui"

	"github.com/a-h/templ"
)

func (g gallery) record() templ.Component {
	reply := g.clock(2)
	reply.Label = g.say("答复", "Reply")
	solve := g.clock(0)
	solve.Label = g.say("办结", "Resolve")
	return with(layout.Page("TS-2026-000123"),
		ui.PageHead(ui.Head{
			Back: &ui.Link{Label: g.say("投诉", "Complaints"), Href: "/complaints"}, Number: "TS-2026-000123", Title: g.say("快递显示签收但未收到", "Parcel marked as delivered but never received"),
			Marks: []ui.Mark{g.chip(0), {Text: g.say("安全紧急", "Safety"), Tone: ui.ToneLate, Icon: "alert-triangle"}}, Clocks: []ui.Clock{reply, solve},
			Actions: []ui.Action{{Label: g.say("评论", "Comment"), Href: "#note", Icon: "message"}, {Label: g.say("打印", "Print"), Href: "#", Icon: "printer"}},
			Menu:    &ui.ActionMenu{Actions: []ui.Action{{Label: g.say("转办", "Transfer"), Href: "/x", Icon: "user-share"}, {Label: g.say("暂停计时", "Pause the clock"), Href: "/x", Icon: "player-pause"}, {Label: g.say("结案", "Close"), Why: g.say("先要完成回访", "Follow-up must come first"), Icon: "check"}}},
		}),
		ui.Stepper(g.steps()),
		in(`<div class="record">`, `</div>`,
			in(`<div class="record-main">`, `</div>`, g.nextStep(), g.said(), g.timeline()),
			in(`<aside class="record-side">`, `</aside>`, g.facts(), g.loop())))
}

func (g gallery) steps() []ui.Step {
	names := [][2]string{{"登记", "Registered"}, {"受理", "Accepted"}, {"评审", "Assessed"}, {"调查", "Investigation"}, {"方案", "Remedy"}, {"答复", "Reply"}, {"回访", "Follow-up"}, {"结案", "Closed"}}
	var steps []ui.Step
	for i, n := range names {
		state := ui.StepTodo
		switch {
		case i == 2:
			state = ui.StepSkipped
		case i < 3:
			state = ui.StepDone
		case i == 3:
			state = ui.StepCurrent
		}
		steps = append(steps, ui.Step{Label: g.say(n[0], n[1]), State: state, Note: "王小明 05-20 09:12"})
	}
	return steps
}

func (g gallery) nextStep() templ.Component {
	return with(ui.Card(ui.Panel{Title: g.say("下一步：调查", "Next: investigate"), Icon: "player-skip-forward", Strong: true}),
		with(ui.Form(ui.FormSpec{Action: "/x", Draft: "investigate", Files: true}),
			ui.Textarea(ui.Field{Name: "findings", Label: g.say("调查结果", "Findings"), Hint: g.say("写清事实、依据和责任；投诉人看不到这一段。", "Facts, grounds and responsibility; the complainant does not see this."), Rows: 3, Max: 2000, Value: "联系派件网点，网点称包裹由门卫代收，未通知收件人。"}),
			ui.File(ui.Field{Name: "evidence", Label: g.say("证据", "Evidence"), Multiple: true, Width: "medium"}),
			with(ui.FormActions(),
				ui.Button(ui.Submit{Label: g.say("提出处理方案", "Propose a remedy"), Tone: ui.TonePrimary}),
				ui.Button(ui.Submit{Label: g.say("保存", "Save")}),
				ui.Menu(ui.ActionMenu{Tone: ui.ToneQuiet, Actions: []ui.Action{{Label: g.say("请求协助", "Ask for help"), Href: "/h"}}}))))
}

func (g gallery) said() templ.Component {
	return with(ui.Card(ui.Panel{Title: g.say("投诉内容", "What was said"), Icon: "message-report"}),
		templ.Raw(`<p class="prose">5月18日下单，物流显示19日15:20“已签收，签收人：门卫”。我一直在家，没有接到任何电话，门卫也说没有收到。联系派件员三次都不接。要求今天内找到包裹，或者重新发货。</p>`))
}

func (g gallery) timeline() templ.Component {
	at := func(h float64) time.Time { return noon.Add(-time.Duration(h * float64(time.Hour))) }
	return with(ui.Card(ui.Panel{Title: g.say("经过", "History"), Icon: "history", Count: "7", Actions: []ui.Action{{Label: g.say("只看备注", "Notes only"), Href: "?notes", Tone: ui.ToneQuiet, Small: true}}}),
		ui.Timeline([]ui.Entry{
			{Icon: "message", Who: "王小明", Role: g.say("经办人", "handler"), At: at(0.2), Title: g.say("写了备注", "wrote a note"), Body: "网点负责人答应下午四点前回电。\n已请仓库预留一件同款。", Files: []ui.Attachment{{Name: "通话录音-0520.m4a", Href: "/f", Size: "1.2 MB"}, {Name: "签收底单.jpg", Href: "/f", Size: "340 KB", Icon: "photo"}}},
			{Icon: "flag-3", Tone: ui.ToneWarn, Who: "李建国", Role: g.say("主管", "supervisor"), At: at(1.5), Title: g.say("改了等级", "changed the severity"), Reason: g.say("客户称内有药品", "The customer says it holds medicine"), Changes: []ui.Change{{Label: g.say("等级", "Severity"), Before: g.say("一般", "Normal"), After: g.say("紧急", "Urgent")}, {Label: g.say("期限", "Deadline"), Before: "05-22 10:00", After: "05-20 17:30"}}},
			{Icon: "user-check", Tone: ui.ToneAccent, Who: "李建国", Role: g.say("主管", "supervisor"), At: at(2), Title: g.say("指派了经办人", "assigned a handler"), Changes: []ui.Change{{Label: g.say("经办人", "Handler"), After: "王小明"}}},
			{Icon: "check", Tone: ui.ToneGood, Who: "吴丽", Role: g.say("首问责任人", "first contact"), At: at(3), Title: g.say("受理了投诉", "accepted the complaint")},
			{Icon: "plus", Who: "", At: at(30), Title: g.say("由电话登记", "registered from a call")},
		}))
}

func (g gallery) facts() templ.Component {
	return with(ui.Card(ui.Panel{Title: g.say("事实", "Facts"), Icon: "file-text"}), ui.FactList([]ui.Fact{
		{Label: g.say("渠道", "Channel"), Value: g.say("电话", "Telephone")},
		{Label: g.say("等级", "Severity"), Part: ui.Chip(ui.Mark{Text: g.say("紧急", "Urgent"), Tone: ui.ToneWarn})},
		{Label: g.say("投诉人", "Complainant"), Value: "张**"},
		{Label: g.say("电话", "Telephone"), Part: ui.Masked(ui.Secret{ID: "phone", Masked: "138****5678", Reveal: "/reveal", Label: g.say("电话", "telephone")})},
		{Label: g.say("首问责任人", "First contact"), Value: "吴丽", Href: "/people/4"},
		{Label: g.say("经办人", "Handler"), Value: "王小明", Href: "/people/7"},
		{Label: g.say("被投诉部门", "Complained about"), Value: "仓储部"},
		{Label: g.say("订单号", "Order"), Value: "DD20260518-00923"},
		{Label: g.say("诉求", "Remedy sought"), Value: g.say("找回包裹或重新发货", "Find the parcel or send another")},
		{Label: g.say("登记时间", "Registered"), Part: ui.Time(noon.Add(-30 * time.Hour))},
		{Label: g.say("附言", "Remark")},
	}))
}

func (g gallery) loop() templ.Component {
	return with(ui.Card(ui.Panel{Title: g.say("闭环", "The loop"), Icon: "repeat"}), ui.FactList([]ui.Fact{
		{Label: g.say("整改", "Action"), Value: "ZG-2026-000031", Href: "/a"}, {Label: g.say("制度", "Policy"), Value: "ZD-2025-000012 §4.2", Href: "/p"}, {Label: g.say("培训", "Training"), Value: ""}}))
}

func (g gallery) form() templ.Component {
	required := g.say("请填写主题，一句话说明发生了什么", "Enter a subject: one sentence that says what happened")
	return with(layout.Page(g.say("登记投诉", "Register")),
		ui.PageHead(ui.Head{Title: g.say("登记投诉", "Register a complaint"), Back: &ui.Link{Label: g.say("投诉", "Complaints"), Href: "/complaints"}}),
		in(`<div class="narrow">`, `</div>`, with(ui.Form(ui.FormSpec{Action: "/complaints", Draft: "complaint.new"}),
			ui.ErrorSummary(map[string]string{"subject": required, "phone": g.say("电话应为 5 到 20 位数字", "A phone number has 5 to 20 digits")}, "phone", "subject"),
			with(ui.FieldSet(g.say("谁", "Who"), g.say("先填电话，会显示此人以前的投诉。", "Telephone first: earlier matters appear.")),
				with(ui.FieldRow(),
					ui.Input(ui.Field{Name: "phone", Label: g.say("电话", "Telephone"), Type: "tel", Value: "138", Error: g.say("电话应为 5 到 20 位数字", "A phone number has 5 to 20 digits")}),
					ui.Input(ui.Field{Name: "name", Label: g.say("姓名", "Name"), Value: "张桂芳"})),
				ui.Radios(ui.Field{Name: "channel", Label: g.say("渠道", "Channel"), Required: true, Value: "phone", Options: []ui.Option{{Value: "phone", Label: g.say("电话", "Telephone")}, {Value: "visit", Label: g.say("来访", "Visit"), Hint: g.say("在柜台当面提出", "In person at the desk")}, {Value: "mail", Label: g.say("邮件", "E-mail")}}})),
			with(ui.FieldSet(g.say("什么事", "What"), ""),
				ui.Input(ui.Field{Name: "subject", Label: g.say("主题", "Subject"), Required: true, Error: required, Max: 200}),
				ui.Textarea(ui.Field{Name: "text", Label: g.say("经过", "What happened"), Hint: g.say("照投诉人的话写，不用修饰。", "In the complainant's own words."), Rows: 5, Max: 5000}),
				with(ui.FieldRow(),
					ui.Select(ui.Field{Name: "dept", Label: g.say("被投诉部门", "Department"), Options: []ui.Option{{Value: "1", Label: "仓储部", Group: "运营"}, {Value: "2", Label: "安装部", Group: "运营"}, {Value: "3", Label: "财务部", Group: "职能"}}}),
					ui.DateTime(ui.Field{Name: "at", Label: g.say("接到时间", "Received at"), Value: "2026-05-20T12:05"}),
					ui.Number(ui.Field{Name: "amount", Label: g.say("涉及金额（元）", "Amount (yuan)"), Min: "0", Step: "0.01"}))),
			with(ui.FieldSet(g.say("想怎样", "Wish"), ""),
				ui.Checkboxes(ui.Field{Name: "wish", Label: g.say("诉求", "Remedy sought"), Inline: true, Values: []string{"a"}, Options: []ui.Option{{Value: "a", Label: g.say("道歉", "Apology")}, {Value: "b", Label: g.say("退款", "Refund")}, {Value: "c", Label: g.say("更换", "Replacement")}}}),
				ui.Date(ui.Field{Name: "by", Label: g.say("希望答复日", "Wished by"), Width: "short"}),
				ui.Checkbox(ui.Field{Name: "urgent", Label: g.say("涉及人身安全，需立即处理", "Somebody's safety is at stake"), Hint: g.say("勾选后立即通知主管。", "The supervisor is told at once.")})),
			with(ui.FormActions(), ui.Button(ui.Submit{Label: g.say("登记", "Register"), Tone: ui.TonePrimary}), ui.ActionLink(ui.Action{Label: g.say("取消", "Cancel"), Href: "/complaints", Tone: ui.ToneQuiet})))))
}

func (g gallery) parts() templ.Component {
	return with(layout.Page("Parts"),
		ui.PageHead(ui.Head{Title: g.say("部件", "Parts"), Lead: g.say("每个部件一次。", "Each part once.")}),
		ui.Tabs(ui.TabSet{Label: "x", Tabs: []ui.Tab{{Label: g.say("常规", "General"), Href: "#a", Active: true}, {Label: g.say("日历", "Calendar"), Href: "#b"}}}),
		in(`<p></p><div class="columns">`, `</div>`,
			in(`<div class="stack">`, `</div>`,
				ui.Flash("success", g.say("已登记 TS-2026-000123", "TS-2026-000123 registered")), ui.Flash("info", g.say("数据库将在 23:00 维护", "Maintenance at 23:00")), ui.Flash("warning", g.say("证书将在 5 天后到期", "The certificate expires in 5 days")), ui.Flash("danger", g.say("附件没有保存", "The file was not saved")),
				ui.Progress(ui.Work{ID: "job", Title: g.say("导入投诉", "Importing complaints"), Done: 1240, Total: 3000, Text: g.say("已读 1,240 行，2 行有误", "1,240 rows read, 2 with errors")}),
				ui.Progress(ui.Work{ID: "job2", Title: g.say("导出", "Export"), Done: 3, Total: 3, Over: true}),
				ui.CopyBox(g.say("告知短信", "Acknowledgement"), "您好，您反映的“快递显示签收但未收到”已登记，编号 TS-2026-000123。我们会在 24 小时内答复您。"),
				with(ui.Disclosure(g.say("期限怎么算的", "How the deadline was reckoned"), true), templ.Raw("24 小时，跳过 10-01 至 10-07。"))),
			in(`<div class="stack">`, `</div>`,
				in(`<div class="actions">`, `</div>`,
					ui.ActionLink(ui.Action{Label: g.say("主要", "Primary"), Href: "#", Tone: ui.TonePrimary, Icon: "plus"}), ui.ActionLink(ui.Action{Label: g.say("普通", "Plain"), Href: "#"}), ui.ActionLink(ui.Action{Label: g.say("安静", "Quiet"), Href: "#", Tone: ui.ToneQuiet}),
					ui.ActionLink(ui.Action{Label: g.say("删除", "Delete"), Href: "#", Tone: ui.ToneDanger, Icon: "trash", Post: true, Confirm: "?"}), ui.ActionLink(ui.Action{Label: g.say("不可用", "Not now"), Why: g.say("先要受理", "Accept first")})),
				in(`<div class="actions">`, `</div>`, ui.Chip(ui.Mark{Text: g.say("登记", "Registered")}), ui.Chip(g.chip(0)), ui.Chip(g.chip(1)), ui.Chip(g.chip(2)), ui.Chip(g.chip(3)), ui.Chip(g.chip(4)), ui.Chip(ui.Mark{Text: g.say("迟办", "Late"), Tone: ui.ToneLate})),
				in(`<div class="actions">`, `</div>`, ui.ClockChip(g.clock(0)), ui.ClockChip(g.clock(1)), ui.ClockChip(g.clock(2)), ui.ClockChip(g.clock(3)), ui.ClockChip(g.clock(4)), ui.ClockChip(g.clock(5))),
				ui.Bar(30, 80, "30"), ui.Diff(ui.Change{Label: g.say("等级", "Severity"), Before: "A", After: "B"}),
				with(ui.Card(ui.Panel{Title: g.say("空列表", "Empty list")}), ui.Empty(ui.Nothing{Title: g.say("还没有投诉", "No complaints yet"), Text: g.say("登记第一件，或从表格导入。", "Register the first one or import a table."), Actions: []ui.Action{{Label: g.say("登记投诉", "Register"), Href: "#", Tone: ui.TonePrimary}}})))),
		ui.FieldRow())
}
