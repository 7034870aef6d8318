package layout_test

import (
	"fmt"
	"time"

	"bihuan/views/layout"
	"bihuan/views/ui"

	"github.com/a-h/templ"
)

type matter struct {
	subject, en, dept, handler string
	state, clock               int
}

var matters = []matter{
	{"快递显示签收但未收到，联系派件员三次均无人接听，要求今天给答复", "Parcel marked as delivered but never received", "售后部", "王小明", 0, 0},
	{"退款到账金额与承诺不符，少退 45 元", "Refund smaller than promised", "财务部", "赵敏", 1, 1},
	{"安装师傅迟到两小时且未提前告知", "Fitter two hours late without notice", "安装部", "孙志强", 0, 2},
	{"空调噪音大，第二次维修仍未解决", "Air conditioner still noisy after second repair", "维修部", "周伟", 2, 3},
	{"客服态度生硬，拒绝提供主管电话", "Rude on the telephone", "客服中心", "吴丽", 0, 2},
	{"收到的货物外包装破损，内件缺一只脚垫", "Damaged packing, one foot missing", "仓储部", "郑浩", 1, 2},
	{"发票抬头开错，要求重开", "Wrong name on the invoice", "财务部", "赵敏", 3, 4},
	{"购买 𠮷 字号餐桌，描述与实物颜色差异明显 😀", "Colour differs from the description", "售后部", "王小明", 4, 5},
}

func (g gallery) chip(i int) ui.Mark {
	return []ui.Mark{
		{Text: g.say("处理中", "In progress"), Tone: ui.ToneAccent, Icon: "circle-dot"},
		{Text: g.say("待批准", "Awaiting approval"), Tone: ui.ToneWarn, Icon: "hand-stop"},
		{Text: g.say("已暂停", "Paused"), Icon: "player-pause"},
		{Text: g.say("已答复", "Answered"), Tone: ui.ToneGood, Icon: "message-2"},
		{Text: g.say("已结案", "Closed"), Tone: ui.ToneMuted, Icon: "check"},
	}[i]
}

func (g gallery) clock(i int) ui.Clock {
	return []ui.Clock{
		{State: ui.ClockLate, Text: g.say("迟 1 天 2 小时", "1 d 2 h late"), Title: "2026-05-19 10:05 周二"},
		{State: ui.ClockSoon, Text: g.say("还有 40 分", "40 min left")},
		{State: ui.ClockOK, Text: g.say("还有 3 小时 20 分", "3 h 20 min left")},
		{State: ui.ClockPaused, Text: g.say("已停 6 小时", "paused 6 h")},
		{State: ui.ClockDone, Text: g.say("按时", "in time")},
		{State: ui.ClockMissed, Text: g.say("迟 2 小时", "2 h late")},
		{State: ui.ClockNone},
	}[i]
}

func (g gallery) list() templ.Component {
	return with(layout.Page(g.say("投诉", "Complaints")),
		ui.PageHead(ui.Head{
			Title: g.say("投诉", "Complaints"), Count: g.say("未结 128 件", "128 open"),
			Actions: []ui.Action{{Label: g.say("登记投诉", "Register"), Href: "/complaints/new", Icon: "plus", Tone: ui.TonePrimary, Key: "c"}},
			Menu:    &ui.ActionMenu{Actions: []ui.Action{{Label: g.say("导出 CSV", "Export CSV"), Href: "/x", Icon: "file-export"}, {Label: g.say("导入", "Import"), Href: "/y", Icon: "file-import"}}},
		}),
		with(ui.List(),
			ui.Tabs(ui.TabSet{Label: g.say("视图", "Views"), Live: true, Tabs: []ui.Tab{
				{Label: g.say("我的", "Mine"), Href: "?v=mine", Count: "12", Active: true}, {Label: g.say("本部门", "Department"), Href: "?v=dept", Count: "47"},
				{Label: g.say("迟办", "Late"), Href: "?v=late", Count: "3"}, {Label: g.say("全部", "All"), Href: "?v=all"},
			}}),
			in(`<div class="list-bar">`, `</div>`, g.filter(), ui.ColumnMenu(ui.ColumnChoice{Action: "/complaints", Columns: []ui.Choosable{
				{Key: "number", Label: g.say("编号", "Number"), Shown: true, Fixed: true}, {Key: "channel", Label: g.say("渠道", "Channel")}, {Key: "handler", Label: g.say("经办人", "Handler"), Shown: true},
			}})),
			g.table(),
			with(ui.BulkBar(ui.BulkSpec{Action: "/complaints/assign"}),
				ui.Select(ui.Field{Name: "handler", Label: g.say("指派给", "Assign to"), Options: []ui.Option{{Value: "1", Label: "王小明"}, {Value: "2", Label: "赵敏"}}}),
				ui.Button(ui.Submit{Label: g.say("指派", "Assign"), Tone: ui.TonePrimary, Small: true})),
			ui.Pager(ui.Pages{Text: g.say("第 1–50 件", "1–50"), Next: "?after=x"}),
		))
}

func (g gallery) filter() templ.Component {
	states := []ui.Option{{Value: "open", Label: g.say("处理中", "In progress")}, {Value: "closed", Label: g.say("已结案", "Closed")}}
	return with(ui.FilterBar(ui.Filter{Action: "/complaints", Clear: "/complaints", Chips: []ui.FilterChip{
		{Label: g.say("状态", "State"), Value: g.say("处理中", "In progress"), Remove: "?"}, {Label: g.say("登记", "Registered"), Value: "05-01 – 05-20", Remove: "?"},
	}}),
		ui.FilterText(ui.Field{Name: "q", Label: g.say("主题、编号或投诉人", "Subject, number or complainant")}),
		ui.FilterSelect(ui.Field{Name: "state", Label: g.say("状态", "State"), Value: "open", Options: states}),
		ui.FilterSelect(ui.Field{Name: "department", Label: g.say("部门", "Department"), Options: []ui.Option{{Value: "1", Label: "售后部"}}}),
		ui.FilterDate(ui.Field{Name: "from", Label: g.say("登记起", "From"), Value: "2026-05-01"}),
		ui.FilterCheck(ui.Field{Name: "late", Label: g.say("只看迟办", "Late only")}),
	)
}

func (g gallery) table() templ.Component {
	spec := ui.TableSpec{Label: g.say("投诉列表", "Complaints"), Selectable: true, Columns: []ui.Column{
		{Key: "number", Label: g.say("编号", "Number"), Class: "cell-id"}, {Key: "subject", Label: g.say("主题", "Subject"), Class: "cell-main"},
		{Key: "state", Label: g.say("状态", "State")}, {Key: "department", Label: g.say("部门", "Department"), Class: "cell-wide"},
		{Key: "handler", Label: g.say("经办人", "Handler"), Class: "cell-wide"}, {Key: "received", Label: g.say("登记时间", "Registered"), Class: "cell-time cell-wide", Sort: "?s=r", Sorted: "desc"},
		{Key: "due", Label: g.say("答复期限", "Reply due"), Class: "cell-clock", Sort: "?s=d"},
	}}
	var rows []templ.Component
	for i := range 3 * len(matters) {
		rows = append(rows, g.row(i, matters[i%len(matters)]))
	}
	return with(ui.Table(spec), rows...)
}

func (g gallery) row(i int, m matter) templ.Component {
	number := fmt.Sprintf("TS-2026-%06d", 123-i)
	cell := func(class string, c templ.Component) templ.Component {
		return in(`<td class="`+class+`">`, `</td>`, c)
	}
	return with(ui.Row(ui.RowSpec{Href: "/complaints/" + number, Name: number, Value: fmt.Sprint(i), Selectable: true, Unread: i == 1}),
		cell("cell-id", templ.Raw(number)), cell("cell-main", ui.RowLink("/complaints/"+number, g.say(m.subject, m.en))),
		cell("", ui.Chip(g.chip(m.state))), cell("cell-wide", templ.Raw(m.dept)), cell("cell-wide", templ.Raw(m.handler)),
		cell("cell-time cell-wide", ui.Time(noon.Add(-time.Duration(i*i)*7*time.Hour))), cell("cell-clock", ui.ClockChip(g.clock(m.clock))))
}

func (g gallery) home() templ.Component {
	line := func(i int) templ.Component {
		m := matters[i]
		return g.row(i, m)
	}
	figures := ui.Figures([]ui.Stat{
		{Label: g.say("未结", "Open"), Value: "47", Href: "/a", Icon: "inbox", Note: g.say("比上周少 6", "6 fewer than last week")},
		{Label: g.say("迟办", "Late"), Value: "3", Href: "/b", Tone: ui.ToneLate, Icon: "clock-exclamation"},
		{Label: g.say("今天到期", "Due today"), Value: "8", Href: "/c", Tone: ui.ToneWarn, Icon: "clock"},
		{Label: g.say("本月答复及时", "Answered in time"), Value: "96.4%", Href: "/d", Icon: "checks"},
	})
	waits := with(ui.Card(ui.Panel{Title: g.say("等我处理", "Waits for me"), Icon: "list-check", Count: "5", Flush: true}),
		with(ui.Table(ui.TableSpec{Label: g.say("等我处理", "Waits for me"), Selectable: true, Columns: []ui.Column{
			{Label: "a"}, {Label: "b"}, {Label: "c"}, {Label: "d"}, {Label: "e"}, {Label: "f"}, {Label: "g"}}}), line(0), line(1), line(2)))
	week := with(ui.Card(ui.Panel{Title: g.say("我的一周", "My week"), Icon: "calendar-event"}),
		ui.FactList([]ui.Fact{{Label: g.say("周三", "Wed"), Value: g.say("晨会主持 08:45", "Morning meeting 08:45")}, {Label: g.say("周五", "Fri"), Value: g.say("消防演练", "Fire drill"), Href: "/t"}}))
	nothing := with(ui.Card(ui.Panel{Title: g.say("我关注的", "What I watch"), Icon: "eye"}),
		ui.Empty(ui.Nothing{Icon: "mood-happy", Title: g.say("没有新动静", "All quiet"), Text: g.say("在投诉页点“关注”，它的变化会出现在这里。", "Watch a complaint and its changes appear here.")}))
	return with(layout.Page(g.say("工作台", "Home")), ui.PageHead(ui.Head{Title: g.say("工作台", "Home"), Lead: g.say("5月20日，周三。今天有 2 件到期。", "Wednesday 20 May. Two matters are due today.")}),
		in(`<div class="stack">`, `</div>`, figures, in(`<div class="with-side">`, `</div>`, in(`<div class="stack">`, `</div>`, waits), in(`<div class="stack">`, `</div>`, week, nothing))))
}
