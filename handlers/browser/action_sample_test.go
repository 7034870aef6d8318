package browser

import (
	"context"
	"strings"

	"bihuan/models/action"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/complaint"
	stored "bihuan/models/file"
	"bihuan/models/link"
)

// openAction opens an action, from a complaint where one is named, due in so many working days.
func (s *sample) openAction(from, title string, days int64) string {
	s.t.Helper()
	source := link.Ref{}
	if from != "" {
		source = link.Ref{Kind: complaint.Kind, Number: s.numbers[from]}
	}
	return s.openActionOf(source, title, days)
}

// openActionOf opens an action from any record.
func (s *sample) openActionOf(source link.Ref, title string, days int64) string {
	s.t.Helper()
	number, err := s.House.Actions.Open(context.Background(), s.Actor(auth.Supervisor), action.OpenInput{
		Facts: action.Facts{Kind: "corrective", Title: title, Finding: parcel, Cause: "派送后无人核对", Priority: "normal", Finish: calendar.Target{Amount: days, Unit: calendar.WorkingDays},
			Measure: action.Measure{Indicator: complaint.Indicator, IndicatorType: "slow_service"}},
		Part:   action.Part{DepartmentID: s.Department, OwnerID: s.Person(auth.Handler), Coworkers: []int64{s.Person(auth.Employee)}, VerifierID: s.Person(auth.Supervisor)},
		Source: source})
	s.must(err)
	return number
}

func (s *sample) action(number string) (action.View, action.Ref) {
	s.t.Helper()
	v, err := s.House.Actions.ByNumber(context.Background(), auth.System("test"), number)
	s.must(err)
	return v, action.Ref{Number: number, Version: v.Version}
}

// carryAction takes an action to a state, by the people who may.
func (s *sample) carryAction(number string, to action.State) {
	s.t.Helper()
	as, ctx, owner, boss := s.House.Actions, context.Background(), s.Actor(auth.Handler), s.Actor(auth.Supervisor)
	for {
		v, ref := s.action(number)
		today := v.RoundAt.In(s.House.DB.Zone()).Format("2006-01-02")
		if v.State == to {
			return
		}
		switch v.State {
		case action.Opened:
			s.must(as.Plan(ctx, owner, ref, []action.MeasureInput{{Measure: "派送后两小时内电话核对", DueOn: today}, {Measure: "每周抽查一次派工记录", DueOn: today}}))
		case action.Planned:
			s.must(as.Start(ctx, owner, ref))
		case action.Doing:
			for _, m := range v.Measures {
				_, ref := s.action(number)
				s.must(as.CarryOut(ctx, owner, ref, action.MeasureDoneInput{ID: m.ID, DoneOn: today, Result: "已执行"}))
			}
			upload, err := s.House.Files.Save(ctx, strings.NewReader("抽查十单，全部按时。"+number), "抽查记录.txt", 0)
			s.must(err)
			_, ref = s.action(number)
			s.must(as.AddEvidence(ctx, owner, ref, action.EvidenceInput{Title: "派工抽查记录", HappenedOn: today, ReceivedOn: today, Files: []stored.Upload{upload}}))
			_, ref = s.action(number)
			s.must(as.Report(ctx, owner, ref, action.ReportInput{Report: "措施都已执行。", Cost: 32_050}))
		case action.Reported:
			s.must(as.Verify(ctx, boss, ref, action.VerifyInput{Comment: "现场看过", CheckOn: "2026-02-27", Measure: v.Measure}))
		default:
			s.t.Fatalf("%s cannot go from %s to %s", number, v.State, to)
		}
	}
}

// begun opens the actions of some weeks ago: three are verified, one will be late.
func (s *sample) begun() {
	s.t.Helper()
	for what, title := range map[string]string{"zg-effective": "派送后两小时内核对", "zg-again": "补货提醒", "zg-judge": "收银复核"} {
		s.numbers[what] = s.openAction("", title, 2)
		s.carryAction(s.numbers[what], action.Verified)
	}
	s.numbers["zg-late"] = s.openAction("", "服务态度培训", 1)
}

// rectified fills the firm with actions in all states; one was proved, one was not.
func (s *sample) rectified() {
	s.t.Helper()
	as, ctx, boss := s.House.Actions, context.Background(), s.Actor(auth.Supervisor)
	for _, what := range []string{"zg-effective", "zg-again"} {
		_, ref := s.action(s.numbers[what])
		s.must(as.Link(ctx, boss, ref, link.Ref{Kind: complaint.Kind, Number: s.numbers["closed"]}))
		_, ref = s.action(s.numbers[what])
		s.must(as.Judge(ctx, boss, ref, action.CheckInput{Effective: what == "zg-effective", Comment: "看了同类投诉的件数"}))
	}
	for _, state := range []action.State{action.Opened, action.Planned, action.Doing, action.Reported} {
		what := "zg-" + string(state)
		s.numbers[what] = s.openAction("registered", "整改样例："+string(state), 10)
		s.carryAction(s.numbers[what], state)
	}
	s.numbers["zg-cancelled"] = s.openAction("investigating", strings.Repeat("很长的标题没有标点", 20), 5)
	_, ref := s.action(s.numbers["zg-cancelled"])
	s.must(as.Cancel(ctx, boss, ref, "重复开出 <script>alert(1)</script>"))
}

// actionExamples fill the parameters of the routes of actions.
func (s *sample) actionExamples(path string) ([]string, bool) {
	at := func(what, more string) string { return "/actions/" + s.numbers["zg-"+what] + more }
	known := map[string][]string{
		"/actions/:number": {at("opened", ""), at("planned", ""), at("doing", ""), at("reported", ""), at("judge", ""), at("effective", ""), at("again", ""), at("late", ""), at("cancelled", ""),
			at("opened", "?step=edit"), at("opened", "?step=assign"), at("planned", "?step=send_back"), at("doing", "?step=evidence"), at("doing", "?step=plan"), at("doing", "?step=extend"),
			at("reported", "?step=return"), at("judge", "?step=postpone"), at("late", "?step=cancel"), at("late", "?step=link"), at("effective", "?step=reopen")},
		"/actions/:number/notice":           {at("doing", "/notice"), at("opened", "/notice")},
		"/actions/:number/files/:id":        {},
		"/actions":                          {"/actions", "/actions?view=all", "/actions?view=late", "/actions?view=all&q=没有这样的词"},
		"/actions/new":                      {"/actions/new", "/actions/new?from=complaint&number=" + s.numbers["investigating"]},
		"/actions/board":                    {"/actions/board", "/actions/board?by=department"},
		"/actions/calendar":                 {"/actions/calendar", "/actions/calendar?month=2026-10"},
		"/actions/people":                   {"/actions/people?owner_id=钱"},
		"/actions/export":                   {"/actions/export?view=all&format=csv"},
		"/settings/action-rules/rule/:code": {"/settings/action-rules/rule/normal"},
	}
	list, ok := known[path]
	return list, ok
}
