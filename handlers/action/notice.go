package action

import (
	"net/http"

	"bihuan/handlers/web"
	"bihuan/models/action"
	"bihuan/models/terms"
	view "bihuan/views/action"
	"bihuan/views/locale"
)

// notice is the action as it is handed to its owner on paper.
func (p *pages) notice(c *web.Context) error {
	m, err := p.matter(c)
	if err != nil {
		return err
	}
	firm, err := p.Organisation.FirmName(c.Ctx())
	if err != nil {
		return err
	}
	v := m.v
	n := view.Notice{Firm: firm, Number: v.Number, Title: v.Title, Date: locale.Date(m.Ctx, v.RoundAt), Department: m.Tree.FullName(v.DepartmentID), Owner: m.People[v.OwnerID],
		Coworkers: m.names(v.Coworkers), Opener: m.People[v.OpenerID], Kind: m.Term(terms.ActionKind, v.Kind), Priority: m.priority(v.Priority),
		Source: v.SourceNumber, Finding: v.Finding, Cause: v.Cause, Measures: m.measureRows()}
	if v.Round > 1 {
		n.Round = m.T("action.round", "n", v.Round)
	}
	for i, k := range v.Clocks {
		if k.Kind == action.FinishClock {
			n.Due, n.Why = m.Minute(k.DueAt), m.clockLines()[i].Why
		}
	}
	n.Verify = m.T("action.notice.verify", "verifier", m.Person(v.VerifierID, "action.verifier.none"), "time", m.amount(v.Rule.Verify))
	switch {
	case !v.Proof:
		n.Proof = m.T("action.notice.no_proof")
	case v.Indicator != "" && v.CheckOn != "":
		n.Proof = m.T("action.notice.proof", "day", v.CheckOn, "measure", m.measure(v.Measure))
	default:
		n.Proof = m.T("action.notice.proof.later")
	}
	return c.Render(http.StatusOK, view.NoticePage(n))
}
