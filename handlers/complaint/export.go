package complaint

import (
	"io"
	"time"

	"bihuan/handlers/web"
	"bihuan/models/complaint"
	"bihuan/models/fault"
	"bihuan/models/sheet"
	"bihuan/models/terms"
	"bihuan/views/ui"
)

// contentTypes are the forms in which a list can be taken away.
var contentTypes = map[string]string{
	"csv":  "text/csv; charset=utf-8",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

func (w words) exports(q query) []ui.Action {
	address := func(form string) string {
		v := q.values()
		v.Set("format", form)
		return "/complaints/export?" + v.Encode()
	}
	return []ui.Action{
		{Label: w.T("complaint.export.csv"), Href: address("csv"), Icon: "file-export"},
		{Label: w.T("complaint.export.xlsx"), Href: address("xlsx"), Icon: "file-spreadsheet"},
	}
}

// export sends every complaint of a list, as its reader sees it.
func (p *pages) export(c *web.Context) error {
	w, err := p.words(c)
	if err != nil {
		return err
	}
	form := c.QueryParam("format")
	kind, ok := contentTypes[form]
	if !ok {
		return fault.Invalid("fault.form")
	}
	q, err := readQuery(c.QueryParams())
	if err != nil {
		return err
	}
	name := w.T("complaint.export.name") + "-" + w.Now.In(c.Locale().Zone()).Format("20060102-1504") + "." + form
	err = c.Attachment(name, kind, func(out io.Writer) error {
		return p.writeList(c, w, q, out, form)
	})
	if err != nil && !c.Response().Committed {
		c.Response().Header().Del("Content-Disposition")
	}
	return err
}

func (p *pages) writeList(c *web.Context, w words, q query, out io.Writer, form string) error {
	s, err := sheet.New(out, form, c.Locale().Zone())
	if err != nil {
		return err
	}
	began := false
	begin := func() error {
		if began {
			return nil
		}
		began = true
		return s.Row(w.exportHead()...)
	}
	n, capped, err := p.Complaints.Export(c.Ctx(), c.Actor(), q.filter(w.Now, c.Locale().Zone()), func(r complaint.Row) error {
		if err := begin(); err != nil {
			return err
		}
		return s.Row(w.exportRow(r)...)
	})
	if err != nil {
		return err
	}
	if err := begin(); err != nil {
		return err
	}
	if capped {
		if err := s.Row(w.T("complaint.export.capped", "n", n)); err != nil {
			return err
		}
	}
	return s.Close()
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
		r.ReceivedAt, due, instant(r.RepliedAt), r.Reply, instant(r.ClosedAt), w.Code("outcome", string(r.Outcome))}
}

// instant is a cell, empty where nothing happened yet.
func instant(t *time.Time) any {
	if t == nil {
		return nil
	}
	return *t
}
