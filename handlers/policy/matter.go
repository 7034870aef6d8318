package policy

import (
	"slices"
	"time"

	"github.com/a-h/templ"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/fault"
	"bihuan/models/org"
	"bihuan/models/policy"
	view "bihuan/views/policy"
	views "bihuan/views/record"
)

// matter is the life of one policy as read for its page. It tells the shared pages of records what they need to know.
type matter struct {
	words
	p     *pages
	c     *web.Context
	v     policy.View
	posts []org.Post
}

func (p *pages) read(c *web.Context) (record.Record, error) { return p.matter(c) }

// matter reads the policy that the address names, with what puts it into words.
func (p *pages) matter(c *web.Context) (*matter, error) {
	w, err := p.words(c)
	if err != nil {
		return nil, err
	}
	v, err := p.Policies.ByNumber(c.Ctx(), c.Actor(), c.Param("number"))
	w.People = v.Names
	m := &matter{words: w, p: p, c: c, v: v}
	if err == nil && (len(v.Audience.Posts) > 0 || c.QueryParam("step") == string(policy.EditStep) || c.Request().PostForm != nil) {
		m.posts, err = p.Organisation.Posts(c.Ctx())
	}
	return m, err
}

// Ref names the policy.
func (m *matter) Ref() record.Ref { return record.Ref{Number: m.v.Number, Version: m.v.Version} }

// Options are the steps of the policy. Writing has a page of its own; where there is nothing to answer, nothing is
// offered.
func (m *matter) Options() []fault.Option {
	var out []fault.Option
	for _, o := range m.v.Steps {
		switch policy.Step(o.Step) {
		case policy.WriteStep:
			continue
		case policy.ResolveStep:
			if len(m.openComments()) == 0 {
				continue
			}
		case policy.AnswerStep:
			if len(m.inState(policy.Asked)) == 0 {
				continue
			}
		case policy.EndStep:
			if len(m.inState(policy.Granted)) == 0 {
				continue
			}
		}
		out = append(out, o)
	}
	return out
}

func (m *matter) can(step policy.Step) bool {
	return slices.ContainsFunc(m.v.Steps, func(o fault.Option) bool { return o.Step == string(step) && o.Allowed })
}

// openComments are the remarks that are not answered yet.
func (m *matter) openComments() []policy.Comment {
	return slices.DeleteFunc(slices.Clone(m.v.Comments), func(c policy.Comment) bool { return c.ResolvedAt != nil })
}

// inState are the exceptions in a state.
func (m *matter) inState(s policy.ExceptionState) []policy.Exception {
	return slices.DeleteFunc(slices.Clone(m.v.Exceptions), func(e policy.Exception) bool { return e.State != s })
}

// waits tells whether the reader's word in a part is waited for.
func (m *matter) waits(part policy.Part) bool {
	return slices.ContainsFunc(m.v.People, func(t policy.Participant) bool {
		return t.EditionID == m.v.OpenID && t.Part == part && t.PersonID == m.c.Actor().PersonID && t.Waiting
	})
}

// Usual are the steps that the policy waits for.
func (m *matter) Usual() []string {
	var out []policy.Step
	switch m.v.Stage {
	case policy.Drafting:
		out = []policy.Step{policy.SendStep, policy.ProposeStep}
	case policy.Reviewing:
		if m.waits(policy.Reviewer) {
			out = append(out, policy.JudgeStep)
		}
		out = append(out, policy.ResolveStep, policy.ProposeStep)
		if len(m.openComments()) == 0 {
			out = slices.DeleteFunc(out, func(s policy.Step) bool { return s == policy.ResolveStep })
		}
	case policy.Approving:
		if m.waits(policy.Approver) {
			out = append(out, policy.ApproveStep)
		}
	case "":
		if m.v.State == policy.InForce && m.v.ReviewOn != "" && m.v.ReviewOn <= m.daysOn(reviewAhead) {
			out = append(out, policy.ReviewStep)
		}
		if m.v.State == policy.Unissued {
			out = append(out, policy.DraftStep)
		}
	}
	if len(m.inState(policy.Asked)) > 0 {
		out = append(out, policy.AnswerStep)
	}
	names := make([]string, len(out))
	for i, s := range out {
		names[i] = string(s)
	}
	return names
}

// reviewAhead is how many days before the periodic review is due its form stands open.
const reviewAhead = 30

// Later tells whether a step that is not possible now may still come, so that the menu says what it waits for.
func (m *matter) Later(o fault.Option) bool {
	if o.Right != "" || m.v.State == policy.Retired {
		return false
	}
	switch policy.Step(o.Step) {
	case policy.SendStep:
		return m.v.Stage == policy.Drafting
	case policy.ProposeStep:
		return m.v.Stage == policy.Drafting || m.v.Stage == policy.Reviewing
	case policy.ApproveStep:
		return m.v.Stage == policy.Approving && m.authored()
	case policy.DraftStep, policy.RetireStep:
		return m.v.Open != nil
	}
	return false
}

// authored tells whether the reader had a hand in the open text, for which he may not approve it.
func (m *matter) authored() bool {
	return slices.ContainsFunc(m.v.People, func(t policy.Participant) bool {
		return t.EditionID == m.v.OpenID && t.Part == policy.Author && t.PersonID == m.c.Actor().PersonID
	})
}

// Quiet says for whom or what the policy waits.
func (m *matter) Quiet() string {
	switch m.v.Stage {
	case policy.Drafting, policy.Reviewing, policy.Approving:
		if m.v.Open == nil {
			return ""
		}
		return m.T("policy.next."+string(m.v.Stage), "names", m.waitedFor())
	case policy.Approved:
		if m.v.Open != nil && m.v.Open.EffectAt != nil {
			return m.T("policy.next.approved", "day", m.day(m.v.Open.EffectAt))
		}
	}
	switch {
	case m.v.State == policy.Retired:
		return m.T("policy.next.retired", "day", m.day(m.v.RetiredAt))
	case m.v.State == policy.InForce && m.v.ReviewOn != "":
		return m.T("policy.next.in_force", "day", m.v.ReviewOn)
	}
	return ""
}

// waitedFor are those whose word is waited for, or who write.
func (m *matter) waitedFor() string {
	var ids []int64
	for _, t := range m.v.People {
		if t.EditionID == m.v.OpenID && (t.Waiting || m.v.Stage == policy.Drafting && t.Part == policy.Author) {
			ids = append(ids, t.PersonID)
		}
	}
	if len(ids) == 0 {
		return m.T("policy.next.author")
	}
	return record.Names(m.People, ids)
}

// today is the present day where the firm is.
func (w words) today() string { return w.daysOn(0) }

// daysOn is the day so many days from now.
func (w words) daysOn(n int) string {
	return w.Now.In(w.zone()).AddDate(0, 0, n).Format(time.DateOnly)
}

// Fields are the controls of a step's form.
func (m *matter) Fields(step string, values views.Values) ([]views.Control, error) {
	choices, err := m.choices(step, values)
	if err != nil {
		return nil, err
	}
	s := views.NewSheet(m.Ctx, policy.Record, values, choices)
	fields := view.Fields(s, step)
	for i := range fields {
		switch fields[i].Name {
		case "title":
			if m.v.State != policy.Unissued || m.v.Stage != policy.Drafting && m.v.Stage != "" {
				fields[i].Attrs, fields[i].Hint = templ.Attributes{"readonly": true}, m.T("policy.title.fixed")
			}
		case "effect_on":
			fields[i].Hint = m.T("policy.effect.hint", "day", m.v.Ruled.EarliestEffect(m.Now, m.zone()), "days", m.v.Ruled.ReadingDays)
		case "reviewers":
			fields[i].Hint = m.T("policy.reviewers.hint", "n", max(m.v.Ruled.Reviewers, 1))
		case "approvers":
			fields[i].Hint = m.T("policy.approvers.hint", "n", m.v.Ruled.Quorum)
		}
	}
	return fields, nil
}

// Page is the page of the policy's life.
func (m *matter) Page(next views.Next) (templ.Component, error) {
	r, err := m.record()
	if err != nil {
		return nil, err
	}
	r.Next = next
	r.Timeline, err = m.timeline()
	return view.RecordPage(r), err
}
