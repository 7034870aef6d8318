package complaint

import (
	"slices"

	"github.com/a-h/templ"

	"bihuan/handlers/loop"
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/action"
	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/fault"
	"bihuan/models/link"
	actionview "bihuan/views/action"
	view "bihuan/views/complaint"
	policyview "bihuan/views/policy"
	views "bihuan/views/record"
)

// matter is one complaint as read for its page. It tells the shared pages of records what they need to know.
type matter struct {
	words
	p *pages
	c *web.Context
	v complaint.View
	// card is the card about who complains where a look at it just succeeded or was refused.
	card *view.Complainant
}

func (p *pages) read(c *web.Context) (record.Record, error) { return p.matter(c) }

// matter reads the complaint that the address names, with what puts it into words.
func (p *pages) matter(c *web.Context) (*matter, error) {
	w, err := p.words(c)
	if err != nil {
		return nil, err
	}
	v, err := p.Complaints.ByNumber(c.Ctx(), c.Actor(), c.Param("number"))
	w.People = v.People
	return &matter{words: w, p: p, c: c, v: v}, err
}

// Ref names the complaint.
func (m *matter) Ref() record.Ref { return record.Ref{Number: m.v.Number, Version: m.v.Version} }

// Options are the steps of the complaint.
func (m *matter) Options() []fault.Option { return m.v.Steps }

// usual are the steps that a state waits for, the likeliest first.
var usual = map[complaint.State][]complaint.Step{
	complaint.Registered:    {complaint.AcceptStep},
	complaint.Accepted:      {complaint.AcknowledgeStep, complaint.AssessStep},
	complaint.Assessed:      {complaint.InvestigateStep},
	complaint.Investigating: {complaint.ProposeStep, complaint.ReplyStep},
	complaint.Proposed:      {complaint.ApproveStep},
	complaint.Approved:      {complaint.ReplyStep},
	complaint.Replied:       {complaint.FollowUpStep},
	complaint.FollowedUp:    {complaint.CloseStep},
}

// Usual are the steps that the complaint waits for.
func (m *matter) Usual() []string {
	order := usual[m.v.State]
	switch {
	case m.v.PausedAt != nil:
		order = []complaint.Step{complaint.ResumeStep}
	case m.v.State == complaint.Replied && slices.Contains(m.v.Outcomes, complaint.Unreached):
		order = []complaint.Step{complaint.CloseStep, complaint.FollowUpStep}
	case m.v.Upheld == complaint.NotUpheld && m.v.State == complaint.Investigating:
		order = []complaint.Step{complaint.ReplyStep}
	case m.v.HandlerID == 0:
		order = slices.Concat([]complaint.Step{complaint.AssignStep}, order)
	}
	return codes(order)
}

// Later tells whether a step that is not possible now may still come.
func (m *matter) Later(o fault.Option) bool {
	switch complaint.Step(o.Step) {
	case complaint.ResumeStep, complaint.ReopenStep, complaint.SendBackStep:
		return false
	case complaint.AcceptStep, complaint.NotAcceptStep:
		return m.v.State == complaint.Registered && o.Right == ""
	case complaint.AcknowledgeStep:
		return m.v.AcknowledgedAt == nil && !m.v.Closed && o.Right == ""
	}
	return !m.v.Closed && o.Right == ""
}

// Quiet says that the complaint is over.
func (m *matter) Quiet() string {
	switch m.v.State {
	case complaint.Closed:
		return m.T("complaint.next.closed")
	case complaint.NotAccepted:
		return m.T("complaint.next.not_accepted")
	}
	return ""
}

// Fields are the controls of a step's form.
func (m *matter) Fields(step string, values views.Values) ([]views.Control, error) {
	choices, err := m.choices(complaint.Step(step), values)
	sheet := views.NewSheet(m.Ctx, complaint.Kind, values, choices)
	controls := view.Fields(sheet, step)
	if complaint.Step(step) == complaint.CloseStep && m.actionsOpen() {
		controls = append(controls, sheet.Tick("leave_open"))
	}
	return controls, err
}

// actionsOpen tells whether an action that the complaint led to is, or may be, still open.
func (m *matter) actionsOpen() bool {
	return slices.ContainsFunc(m.v.Chain.Nodes, func(n link.Node) bool {
		return n.Kind == action.Kind && (n.Hidden || n.Tone != link.Good && n.Tone != link.Ended)
	})
}

// Page is the complaint's page.
func (m *matter) Page(next views.Next) (templ.Component, error) {
	r := m.record()
	r.Next = next
	if !m.v.About {
		chain := loop.Draw(m.c, m.Words, m.v.Chain)
		if m.c.Can(auth.ActionOpen) {
			chain.Open = actionview.OpenFrom(complaint.Kind, m.v.Number)
		}
		if m.c.Can(auth.PolicyCite) {
			chain.Cite = policyview.CiteFrom(complaint.Kind, m.v.Number)
		}
		r.Chain = &chain
	}
	var err error
	r.Timeline, err = m.timeline()
	return view.RecordPage(r), err
}
