package action

import (
	"net/url"
	"strings"

	"bihuan/handlers/home"
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/action"
	"bihuan/models/auth"
	"bihuan/models/search"
	view "bihuan/views/action"
	homeview "bihuan/views/home"
	"bihuan/views/ui"
)

// desk is what actions lay on the desk and answer to a search.
type desk struct{ *pages }

// Desk gives what actions lay on the desk and answer to a search.
func (parts Parts) Desk() home.Source { return desk{&pages{Parts: parts}} }

// watched is how many of the actions that the reader opened stand beside the list.
const watched = 8

// Desk is what waits for the reader, and what he opened.
func (d desk) Desk(c *web.Context) (home.Part, error) {
	if !c.Can(auth.ActionRead) {
		return home.Part{}, nil
	}
	w, err := d.words(c)
	if err != nil {
		return home.Part{}, err
	}
	part := home.Part{More: ui.Link{Label: w.T("action.list.more"), Href: view.Home}}
	most := 0
	if c.Can(auth.ActionOpen) {
		most = watched + 1
	}
	waiting, opened, err := d.Actions.OnDesk(c.Ctx(), c.Actor(), most)
	if err != nil {
		return part, err
	}
	part.Full = len(waiting) >= action.MaxWaiting
	for _, item := range waiting {
		part.Waiting = append(part.Waiting, w.waiting(item))
	}
	part.Watch = w.watch(opened)
	return part, nil
}

func (w words) waiting(item action.WaitingItem) home.Item {
	out := home.Item{Line: w.line(item.Row)}
	if item.NextClock != "" {
		out.Due = item.NextDueAt
	}
	if item.Ineffective > 0 {
		out.Warning = view.IneffectiveMark(w.Ctx, item.Ineffective)
	}
	out.Next = w.next(item)
	return out
}

func (w words) line(r action.Row) homeview.Line {
	return homeview.Line{Number: r.Number, Href: view.Path(r.Number), Title: r.Title, Whose: w.whose(r),
		State: w.state(r), Clock: w.nextClock(r.Action)}
}

// state is the chip of the state.
func (w words) state(r action.Row) ui.Mark {
	return view.StateMark(w.Ctx, string(r.State), string(r.Outcome))
}

// next is the button of the step that an action waits for: to start asks nothing and is done at once, any other
// step opens its form.
func (w words) next(item action.WaitingItem) *ui.Action {
	step := string(item.Step)
	path := view.Path(item.Number)
	a := &ui.Action{Label: w.T("action.step." + step), Href: record.StepHref(path, step), Small: true}
	if item.Step == action.StartStep {
		a.Post, a.Tone, a.Href = true, ui.TonePrimary, path+"/"+step
		a.Fields = []ui.Pair{{Name: "version", Value: web.FormID(item.Version)}, {Name: "back", Value: "/"}}
	}
	return a
}

// whose says whose an action is and where it comes from.
func (w words) whose(r action.Row) string {
	var parts []string
	for _, s := range []string{w.Tree.Name(r.DepartmentID), r.OwnerName, r.SourceNumber} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " · ")
}

// watch are the open actions that the reader opened.
func (w words) watch(opened []action.Row) *homeview.Watch {
	if len(opened) == 0 {
		return nil
	}
	out := &homeview.Watch{Title: w.T("action.list.watch")}
	for _, r := range opened[:min(len(opened), watched)] {
		out.Lines = append(out.Lines, w.line(r))
	}
	if len(opened) > watched {
		out.All = &ui.Link{Label: w.T("action.list.more"), Href: view.Home + "?state=open&view=" + string(action.ViewOpened)}
	}
	return out
}

// Found are the actions that words find.
func (d desk) Found(c *web.Context, text string, most int) (home.Found, error) {
	if !c.Can(auth.ActionRead) {
		return home.Found{}, nil
	}
	found, err := d.Actions.Find(c.Ctx(), c.Actor(), text, most)
	if err != nil || len(found) == 0 {
		return home.Found{}, err
	}
	w, err := d.words(c)
	if err != nil {
		return home.Found{}, err
	}
	out := home.Found{Domain: w.T("menu.actions")}
	hits := homeview.Hits{Title: w.T("home.search.words.title")}
	if strings.EqualFold(found[0].Number, text) {
		out.Exact, hits.Title = view.Path(found[0].Number), w.T("home.search.number")
	}
	for _, r := range found {
		hits.Hits = append(hits.Hits, w.hit(r, text))
	}
	if len(found) >= most {
		query := url.Values{"view": {string(action.ViewAll)}, "q": {text}}.Encode()
		hits.More = &ui.Link{Label: w.T("home.search.more"), Href: view.Home + "?" + query}
	}
	out.Groups = []homeview.Hits{hits}
	return out, nil
}

func (w words) hit(r action.Row, text string) homeview.Hit {
	hit := homeview.Hit{Number: r.Number, Href: view.Path(r.Number), Title: r.Title, State: w.state(r), Note: w.whose(r)}
	for _, s := range []string{r.Finding, r.Cause} {
		if pieces := search.Place(s, text); hit.Snippet == nil && pieces != nil {
			hit.Snippet = home.Pieces(pieces)
		}
	}
	return hit
}
