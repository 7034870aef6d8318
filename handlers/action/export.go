package action

import (
	"bihuan/handlers/list"
	"bihuan/handlers/web"
	"bihuan/models/action"
	"bihuan/models/terms"
)

// export sends every action of a list, as its reader sees it.
func (p *pages) export(c *web.Context) error {
	w, err := p.words(c)
	if err != nil {
		return err
	}
	a := p.list().Read(c.QueryParams())
	f := filter(c, a.With("view", usualView(a.Get("view"), c.Actor())))
	return list.Export(c, list.Format(c), w.T("action.export.name"), w.exportHead(), func(row func(cells ...any) error) error {
		n, capped, err := p.Actions.Export(c.Ctx(), c.Actor(), f, func(r action.Row) error { return row(w.exportRow(r)...) })
		if err != nil || !capped {
			return err
		}
		return row(w.T("action.export.capped", "n", n))
	})
}

// exported are the columns of an exported list, by the names of their fields.
var exported = []string{"number", "state", "title", "kind", "priority", "finding", "cause", "source", "department_id", "owner_id", "verifier_id", "opener_id",
	"opened_at", "due", "started_at", "report", "cost_yuan", "reported_at", "verified_at", "check_on", "ineffective", "closed_at", "outcome"}

func (w words) exportHead() []any {
	head := make([]any, len(exported))
	for i, field := range exported {
		head[i] = w.label(field)
	}
	return head
}

func (w words) exportRow(r action.Row) []any {
	var due any
	if r.NextClock != "" {
		due = r.NextDueAt
	}
	return []any{r.Number, w.Code("state", string(r.State)), r.Title, w.Term(terms.ActionKind, r.Kind), w.priority(r.Priority), r.Finding, r.Cause,
		r.SourceNumber, w.Tree.Name(r.DepartmentID), r.OwnerName, r.VerifierName, r.OpenerName,
		r.OpenedAt, due, list.Instant(r.StartedAt), r.Report, float64(r.Cost) / 100, list.Instant(r.ReportedAt), list.Instant(r.VerifiedAt), r.CheckOn, r.Ineffective,
		list.Instant(r.ClosedAt), w.Code("outcome", string(r.Outcome))}
}
