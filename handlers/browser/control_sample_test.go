package browser

import (
	"context"
	"strings"

	"bihuan/models/auth"
	register "bihuan/models/control"
	stored "bihuan/models/file"
)

// control adds a control of the handler's that is checked once in a cycle.
func (s *sample) control(what, title, text, area string, cycle register.Cycle) {
	s.t.Helper()
	number, err := s.House.Controls.Add(context.Background(), s.Actor(auth.Supervisor), register.Facts{Title: title, Text: text, Area: area, DepartmentID: s.Department,
		OwnerID: s.Person(auth.Handler), Cycle: cycle, Rule: "normal", Evidence: true, StartedOn: s.House.Organisation.Today()})
	s.must(err)
	s.numbers["kz-"+what] = number
}

func (s *sample) controlRef(what string) (register.View, register.Ref) {
	s.t.Helper()
	v, err := s.House.Controls.ByNumber(context.Background(), auth.System("test"), s.numbers["kz-"+what])
	s.must(err)
	return v, register.Ref{Number: v.Number, Version: v.Version}
}

func (s *sample) proof(name, text string) []stored.Upload {
	s.t.Helper()
	upload, err := s.House.Files.Save(context.Background(), strings.NewReader(text), name, 0)
	s.must(err)
	return []stored.Upload{upload}
}

// check is a check of today with a file.
func (s *sample) check(result register.Result, findings string) register.CheckInput {
	today := s.House.Organisation.Today()
	return register.CheckInput{HappenedOn: today, ReceivedOn: today, Result: result, Findings: findings, Files: s.proof("恢复演练记录.txt", findings+today),
		Action: register.ActionInput{Kind: "corrective", Priority: "normal", Title: "补齐备份"}}
}

// controlled fills the registers some weeks ago, first with the starter pack.
func (s *sample) controlled() {
	s.t.Helper()
	ctx, boss := context.Background(), s.Actor(auth.Supervisor)
	to := register.Adoption{DepartmentID: s.Department, OwnerID: s.Person(auth.Supervisor)}
	_, err := s.House.Controls.AdoptStarter(ctx, boss, to)
	s.must(err)
	_, err = s.House.Information.AdoptStarter(ctx, boss, to)
	s.must(err)
	s.control("failed", "每周恢复演练", "从最近一次备份恢复一台服务器，核对文件数和数据库行数。\n证据：恢复记录。", "continuity", register.Cycle{Amount: 1, Unit: register.Weeks})
	s.control("late", "台账当日补齐抽查", "抽查十条登记，看是否当日补齐。", "completeness", register.Cycle{Amount: 1, Unit: register.Weeks})
	s.control("passed", "病毒库更新检查", "看三台电脑的病毒库日期。", "anti_virus", register.Cycle{Amount: 1, Unit: register.Months})
	s.control("retired", strings.Repeat("很长的名称没有标点", 20), "不再需要 <script>alert(1)</script>", "network", register.Cycle{Amount: 3, Unit: register.Months})
	_, ref := s.controlRef("passed")
	_, err = s.House.Controls.Check(ctx, s.Actor(auth.Handler), ref, s.check(register.Passed, ""))
	s.must(err)
}

// checked records checks of today: one that did not pass, one that is corrected, and late ones.
func (s *sample) checked() {
	s.t.Helper()
	ctx, handler := context.Background(), s.Actor(auth.Handler)
	_, ref := s.controlRef("failed")
	_, err := s.House.Controls.Check(ctx, handler, ref, s.check(register.Failed, "恢复后少了 12 个文件，都是上周新加的图片，备份清单里没有这个目录。"))
	s.must(err)
	v, ref := s.controlRef("passed")
	in := register.CorrectInput{CheckInput: s.check(register.Partly, "有一台电脑的病毒库停在两周前。"), CheckID: v.Checks[0].ID, Keep: []int64{v.Checks[0].Files[0].ID}, Reason: "当时漏看了一台"}
	_, err = s.House.Controls.Correct(ctx, handler, ref, in)
	s.must(err)
	_, ref = s.controlRef("retired")
	s.must(s.House.Controls.Retire(ctx, s.Actor(auth.Supervisor), ref, "改由集团统一检查"))
	s.must(s.House.Information.End(ctx, s.Actor(auth.Supervisor), register.Ref{Number: "XX-2026-000002", Version: 1}, "并入客户投诉"))
	s.must(s.House.Information.Review(ctx, s.Actor(auth.Supervisor), register.Ref{Number: "XX-2026-000001", Version: 1}, s.House.Organisation.Today()))
}

// controlExamples fill the parameters of the routes of controls and of original information.
func (s *sample) controlExamples(path string) ([]string, bool) {
	at := func(what, more string) string { return "/controls/" + s.numbers["kz-"+what] + more }
	known := map[string][]string{
		"/controls/:number": {at("failed", ""), at("late", ""), at("passed", ""), at("retired", ""), at("failed", "?step=check"), at("passed", "?step=correct"), at("failed", "?step=edit"),
			at("late", "?step=retire"), at("retired", "?step=resume")},
		"/controls/:number/files/:id": {},
		"/controls":                   {"/controls", "/controls?view=all", "/controls?view=overdue", "/controls?view=retired", "/controls?view=all&q=没有这样的词"},
		"/controls/checks":            {"/controls/checks", "/controls/checks?control=" + s.numbers["kz-passed"], "/controls/checks?result=failed&kept=in_time"},
		"/controls/summary":           {"/controls/summary", "/controls/summary?from=2030-01-01&to=2030-02-01"},
		"/controls/people":            {"/controls/people?owner_id=钱"},
		"/controls/export":            {"/controls/export?view=all&format=csv"},
		"/information": {"/information", "/information?view=ended", "/information?view=all&q=没有这样的词",
			"/information?col=number&col=title&col=purpose&col=secrecy&col=clauses&col=reviewed_on"},
		"/information/:number": {"/information/XX-2026-000001", "/information/XX-2026-000002", "/information/XX-2026-000003?step=edit", "/information/XX-2026-000003?step=review",
			"/information/XX-2026-000003?step=end", "/information/XX-2026-000002?step=resume"},
		"/information/people":                {"/information/people?owner_id=钱"},
		"/information/export":                {"/information/export?view=all&format=csv"},
		"/settings/control-rules/rule/:code": {"/settings/control-rules/rule/normal"},
	}
	list, ok := known[path]
	return list, ok
}
