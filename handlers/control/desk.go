package control

import (
	"net/url"
	"strings"

	"bihuan/handlers/home"
	"bihuan/handlers/list"
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/control"
	"bihuan/models/search"
	view "bihuan/views/control"
	homeview "bihuan/views/home"
	"bihuan/views/ui"
)

// desk is what controls lay on the desk and answer to a search.
type desk struct{ *pages }

// Desk gives what controls lay on the desk and answer to a search.
func (parts Parts) Desk() home.Source { return desk{&pages{Parts: parts}} }

// Desk is the reader's controls whose check is due, and for who is in charge how many are overdue.
func (d desk) Desk(c *web.Context) (home.Part, error) {
	if !c.Can(auth.ControlRead) {
		return home.Part{}, nil
	}
	w, err := d.words(c)
	if err != nil {
		return home.Part{}, err
	}
	part := home.Part{More: ui.Link{Label: w.T("control.list.more"), Href: view.Home + "?view=" + string(control.ViewMine)}}
	on, err := d.Controls.OnDesk(c.Ctx(), c.Actor())
	if err != nil {
		return part, err
	}
	part.Full = len(on.Waiting) >= control.MaxWaiting
	for _, r := range on.Waiting {
		item := home.Item{Line: w.line(r), Due: r.DueAt}
		item.Next = &ui.Action{Label: w.T("control.step.check"), Href: record.StepHref(view.Path(r.Number), "check"), Small: true}
		part.Waiting = append(part.Waiting, item)
	}
	if !c.Can(auth.ControlWrite) {
		return part, nil
	}
	figure := ui.Stat{Label: w.T("control.figure.overdue"), Value: "0", Href: view.Home + "?view=" + string(control.ViewOverdue)}
	if on.Overdue > 0 {
		figure.Tone, figure.Value = ui.ToneLate, list.Capped(c, on.Overdue, control.CountCap)
	}
	part.Figures = []ui.Stat{figure}
	return part, nil
}

func (w words) line(r control.Row) homeview.Line {
	return homeview.Line{Number: r.Number, Href: view.Path(r.Number), Title: r.Title, Whose: w.whose(r), State: view.ResultMark(w.Ctx, string(r.LastResult)), Clock: w.clock(r.Control)}
}

// whose says whose a control is.
func (w words) whose(r control.Row) string {
	return strings.Trim(w.Tree.Name(r.DepartmentID)+" · "+r.OwnerName, " ·")
}

// Found are the controls that words find.
func (d desk) Found(c *web.Context, text string, most int) (home.Found, error) {
	if !c.Can(auth.ControlRead) {
		return home.Found{}, nil
	}
	found, err := d.Controls.Find(c.Ctx(), c.Actor(), text, most)
	if err != nil || len(found) == 0 {
		return home.Found{}, err
	}
	w, err := d.words(c)
	if err != nil {
		return home.Found{}, err
	}
	out := home.Found{Domain: w.T("control.title")}
	hits := homeview.Hits{Title: w.T("home.search.words.title")}
	if strings.EqualFold(found[0].Number, text) {
		out.Exact, hits.Title = view.Path(found[0].Number), w.T("home.search.number")
	}
	for _, r := range found {
		hit := homeview.Hit{Number: r.Number, Href: view.Path(r.Number), Title: r.Title, State: view.ResultMark(w.Ctx, string(r.LastResult)), Note: w.whose(r)}
		if pieces := search.Place(r.Text, text); pieces != nil {
			hit.Snippet = home.Pieces(pieces)
		}
		hits.Hits = append(hits.Hits, hit)
	}
	if len(found) >= most {
		hits.More = &ui.Link{Label: w.T("home.search.more"), Href: view.Home + "?" + url.Values{"view": {string(control.ViewAll)}, "q": {text}}.Encode()}
	}
	out.Groups = []homeview.Hits{hits}
	return out, nil
}
