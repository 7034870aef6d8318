package trail

import (
	"io"
	"strings"

	"bihuan/handlers/web"
	"bihuan/models/audit"
	"bihuan/models/evidence"
	"bihuan/models/fault"
	"bihuan/models/sheet"
)

var contentTypes = map[string]string{
	"csv":  "text/csv; charset=utf-8",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

// columns are the heads of an exported list.
var columns = []string{"trail.at", "trail.number", "trail.who", "trail.filter.role", "trail.what", "trail.kind", "trail.record", "trail.filter.number", "trail.reason",
	"trail.changes", "trail.request", "trail.uid"}

func (p *pages) export(c *web.Context) error {
	var q query
	if err := c.Bind(&q); err != nil {
		return err
	}
	kind, ok := contentTypes[q.Form]
	if !ok {
		return fault.Invalid("fault.form")
	}
	w, err := p.words(c)
	if err != nil {
		return err
	}
	f, err := p.filter(c, q)
	if err != nil {
		return err
	}
	name := w.t("trail.export.name") + "-" + p.now().In(c.Locale().Zone()).Format("20060102-1504") + "." + q.Form
	err = c.Attachment(name, kind, func(out io.Writer) error { return p.write(c, w, f, out, q.Form) })
	if err != nil && !c.Response().Committed {
		c.Response().Header().Del("Content-Disposition")
	}
	return err
}

// write begins with the first event, so that a refusal is still a page.
func (p *pages) write(c *web.Context, w words, f evidence.Filter, out io.Writer, form string) error {
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
		head := make([]any, len(columns))
		for i, key := range columns {
			head[i] = w.t(key)
		}
		return s.Row(head...)
	}
	err = p.trail.Export(c.Ctx(), c.Actor(), f, func(page evidence.Page) error {
		if err := begin(); err != nil {
			return err
		}
		w := w.knowing(page.People)
		for _, e := range page.Events {
			if err := s.Row(w.exported(e)...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := begin(); err != nil {
		return err
	}
	return s.Close()
}

func (w words) exported(e audit.Told) []any {
	var changes []string
	for _, c := range w.changes(e, 0) {
		line := c.Label + ": " + c.After
		if c.Before != "" {
			line = c.Label + ": " + c.Before + " → " + c.After
		}
		changes = append(changes, line)
	}
	person := w.people[e.ActorID]
	who := person.Name
	if who == "" {
		who = w.t("ui.timeline.system")
	}
	number := e.RecordNumber
	if e.RecordKind == evidence.TrailKind {
		number = ""
	}
	return []any{e.At(), person.Number, who, w.role(e.ActorRole), w.event(e.Kind), e.Kind, w.record(e.RecordKind), number, e.Reason, strings.Join(changes, "\n"), e.Request, e.UID}
}
