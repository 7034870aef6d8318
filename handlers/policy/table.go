package policy

import (
	"bihuan/handlers/list"
	"bihuan/handlers/web"
	"bihuan/models/policy"
	"bihuan/models/terms"
)

// exportList sends every policy of a list, as its reader sees it.
func (p *pages) exportList(c *web.Context) error {
	w, err := p.words(c)
	if err != nil {
		return err
	}
	a := p.list().Read(c.QueryParams())
	f := filter(a.With("view", usualView(a.Get("view"))))
	return list.Export(c, list.Format(c), w.T("policy.export.name"), w.exportHead(), func(row func(cells ...any) error) error {
		n, capped, err := p.Policies.Export(c.Ctx(), c.Actor(), f, func(r policy.Row) error { return row(w.exportRow(r)...) })
		if err != nil || !capped {
			return err
		}
		return row(w.T("policy.export.capped", "n", n))
	})
}

// exported are the columns of an exported list, by the names of their fields.
var exported = []string{"number", "title", "kind", "edition", "state", "stage", "in_force_at", "department_id", "owner_id", "category", "secrecy", "keywords", "standards", "audience",
	"review_on", "retention", "replaced_by"}

func (w words) exportHead() []any {
	head := make([]any, len(exported))
	for i, field := range exported {
		head[i] = w.label(field)
	}
	return head
}

func (w words) exportRow(r policy.Row) []any {
	stage := ""
	if r.Stage != "" {
		stage = w.T("policy.stage." + string(r.Stage))
	}
	return []any{r.Number, r.Title, w.kind(r.Kind), r.Edition, w.Code("state", string(r.State)), stage, list.Instant(r.InForceAt), w.Tree.Name(r.DepartmentID), r.OwnerName,
		w.Term(terms.PolicyCategory, r.Category), w.Term(terms.Secrecy, r.Secrecy), r.Keywords, w.standards(r.Standards), w.audienceText(r.Audience.String()),
		r.ReviewOn, w.Term(terms.Retention, r.Retention), r.ReplacedBy}
}
