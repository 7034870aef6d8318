package browser

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
)

// sample is a firm whose every page has something to show.
type sample struct {
	*webtest.World
	t       testing.TB
	numbers map[string]string // by what became of the complaint
	job     string            // address of an import
}

// start serves a firm whose work outside requests is done too.
func start(t testing.TB, d *db.DB) *webtest.World {
	t.Helper()
	w := webtest.New(t, d)
	if err := w.House.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	return w
}

func newSample(t testing.TB) *sample {
	t.Helper()
	d, clock := dbtest.One(t)
	clock.Set(dbtest.Start.AddDate(0, 0, -17))
	s := &sample{World: start(t, d), t: t, numbers: map[string]string{}}
	s.begun()
	s.controlled()
	s.ruled()
	clock.Set(dbtest.Start.AddDate(0, 0, -6))
	s.stock()
	clock.Set(dbtest.Start)
	s.stock2()
	s.rectified()
	s.governed()
	s.imported()
	s.staffed()
	s.checked()
	s.signed()
	return s
}

func (s *sample) must(err error) {
	s.t.Helper()
	if f := fault.Of(err); f != nil {
		s.t.Fatalf("%v %v %v %s", err, f.Args, f.Fields, f.Right)
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *sample) register(as, body, name, phone string) string {
	s.t.Helper()
	number, err := s.House.Complaints.Register(context.Background(), s.Actor(auth.Role(as)), complaint.RegisterInput{
		Facts: complaint.Facts{Channel: "telephone", Body: body, Severity: "normal", OrderNumber: "DD-20260228-017", FailureType: "slow_service",
			RemedySought: "退还运费并说明原因", ComplainedDepartmentID: s.Department},
		Complainant: complaint.Complainant{Name: name, Phone: phone, Address: "长沙市岳麓区桐梓坡路 186 号 3 栋 1204"}})
	s.must(err)
	return number
}

func (s *sample) ref(number string) complaint.Ref {
	s.t.Helper()
	v, err := s.House.Complaints.ByNumber(context.Background(), auth.System("test"), number)
	s.must(err)
	return complaint.Ref{Number: number, Version: v.Version}
}

// carry takes a complaint to a state, by the people who may.
func (s *sample) carry(number string, to complaint.State) {
	s.t.Helper()
	cs, ctx, handler, boss := s.House.Complaints, context.Background(), s.Actor(auth.Handler), s.Actor(auth.Supervisor)
	steps := []struct {
		state complaint.State
		do    func() error
	}{
		{complaint.Accepted, func() error { return cs.Accept(ctx, handler, s.ref(number), complaint.AcceptInput{Take: true}) }},
		{complaint.Assessed, func() error {
			return cs.Assess(ctx, handler, s.ref(number), complaint.AssessInput{Severity: "serious", Complexity: "normal", Impact: "several", DeadlineClass: "general",
				ImmediateAction: true, ActionText: "先垫付重发，同时请承运方查找"})
		}},
		{complaint.Investigating, func() error {
			return cs.Investigate(ctx, handler, s.ref(number), complaint.InvestigateInput{Findings: "承运方误投到隔壁小区的快递柜，签收照片不是收件人。\n已调取投递记录。",
				FailureType: "slow_service", Attribution: "provider", FailureKind: "process", Upheld: complaint.Upheld})
		}},
		{complaint.Proposed, func() error {
			return cs.ProposeRemedy(ctx, handler, s.ref(number), complaint.RemedyInput{Kind: "refund", Amount: 12_850, Description: "退还货款和运费"})
		}},
		{complaint.Approved, func() error {
			v, err := cs.ByNumber(ctx, boss, number)
			if err != nil {
				return err
			}
			return cs.ApproveRemedy(ctx, boss, s.ref(number), v.Remedies[len(v.Remedies)-1].ID)
		}},
		{complaint.Replied, func() error {
			return cs.Reply(ctx, handler, s.ref(number), complaint.ReplyInput{Channel: "telephone", Text: "已向您道歉并退款 128.50 元，三日内到账。"})
		}},
		{complaint.FollowedUp, func() error {
			return cs.FollowUp(ctx, boss, s.ref(number), complaint.FollowUpInput{Outcome: "satisfied", Experience: 4, Expectation: 3, Comment: "钱已收到"})
		}},
		{complaint.Closed, func() error {
			return cs.Close(ctx, boss, s.ref(number), complaint.CloseInput{Outcome: complaint.Resolved, Summary: "误投，已退款，客户满意"})
		}},
	}
	for _, step := range steps {
		v, err := cs.ByNumber(ctx, auth.System("test"), number)
		s.must(err)
		if v.State == to {
			return
		}
		if slices.Index(complaint.States, step.state) > slices.Index(complaint.States, v.State) {
			s.must(step.do())
		}
	}
}

const parcel = "快递显示已经签收，但是我没有收到，家里一直有人，快递柜里也没有。打了三次客服电话都没有人回复，请尽快核实并退款。"

func (s *sample) stock() {
	s.t.Helper()
	cs, ctx := s.House.Complaints, context.Background()
	s.numbers["closed"] = s.register("handler", parcel, "张晓梅", "13807311234")
	s.carry(s.numbers["closed"], complaint.Replied)
	s.must(cs.FollowUp(ctx, s.Actor(auth.Supervisor), s.ref(s.numbers["closed"]), complaint.FollowUpInput{Outcome: "dissatisfied", Experience: 1, Expectation: 4, Comment: "退款没有到账，还要再等"}))
	s.carry(s.numbers["closed"], complaint.Closed)
	s.numbers["late"] = s.register("employee", "店里收银多收了二十元，当场指出后态度很差。", "李强", "13907310002")
	s.must(cs.Comment(ctx, s.Actor(auth.Employee), s.numbers["late"], "客户又来电催问"))
}

func (s *sample) stock2() {
	s.t.Helper()
	cs, ctx := s.House.Complaints, context.Background()
	for _, state := range []complaint.State{complaint.Registered, complaint.Accepted, complaint.Assessed, complaint.Investigating, complaint.Proposed, complaint.Approved, complaint.Replied, complaint.FollowedUp} {
		s.numbers[string(state)] = s.register("handler", parcel+string(state), "张晓梅", "13807311234")
		s.carry(s.numbers[string(state)], state)
	}
	s.numbers["paused"] = s.register("supervisor", "维修两次仍漏水，师傅说等配件。", "王建国", "13607319876")
	s.carry(s.numbers["paused"], complaint.Investigating)
	s.must(cs.Pause(ctx, s.Actor(auth.Handler), s.ref(s.numbers["paused"]), complaint.PauseInput{Reason: "waiting_supplier", Text: "等配件到货"}))
	s.numbers["refused"] = s.register("handler", "邻居装修噪音扰民。", "", "")
	s.must(cs.NotAccept(ctx, s.Actor(auth.Handler), s.ref(s.numbers["refused"]), complaint.NotAcceptInput{Reason: "not_ours", Text: "不属于本公司服务范围", Recourse: "police"}))
	s.numbers["odd"] = s.register("handler", strings.Repeat("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft", 3)+
		"<script>alert(1)</script> 𠮷野家 👩‍👩‍👧 مرحبا "+strings.Repeat("很长的一段话没有标点", 120), strings.Repeat("阿", 60), "+86 (0731) 8888-0000")
	for i := range 55 {
		s.register("handler", "第 "+strconv.Itoa(i)+" 件：外卖送到时已经凉了，汤洒了一半。", "顾客"+strconv.Itoa(i), "1370000"+strconv.Itoa(1000+i))
	}
}

// imported brings a small table in through the pages, with a faulty row.
func (s *sample) imported() {
	s.t.Helper()
	c := s.As(auth.Supervisor)
	c.Get("/complaints/import")
	page := c.Upload("/complaints/import", nil, webtest.File{Field: "file", Name: "投诉.csv", Content: []byte("日期,内容,电话\n2026-03-01,包装破损漏液，要求换货。,13500001111\nnever,,x\n")})
	if page.Status != http.StatusOK {
		s.t.Fatalf("%d: %s", page.Status, page.Text())
	}
	page = c.Post("/complaints/import/columns", url.Values{"map_body": {"内容"}, "map_received_at": {"日期"}, "map_phone": {"电话"},
		"department_id": {strconv.FormatInt(s.Department, 10)}, "channel": {"letter"}})
	s.job = page.Has(s.t, http.StatusOK).URL.Path
}
