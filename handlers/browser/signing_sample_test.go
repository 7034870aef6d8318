package browser

import (
	"context"
	"strings"

	"bihuan/models/auth"
	"bihuan/models/org"
	"bihuan/models/policy"
	"bihuan/models/signing"
)

const callbackText = `# 投诉回访办法

## 第一章 总则

第一条 为了规范投诉回访，制定本办法。

## 第二章 回访

第二条 经办人应当在答复后三个工作日内回访。

（一）电话回访；

（二）上门回访。

第三条 不满意的，重新办理。
`

// rule is a procedure that is approved and comes into force some days later.
func (s *sample) rule(what, title string, quiz policy.Quiz) {
	s.t.Helper()
	ctx, ps, owner := context.Background(), s.House.Policies, s.Actor(auth.PolicyOwner)
	number, err := ps.Create(ctx, owner, policy.CreateInput{Body: strings.Replace(callbackText, "投诉回访办法", title, 1), Facts: policy.Facts{Title: title, Kind: "procedure", OwnerID: s.Person(auth.PolicyOwner), DepartmentID: s.Department,
		Secrecy: "internal", Category: "complaints", Audience: org.Audience{All: true}, ReviewMonths: 12, Retention: "ten_years", Quiz: quiz}})
	s.must(err)
	s.numbers["zd-"+what] = number
	ref := func() policy.Ref {
		v, err := ps.ByNumber(ctx, auth.System("test"), number)
		s.must(err)
		return policy.Ref{Number: number, Version: v.Version}
	}
	s.must(ps.Send(ctx, owner, ref(), policy.SendInput{Reviewers: []int64{s.Person(auth.Handler)}}))
	s.must(ps.Judge(ctx, s.Actor(auth.Handler), ref(), policy.DecideInput{Agree: true}))
	s.must(ps.Propose(ctx, owner, ref(), policy.ProposeInput{Approvers: []int64{s.Person(auth.Supervisor)}}))
	s.must(ps.Approve(ctx, s.Actor(auth.Supervisor), ref(), policy.DecideInput{Agree: true}))
}

// ruled gives the firm policies that are to be signed, with the questions of their tests.
func (s *sample) ruled() {
	s.t.Helper()
	ctx, owner := context.Background(), s.Actor(auth.PolicyOwner)
	s.rule("test", "投诉回访办法", policy.Quiz{Draw: 3, Pass: 60, Attempts: 2})
	s.rule("plain", strings.Repeat("很长的制度名称没有标点", 6), policy.Quiz{})
	for _, q := range []signing.Question{
		{Kind: signing.Single, Text: "答复以后多久要回访？", Options: []string{"三个工作日内", "一周内", "不用回访"}, Answers: []int{0}, Why: "第二条写明三个工作日。", Active: true},
		{Kind: signing.Multiple, Text: "可以怎样回访？" + strings.Repeat("这一题很长", 12), Options: []string{"电话", "上门", strings.Repeat("一个很长的选项没有标点", 8)}, Answers: []int{0, 1}, Active: true},
		{Kind: signing.TrueFalse, Text: "投诉人不满意的，不用再管。", Answers: []int{1}, Why: "第三条：重新办理。", Active: true},
		{Kind: signing.TrueFalse, Text: "这道题已经不用了。", Answers: []int{0}},
	} {
		s.must(s.House.Signings.SaveQuestion(ctx, owner, s.numbers["zd-test"], q))
	}
	s.must(s.House.Signings.SaveList(ctx, s.Actor(auth.HR), signing.ListInput{Name: "售后部新人必读", Audience: org.Audience{Departments: []int64{s.Department}}, Days: 10, Active: true,
		Policies: []string{s.numbers["zd-test"], s.numbers["zd-plain"]}}))
}

// signed lets people take the test once the policies are in force: the supervisor fails and has begun again, the handler
// passes and signs, the employee is excused.
func (s *sample) signed() {
	s.t.Helper()
	ctx, ss, number := context.Background(), s.House.Signings, s.numbers["zd-test"]
	s.must(s.House.Policies.Switch(ctx))
	s.must(ss.Settle(ctx))
	try := func(role auth.Role, right bool) {
		t, err := ss.BeginQuiz(ctx, s.Actor(role), number)
		s.must(err)
		_, err = ss.FinishQuiz(ctx, s.Actor(role), number, t.ID, s.answers(t, right))
		s.must(err)
	}
	try(auth.Supervisor, false)
	_, err := ss.BeginQuiz(ctx, s.Actor(auth.Supervisor), number)
	s.must(err)
	try(auth.Employee, false)
	try(auth.Employee, false)
	try(auth.HR, false)
	try(auth.Handler, true)
	handler := s.Actor(auth.Handler)
	r, err := s.House.Policies.Read(ctx, handler, number, policy.At{})
	s.must(err)
	in := signing.SignInput{Number: number, EditionNo: r.Edition.No}
	var keys []int
	for _, c := range signing.Chapters(r.Edition) {
		keys = append(keys, c.Key)
	}
	_, err = ss.Show(ctx, handler, in, keys)
	s.must(err)
	_, err = ss.Sign(ctx, handler, in)
	s.must(err)
	found, err := ss.Campaigns(ctx, s.Actor(auth.HR), signing.Filter{Policy: number}, nil)
	s.must(err)
	for _, c := range found.Rows {
		if c.Cause == signing.Publication {
			s.numbers["qy"] = c.Number
		}
	}
	s.must(ss.Excuse(ctx, s.Actor(auth.PolicyOwner), s.numbers["qy"], signing.ExcuseInput{PersonID: s.Person(auth.HR), Why: "长期在外地工作，回来以后再读"}))
}

// answers answers all questions of an attempt rightly, or none.
func (s *sample) answers(t signing.Attempt, right bool) [][]int {
	s.t.Helper()
	_, bank, err := s.House.Signings.Questions(context.Background(), s.Actor(auth.PolicyOwner), s.numbers["zd-test"])
	s.must(err)
	all := make([][]int, len(t.Asked))
	for i, k := range t.Asked {
		for _, n := range bank {
			if !right || n.ID != k.QuestionID {
				continue
			}
			for _, a := range n.Answers {
				for place, option := range k.Options {
					if option == n.Options[a] {
						all[i] = append(all[i], place)
					}
				}
			}
		}
	}
	return all
}

// signingExamples fill the parameters of the routes of reading and signing.
func (s *sample) signingExamples(path string) ([]string, bool) {
	test, plain := "/policies/"+s.numbers["zd-test"], "/policies/"+s.numbers["zd-plain"]
	known := map[string][]string{
		"/policies/:number/quiz":         {test + "/quiz", plain + "/quiz", test + "/quiz?grant=1000"},
		"/policies/:number/questions":    {test + "/questions", plain + "/questions", test + "/questions?question=1", test + "/questions?question=3", test + "/questions?question=new"},
		"/policies/:number/bound":        {test + "/bound", test + "/bound?clause=4&state=signed", plain + "/bound", test + "/bound?on=2019-01-01"},
		"/policies/:number/bound/export": {},
		"/settings/reading-lists/:id":    {"/settings/reading-lists/1", "/settings/reading-lists/new"},
	}
	campaign := "/campaigns/" + s.numbers["qy"]
	for path, list := range map[string][]string{
		"/campaigns/:number":        {campaign, campaign + "?step=excuse", campaign + "?step=enter", campaign + "?step=close", campaign + "?step=cancel"},
		"/campaigns/:number/people": {campaign + "/people", campaign + "/people?state=excused"},
		"/campaigns/:number/export": {},
		"/reading/:id/files/:file":  {},
	} {
		known[path] = list
	}
	list, ok := known[path]
	return list, ok
}
