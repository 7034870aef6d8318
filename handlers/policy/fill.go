package policy

import (
	"slices"
	"strconv"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/org"
	"bihuan/models/policy"
	"bihuan/models/terms"
	views "bihuan/views/record"
	"bihuan/views/ui"
)

// Fill is what a step's form begins with.
func (m *matter) Fill(step string) views.Values {
	v, values := m.v, views.Values{}
	asked := func(param, name string) {
		if id := web.ReadID(m.c.QueryParam(param)); id != 0 {
			values.Set(name, web.FormID(id))
		}
	}
	switch policy.Step(step) {
	case policy.SendStep:
		values.Set("reviewers", m.spoke(policy.Reviewer))
	case policy.ProposeStep:
		values.Set("approvers", m.spoke(policy.Approver))
		values.Set("effect_on", v.Ruled.EarliestEffect(m.Now, m.zone()))
	case policy.SayStep, policy.AskStep:
		asked("clause", "clause")
		if step == string(policy.AskStep) {
			values.Set("from_on", m.today())
			values.Set("exception_department_id", web.FormID(m.c.Actor().DepartmentID))
		}
	case policy.ResolveStep:
		if open := m.openComments(); len(open) > 0 {
			values.Set("comment", web.FormID(open[0].ID))
		}
		asked("comment", "comment")
	case policy.AnswerStep:
		m.fillException(values, policy.Asked)
		asked("exception", "exception_id")
	case policy.EndStep:
		m.fillException(values, policy.Granted)
		asked("exception", "exception_id")
	case policy.PostponeStep:
		if v.Open != nil {
			values.Set("effect_on", m.day(v.Open.EffectAt))
		}
	case policy.EditStep:
		fillFacts(values, v.Policy, m.People)
	}
	return values
}

// spoke are those who had a part in the open edition, or else in the newest one before it.
func (m *matter) spoke(part policy.Part) string {
	var ids []int64
	edition := int64(0)
	for _, t := range m.v.People { // the newest edition first
		if t.Part == part && (edition == 0 || t.EditionID == edition) {
			edition = t.EditionID
			ids = append(ids, t.PersonID)
		}
	}
	return record.Names(m.People, ids)
}

func (m *matter) fillException(values views.Values, s policy.ExceptionState) {
	if all := m.inState(s); len(all) > 0 {
		values.Set("exception_id", web.FormID(all[0].ID))
	}
}

// fillFacts sets what is said about a document.
func fillFacts(values views.Values, p policy.Policy, names map[int64]string) {
	for name, value := range map[string]string{"title": p.Title, "kind": p.Kind, "category": p.Category, "owner_id": names[p.OwnerID], "department_id": web.FormID(p.DepartmentID),
		"secrecy": p.Secrecy, "keywords": p.Keywords, "retention": p.Retention, "review_months": strconv.Itoa(p.ReviewMonths),
		"quiz_draw": strconv.Itoa(p.Quiz.Draw), "quiz_pass": strconv.Itoa(p.Quiz.Pass), "quiz_attempts": strconv.Itoa(p.Quiz.Attempts)} {
		values.Set(name, value)
	}
	for i, s := range p.Standards {
		values.Set("standard_"+strconv.Itoa(i+1), s.Standard)
		values.Set("clauses_"+strconv.Itoa(i+1), s.Clauses)
	}
	record.FillAudience(values, p.Audience, names)
}

// choices are the options of a step's form.
func (m *matter) choices(step string, values views.Values) (map[string][]ui.Option, error) {
	out := map[string][]ui.Option{}
	two := func(list string) []ui.Option {
		return []ui.Option{{Value: "1", Label: m.T("policy." + list + ".1"), Hint: m.T("policy." + list + ".1.hint")},
			{Value: "0", Label: m.T("policy." + list + ".0"), Hint: m.T("policy." + list + ".0.hint")}}
	}
	switch policy.Step(step) {
	case policy.JudgeStep, policy.ApproveStep:
		out[step] = two(step)
	case policy.ReviewStep:
		out["revise"] = []ui.Option{two("revise")[1], two("revise")[0]}
	case policy.AnswerStep, policy.EndStep:
		state := policy.Asked
		if step == string(policy.EndStep) {
			state = policy.Granted
		}
		for _, e := range m.inState(state) {
			out["exception"] = append(out["exception"], ui.Option{Value: web.FormID(e.ID), Label: m.clauseOf(e.Label) + " · " + m.whom(e), Hint: e.FromOn + " – " + e.UntilOn + "　" + record.Excerpt(e.Reason)})
		}
		out["grant"] = two("grant")
	case policy.ResolveStep:
		for _, c := range m.openComments() {
			out["comment"] = append(out["comment"], ui.Option{Value: web.FormID(c.ID), Label: m.clauseOf(c.Label) + " · " + m.People[c.PersonID], Hint: record.Excerpt(c.Text)})
		}
	case policy.SayStep:
		return out, m.clauses(out, m.v.Open)
	case policy.AskStep:
		out["department"] = m.Departments(web.ReadID(values.Get("exception_department_id")))
		return out, m.clauses(out, m.current())
	case policy.EditStep:
		out = m.factOptions(values, m.posts, m.v.Audience)
	}
	return out, nil
}

// current is the edition in force.
func (m *matter) current() *policy.EditionHead {
	i := slices.IndexFunc(m.v.Editions, func(e policy.EditionHead) bool { return e.ID == m.v.CurrentID })
	if i < 0 {
		return nil
	}
	return &m.v.Editions[i]
}

// clauses are the clauses of an edition as options, the whole first.
func (m *matter) clauses(out map[string][]ui.Option, e *policy.EditionHead) error {
	if e == nil {
		return nil
	}
	r, err := m.p.Policies.Text(m.c.Ctx(), m.c.Actor(), m.v.Number, e.No)
	if err != nil {
		return err
	}
	out["clause"] = clauseOptions(r.Edition)
	return nil
}

// clauseOf names a clause, or the whole.
func (w words) clauseOf(label string) string {
	if label == "" {
		return w.T("policy.whole")
	}
	return label
}

// factOptions are the options of the facts, for a new document and an old one.
func (w words) factOptions(values views.Values, posts []org.Post, now org.Audience) map[string][]ui.Option {
	out := record.AudienceOptions(w.Words, posts, now)
	out["kind"] = w.kindOptions(values.Get("kind"))
	out["category"] = w.categories(values.Get("category"))
	out["secrecy"] = w.Options(terms.Secrecy, values.Get("secrecy"))
	out["retention"] = w.Options(terms.Retention, values.Get("retention"))
	out["standard"] = w.Options(terms.Standard, "")
	out["department"] = w.Departments(web.ReadID(values.Get("department_id")))
	return out
}
