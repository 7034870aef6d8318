package trail

import (
	"net/http"

	"bihuan/handlers/web"
	"bihuan/models/audit"
	"bihuan/models/evidence"
	view "bihuan/views/trail"
	"bihuan/views/ui"
)

const (
	listChanges = 3  // shown of one event in the list
	listRunes   = 60 // of one value
)

func (p *pages) list(c *web.Context) error {
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
	found, err := p.trail.List(c.Ctx(), c.Actor(), f, q.cursor())
	if err != nil {
		return err
	}
	kinds, err := p.trail.Kinds(c.Ctx(), c.Actor())
	if err != nil {
		return err
	}
	w = w.knowing(found.People)
	l := view.List{Filter: w.bar(q, kinds), Exports: w.exports(q)}
	if f.People != nil && len(f.People) == 0 {
		l.Unknown = q.Person
	}
	for _, e := range found.Events {
		r := row(c, w, e, listRunes)
		if n := len(r.Changes); n > listChanges {
			r.Changes, r.MoreChanges = r.Changes[:listChanges], n-listChanges
		}
		l.Rows = append(l.Rows, r)
	}
	if found.Prev != nil {
		l.Pages.Prev = q.href("at", found.Prev.Encode())
	}
	if found.Next != nil {
		l.Pages.Next = q.href("at", found.Next.Encode())
	}
	return c.Render(http.StatusOK, view.ListPage(l))
}

func row(c *web.Context, w words, e audit.Told, most int) view.Row {
	r := view.Row{Href: view.Home + "/" + e.UID, What: w.event(e.Kind), At: e.At(), Who: w.who(e), Role: w.role(e.ActorRole), Record: w.record(e.RecordKind),
		Reason: cut(e.Reason, most), Changes: w.changes(e, most), SystemReason: e.Note}
	if e.RecordKind != evidence.TrailKind { // the number of a look at the list tells nobody anything
		r.Number, r.RecordHref = e.RecordNumber, c.RecordPath(e.RecordKind, e.RecordNumber)
	}
	return r
}

func (w words) exports(q query) []ui.Action {
	address := func(form string) string {
		v := q.values()
		v.Set("form", form)
		return view.Home + "/export?" + v.Encode()
	}
	return []ui.Action{
		{Label: w.t("trail.export.csv"), Href: address("csv"), Icon: "file-export"},
		{Label: w.t("trail.export.xlsx"), Href: address("xlsx"), Icon: "file-spreadsheet"},
	}
}
