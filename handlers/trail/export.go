package trail

import (
	"strings"

	"bihuan/handlers/list"
	"bihuan/handlers/web"
	"bihuan/models/audit"
	"bihuan/models/evidence"
)

// columns are the heads of an exported list.
var columns = []string{"trail.at", "trail.number", "trail.who", "trail.filter.role", "trail.what", "trail.kind", "trail.record", "trail.filter.number", "trail.reason",
	"trail.changes", "trail.request", "trail.uid"}

func (p *pages) export(c *web.Context) error {
	var q query
	if err := c.Bind(&q); err != nil {
		return err
	}
	w, err := p.words(c)
	if err != nil {
		return err
	}
	f, err := p.filter(c, q)
	if err != nil {
		return err
	}
	head := make([]any, len(columns))
	for i, key := range columns {
		head[i] = w.t(key)
	}
	return list.Export(c, q.Form, w.t("trail.export.name"), head, func(row func(cells ...any) error) error {
		return p.trail.Export(c.Ctx(), c.Actor(), f, func(page evidence.Page) error {
			w := w.knowing(page.People)
			for _, e := range page.Events {
				if err := row(w.exported(e)...); err != nil {
					return err
				}
			}
			return nil
		})
	})
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
