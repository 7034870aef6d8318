package browser

import (
	"context"
	"strconv"
	"strings"

	"bihuan/models/auth"
	"bihuan/models/link"
	"bihuan/models/org"
	"bihuan/models/policy"
)

const longText = `# 信息安全办法

2024年1月5日 总经理办公会通过

## 第一章 总则

第一条 为了保护信息，根据《很长的上位法名称》第三条制定本办法。

第二条 本办法所称重要数据，是指一旦泄露会影响客户或者单位的数据。

## 第二章 要求

### 第一节 一般要求

第三条 保管重要数据应当遵守下列要求：

（一）专人保管；

1. 登记造册；

（二）**不得**外带，确需外带的依照第五条办理。

| 级别 | 谁批准 | 期限 |
|---|---|---|
| 一般 | 主管 | 三天 |
| 重要 | 总经理 | 一天 |

### 第二节 检查

第四条 每季度检查一次重要数据的保管情况。` + "`备份目录`" + ` 也要检查。

第五条 外带应当登记。

> 没有登记的，按违规处理。

附件一 登记表

| 日期 | 谁 | 什么 |
|---|---|---|
`

// policyRef names a policy as it stands.
func (s *sample) policyRef(number string) (policy.View, policy.Ref) {
	s.t.Helper()
	v, err := s.House.Policies.ByNumber(context.Background(), auth.System("test"), number)
	s.must(err)
	return v, policy.Ref{Number: number, Version: v.Version}
}

// begin makes a policy of a kind whose draft holds the long text.
func (s *sample) begin(what, kind, title string) string {
	s.t.Helper()
	number, err := s.House.Policies.Create(context.Background(), s.Actor(auth.PolicyOwner), policy.CreateInput{Body: longText, Facts: policy.Facts{Title: title, Kind: kind, OwnerID: s.Person(auth.PolicyOwner),
		DepartmentID: s.Department, Secrecy: "internal", Category: "information_security", Audience: org.Audience{Departments: []int64{s.Department}, Roles: []string{"supervisor"}, People: []int64{s.Person(auth.HR)}},
		ReviewMonths: 12, Retention: "permanent", Keywords: "信息 安全 备份", Standards: []policy.Standard{{Standard: "iso_27001", Clauses: "5.1、5.10"}}}})
	s.must(err)
	s.numbers["zd-"+what] = number
	return number
}

// enact asks for the approval of what is written and gives it; laws hold at once.
func (s *sample) enact(number string) {
	s.t.Helper()
	ps, ctx := s.House.Policies, context.Background()
	_, ref := s.policyRef(number)
	s.must(ps.Propose(ctx, s.Actor(auth.PolicyOwner), ref, policy.ProposeInput{Approvers: []int64{s.Person(auth.Supervisor)}}))
	_, ref = s.policyRef(number)
	s.must(ps.Approve(ctx, s.Actor(auth.Supervisor), ref, policy.DecideInput{Agree: true, Note: "同意"}))
}

// revise begins another version of a policy in force.
func (s *sample) revise(number string) {
	s.t.Helper()
	ps, ctx, owner := s.House.Policies, context.Background(), s.Actor(auth.PolicyOwner)
	_, ref := s.policyRef(number)
	s.must(ps.Draft(ctx, owner, ref))
	v, _ := s.policyRef(number)
	_, err := ps.Write(ctx, owner, policy.DraftInput{Number: number, Version: v.Open.Version, Title: v.Open.Title, Weight: policy.Major, Summary: "缩短检查周期，增加登记要求",
		Body: strings.Replace(longText, "每季度", "每月", 1) + "\n第六条 本办法自发布之日起施行。\n"})
	s.must(err)
}

// governed fills the firm with policies at every stage, one with exceptions, remarks and records that point at it.
func (s *sample) governed() {
	s.t.Helper()
	ps, ctx, owner, handler := s.House.Policies, context.Background(), s.Actor(auth.PolicyOwner), s.Actor(auth.Handler)
	law := s.begin("law", "law", "信息安全办法")
	s.enact(law)
	s.revise(law)
	s.enact(law)
	s.revise(law)
	ask := policy.ExceptionInput{Key: s.clauseKey(law, "第四条"), DepartmentID: s.Other, Reason: "仓储部没有专人。", Measures: "由售后部代为检查。", FromOn: "2026-03-01", UntilOn: "2026-12-31"}
	for range 2 {
		_, ref := s.policyRef(law)
		s.must(ps.Ask(ctx, handler, ref, ask))
	}
	v, ref := s.policyRef(law)
	s.must(ps.Answer(ctx, owner, ref, policy.AnswerInput{ID: v.Exceptions[1].ID, Grant: true, Note: "同意，年底前补上。"}))
	_, ref = s.policyRef(law)
	s.must(ps.Review(ctx, owner, ref, policy.ReviewInput{Note: "仍然适用"}))
	for i, number := range []string{s.numbers["investigating"], s.numbers["proposed"]} {
		s.must(ps.Cite(ctx, handler, policy.CiteInput{Kind: "complaint", Number: number, Clause: law + "/" + strconv.Itoa(s.clauseKey(law, []string{"第四条", "第三条"}[i])), Reason: "没有按规定检查"}))
	}
	retired := s.begin("retired", "law", "旧的信息办法")
	s.enact(retired)
	_, ref = s.policyRef(retired)
	s.must(ps.Retire(ctx, owner, ref, policy.RetireInput{Reason: "并入信息安全办法", ReplacedBy: law}))
	s.begin("draft", "procedure", "还在起草的办法 <script>alert(1)</script>")
	review := s.begin("review", "procedure", "正在评审的办法")
	_, ref = s.policyRef(review)
	s.must(ps.Send(ctx, owner, ref, policy.SendInput{Reviewers: []int64{s.Person(auth.Handler), s.Person(auth.Supervisor)}}))
	for _, in := range []policy.CommentInput{{Key: s.clauseKey(review, "第四条"), Text: "每季度太久，建议每月。\n理由见检查记录。"}, {Text: "整体可行。"}} {
		_, ref = s.policyRef(review)
		s.must(ps.Say(ctx, handler, ref, in))
	}
	v, ref = s.policyRef(review)
	s.must(ps.Resolve(ctx, owner, ref, policy.ResolveInput{ID: v.Comments[1].ID, Resolution: "谢谢"}))
	approval := s.begin("approval", "law", "等待批准的办法")
	_, ref = s.policyRef(approval)
	s.must(ps.Propose(ctx, owner, ref, policy.ProposeInput{Approvers: []int64{s.Person(auth.Supervisor)}}))
	s.numbers["zg-policy"] = s.openActionOf(link.Ref{Kind: policy.Record, Number: law}, "补上检查记录", 5)
}

// clauseKey is the key of the clause with a label in the newest version of a policy.
func (s *sample) clauseKey(number, label string) int {
	s.t.Helper()
	v, _ := s.policyRef(number)
	r, err := s.House.Policies.Text(context.Background(), auth.System("test"), number, v.Editions[0].No)
	s.must(err)
	for _, p := range r.Edition.Parts {
		if p.Label == label {
			return p.Key
		}
	}
	s.t.Fatalf("%s has no %s", number, label)
	return 0
}

// policyExamples fill the parameters of the routes of policies.
func (s *sample) policyExamples(path string) ([]string, bool) {
	at := func(what, more string) string { return "/policies/" + s.numbers["zd-"+what] + more }
	record := func(what, step string) string { return at(what, "/record?step="+step) }
	four := strconv.Itoa(s.clauseKey(s.numbers["zd-law"], "第四条"))
	known := map[string][]string{
		"/policies":                            {"/policies", "/policies?view=all", "/policies?view=drafts", "/policies?view=all&q=没有这样的词", "/policies?category=information_security"},
		"/policies/:number":                    {at("law", ""), at("retired", ""), at("draft", ""), at("test", ""), at("plain", ""), at("law", "?q=检查"), at("law", "?on=2020-01-01")},
		"/policies/:number/versions/:no":       {at("law", "/versions/1"), at("law", "/versions/3"), at("review", "/versions/1"), at("review", "/versions/1?comment="+four), at("approval", "/versions/1")},
		"/policies/:number/clauses/:key":       {at("law", "/clauses/"+four)},
		"/policies/:number/record":             s.policyRecords(at, record),
		"/policies/:number/compare":            {at("law", "/compare?from=1&to=2")},
		"/policies/:number/print":              {at("law", "/print")},
		"/policies/:number/versions/:no/print": {at("law", "/versions/1/print")},
		"/policies/:number/docx":               {},
		"/policies/:number/versions/:no/docx":  {},
		"/policies/:number/files/:id":          {},
		"/policies/:number/edit":               {at("draft", "/edit"), at("law", "/edit"), at("review", "/edit")},
		"/policies/cite":                       {"/policies/cite?from=complaint&number=" + s.numbers["investigating"]},
		"/policies/people":                     {"/policies/people?reviewers=钱二"},
		"/policies/export":                     {"/policies/export?view=all&format=csv"},
		"/policies/search":                     {"/policies/search", "/policies/search?q=检查", "/policies/search?q=没有这样的词"},
		"/policies/import":                     {"/policies/import"},
		"/settings/policy-kinds/kind/:code":    {"/settings/policy-kinds/kind/rule", "/settings/policy-kinds/kind/law"},
	}
	list, ok := known[path]
	return list, ok
}

func (s *sample) policyRecords(at func(what, more string) string, record func(what, step string) string) []string {
	var list []string
	for _, what := range []string{"law", "retired", "draft", "review", "approval", "test"} {
		list = append(list, at(what, "/record"))
	}
	for what, steps := range map[string][]string{"law": {"edit", "ask", "answer", "end", "review", "send", "propose", "withdraw", "retire"}, "draft": {"propose"}, "review": {"judge", "say", "resolve", "take_back"},
		"approval": {"approve"}} {
		for _, step := range steps {
			list = append(list, record(what, step))
		}
	}
	return list
}
