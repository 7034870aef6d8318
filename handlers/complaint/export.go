package complaint

import (
	"bihuan/handlers/list"
	"bihuan/handlers/web"
	"bihuan/models/complaint"
	"bihuan/models/terms"
)

// export sends every complaint of a list, as its reader sees it.
func (p *pages) export(c *web.Context) error {
	w, err := p.words(c)
	if err != nil {
		return err
	}
	f := filter(c, p.lists.Read(c.QueryParams()))
	return list.Export(c, list.Format(c), w.T("complaint.export.name"), w.exportHead(), func(row func(cells ...any) error) error {
		n, capped, err := p.Complaints.Export(c.Ctx(), c.Actor(), f, func(r complaint.Row) error { return row(w.exportRow(r)...) })
		if err != nil || !capped {
			return err
		}
		return row(w.T("complaint.export.capped", "n", n))
	})
}

// exported are the columns of an exported list, by the names of their fields.
var exported = []string{"number", "state", "subject", "body", "remedy_sought", "channel", "failure_class", "failure_type", "severity", "urgent_safety",
	"name", "phone", "customer_no", "order_number", "department_id", "handler_id", "first_contact_id", "received_at", "next_due_at", "replied_at",
	"reply", "closed_at", "outcome"}

func (w words) exportHead() []any {
	head := make([]any, len(exported))
	for i, field := range exported {
		head[i] = w.T("field.complaint." + field)
	}
	return head
}

func (w words) exportRow(r complaint.Row) []any {
	var due any
	if r.NextClock != "" {
		due = r.NextDueAt
	}
	return []any{r.Number, w.Code("state", string(r.State)), r.Subject, r.Body, r.RemedySought, w.Term(terms.Channel, r.Channel),
		w.Term(terms.FailureClass, r.FailureClass), w.Term(terms.FailureType, r.FailureType), w.Term(terms.Severity, r.Severity), w.Yes(r.UrgentSafety),
		r.Complainant.Name, r.Complainant.Phone, r.Complainant.CustomerNo, r.OrderNumber, w.Tree.Name(r.DepartmentID), r.HandlerName, r.FirstContactName,
		r.ReceivedAt, due, list.Instant(r.RepliedAt), r.Reply, list.Instant(r.ClosedAt), w.Code("outcome", string(r.Outcome))}
}
