package policy

import (
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/fault"
	"bihuan/models/org"
	"bihuan/models/policy"
)

// stepForm holds the fields of every step's form; each step reads its own.
type stepForm struct {
	FactsForm
	Reviewers  string `form:"reviewers"`
	Approvers  string `form:"approvers"`
	EffectOn   string `form:"effect_on"`
	Agree      string `form:"agree"`
	Note       string `form:"note"`
	Clause     string `form:"clause"`
	Text       string `form:"text"`
	Comment    string `form:"comment"`
	Resolution string `form:"resolution"`
	Reason     string `form:"reason"`
	ReplacedBy string `form:"replaced_by"`
	Revise     string `form:"revise"`
	NextOn     string `form:"next_on"`
	Exception  string `form:"exception_id"`
	Grant      string `form:"grant"`
	ForWhom    string `form:"exception_person_id"`
	ForWhere   string `form:"exception_department_id"`
	Why        string `form:"exception_reason"`
	Measures   string `form:"measures"`
	FromOn     string `form:"from_on"`
	UntilOn    string `form:"until_on"`
}

// compared are the facts that are put side by side when two people edited them.
var compared = []string{"title", "kind", "category", "owner_id", "department_id", "secrecy", "audience", "audience_people", "keywords", "review_months", "retention",
	"standard_1", "clauses_1", "standard_2", "clauses_2", "quiz_draw", "quiz_pass", "quiz_attempts"}

func (p *pages) steps() []record.Step[stepForm] {
	ps := p.Policies
	return []record.Step[stepForm]{
		{Name: "send", Right: auth.PolicyWrite, Second: "propose", Do: p.send},
		{Name: "judge", Right: auth.PolicyRead, Second: "say", Do: decided(ps.Judge)},
		{Name: "propose", Right: auth.PolicyWrite, Do: p.propose},
		{Name: "approve", Right: auth.PolicyApprove, Do: decided(ps.Approve)},
		{Name: "say", Right: auth.PolicyRead, Aside: true, Do: record.Do(ps.Say, func(f stepForm) policy.CommentInput {
			return policy.CommentInput{Key: int(web.ReadID(f.Clause)), Text: f.Text}
		})},
		{Name: "resolve", Right: auth.PolicyRead, Do: record.Do(ps.Resolve, func(f stepForm) policy.ResolveInput {
			return policy.ResolveInput{ID: web.ReadID(f.Comment), Resolution: f.Resolution}
		})},
		{Name: "draft", Right: auth.PolicyWrite, Do: func(c *web.Context, ref record.Ref, _ stepForm) error {
			return ps.Draft(c.Ctx(), c.Actor(), policy.Ref(ref))
		}},
		{Name: "review", Right: auth.PolicyWrite, Do: p.review},
		{Name: "ask", Right: auth.PolicyCite, Aside: true, Do: p.ask},
		{Name: "answer", Right: auth.PolicyManage, Do: p.answer},
		{Name: "end", Right: auth.PolicyManage, Danger: true, Do: record.Do(ps.EndException, func(f stepForm) policy.AnswerInput {
			return policy.AnswerInput{ID: web.ReadID(f.Exception), Note: f.Note}
		})},
		{Name: "edit", Right: auth.PolicyWrite, Compare: compared, Do: p.edit},
		{Name: "postpone", Right: auth.PolicyManage, Do: record.Do(ps.Postpone, func(f stepForm) policy.PostponeInput {
			return policy.PostponeInput{EffectOn: f.EffectOn, Reason: f.Reason}
		})},
		{Name: "take_back", Right: auth.PolicyWrite, Do: record.Do(ps.TakeBack, reason)},
		{Name: "withdraw", Right: auth.PolicyWrite, Danger: true, Do: record.Do(ps.Withdraw, reason)},
		{Name: "retire", Right: auth.PolicyManage, Danger: true, Do: record.Do(ps.Retire, func(f stepForm) policy.RetireInput {
			return policy.RetireInput{Reason: f.Reason, ReplacedBy: f.ReplacedBy}
		})},
	}
}

func reason(f stepForm) string { return f.Reason }

// said demands that one of two things is said and not left to a default.
func said(field, value string) (bool, error) {
	var check fault.Check
	check.Required(field, value)
	check.OneOf(field, value, "1", "0")
	return value == "1", check.Err()
}

// decided makes the step of a reviewer's or approver's word.
func decided(run decision) func(*web.Context, record.Ref, stepForm) error {
	return func(c *web.Context, ref record.Ref, f stepForm) error {
		agree, err := said("agree", f.Agree)
		if err != nil {
			return err
		}
		return run(c.Ctx(), c.Actor(), policy.Ref(ref), policy.DecideInput{Agree: agree, Note: f.Note})
	}
}

func (p *pages) send(c *web.Context, ref record.Ref, f stepForm) error {
	people, err := p.people(c, "reviewers", f.Reviewers)
	if err != nil {
		return err
	}
	return p.Policies.Send(c.Ctx(), c.Actor(), policy.Ref(ref), policy.SendInput{Reviewers: people})
}

func (p *pages) propose(c *web.Context, ref record.Ref, f stepForm) error {
	people, err := p.people(c, "approvers", f.Approvers)
	if err != nil {
		return err
	}
	return p.Policies.Propose(c.Ctx(), c.Actor(), policy.Ref(ref), policy.ProposeInput{Approvers: people, EffectOn: f.EffectOn})
}

// people finds those whom a field names.
func (p *pages) people(c *web.Context, field, text string) ([]int64, error) {
	var check fault.Check
	people, err := record.FindPeople(c, p.Organisation, &check, field, text, nil, nil)
	if err != nil {
		return nil, err
	}
	return people, check.Err()
}

func (p *pages) review(c *web.Context, ref record.Ref, f stepForm) error {
	revise, err := said("revise", f.Revise)
	if err != nil {
		return err
	}
	return p.Policies.Review(c.Ctx(), c.Actor(), policy.Ref(ref), policy.ReviewInput{Revise: revise, Note: f.Note, NextOn: f.NextOn})
}

func (p *pages) ask(c *web.Context, ref record.Ref, f stepForm) error {
	var check fault.Check
	person, err := record.FindPerson(c, p.Organisation, &check, "exception_person_id", f.ForWhom, 0, "")
	if err != nil {
		return err
	}
	if err := check.Err(); err != nil {
		return err
	}
	err = p.Policies.Ask(c.Ctx(), c.Actor(), policy.Ref(ref), policy.ExceptionInput{Key: int(web.ReadID(f.Clause)), DepartmentID: web.ReadID(f.ForWhere), PersonID: person,
		Reason: f.Why, Measures: f.Measures, FromOn: f.FromOn, UntilOn: f.UntilOn})
	return record.Renamed(err, map[string]string{"reason": "exception_reason", "department_id": "exception_department_id", "person_id": "exception_person_id"})
}

func (p *pages) answer(c *web.Context, ref record.Ref, f stepForm) error {
	grant, err := said("grant", f.Grant)
	if err != nil {
		return err
	}
	return p.Policies.Answer(c.Ctx(), c.Actor(), policy.Ref(ref), policy.AnswerInput{ID: web.ReadID(f.Exception), Grant: grant, Note: f.Note})
}

// edit changes the facts. Who is still called by the name that stands there is the same person.
func (p *pages) edit(c *web.Context, ref record.Ref, f stepForm) error {
	v, err := p.Policies.ByNumber(c.Ctx(), c.Actor(), ref.Number)
	if err != nil {
		return err
	}
	facts, err := p.facts(c, f.FactsForm, v.OwnerID, v.Audience, v.Names)
	if err != nil {
		return err
	}
	return atFields(p.Policies.Edit(c.Ctx(), c.Actor(), policy.Ref(ref), facts))
}

// facts are what a form says about a document; owner and audience are those that stand there.
func (p *pages) facts(c *web.Context, f FactsForm, owner int64, now org.Audience, names map[int64]string) (policy.Facts, error) {
	facts := f.facts(c.Request().PostForm)
	var check fault.Check
	var err error
	if facts.OwnerID, err = record.FindPerson(c, p.Organisation, &check, "owner_id", f.Owner, owner, names[owner]); err != nil {
		return facts, err
	}
	if facts.Audience, err = f.Find(c, p.Organisation, &check, now, names); err != nil {
		return facts, err
	}
	return facts, check.Err()
}

// atFields puts what is wrong with a list at the first of its fields.
func atFields(err error) error {
	return record.Renamed(err, map[string]string{"standards": "standard_1"})
}
