package complaint

import (
	"net/url"

	"bihuan/handlers/home"
	"bihuan/handlers/list"
	"bihuan/handlers/record"
	"bihuan/handlers/trail"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/terms"
	view "bihuan/views/complaint"
	homeview "bihuan/views/home"
	"bihuan/views/locale"
	"bihuan/views/ui"
)

// desk is what complaints lay on the desk and answer to a search.
type desk struct{ *pages }

// Desk gives what complaints lay on the desk and answer to a search.
func (parts Parts) Desk() home.Source { return desk{&pages{Parts: parts}} }

// Voice tells of complaints in the trail.
func (parts Parts) Voice() trail.Voice {
	return trail.Voice{Kind: complaint.Kind, Words: func(c *web.Context) (record.Value, error) {
		w, err := (&pages{Parts: parts}).words(c)
		return w.Value, err
	}}
}

// watched is how many of the matters that the reader registered stand beside the list.
const watched = 8

// Desk is what waits for the reader, and what he registered.
func (d desk) Desk(c *web.Context) (home.Part, error) {
	w, err := d.words(c)
	if err != nil {
		return home.Part{}, err
	}
	part := home.Part{More: ui.Link{Label: w.T("home.more"), Href: listPath}}
	if c.Can(auth.ComplaintRegister) {
		part.Empty = []ui.Action{{Label: w.T("complaint.register"), Href: "/complaints/new", Icon: "plus"}}
	}
	if !c.Can(auth.ComplaintRead) {
		return part, nil
	}
	waiting, registered, err := d.Complaints.OnDesk(c.Ctx(), c.Actor(), watched+1)
	if err != nil {
		return part, err
	}
	part.Full = len(waiting) >= complaint.MaxWaiting
	for _, item := range waiting {
		part.Waiting = append(part.Waiting, w.waiting(item))
	}
	if part.Figures, err = d.figures(c, w); err != nil {
		return part, err
	}
	part.Watch = w.watch(registered)
	return part, nil
}

func (w words) waiting(item complaint.WaitingItem) home.Item {
	out := home.Item{Line: w.line(item.Row)}
	if item.NextClock != "" {
		out.Due = item.NextDueAt
	}
	if item.UrgentSafety {
		out.Warning = ui.Mark{Text: w.T("complaint.urgent"), Tone: ui.ToneLate, Icon: "alert-triangle"}
	}
	out.Next = w.next(item)
	return out
}

func (w words) line(r complaint.Row) homeview.Line {
	return homeview.Line{Number: r.Number, Href: view.Path(r.Number), Title: r.Subject, Whose: w.whose(r), State: w.state(r), Clock: w.nextClock(r.Complaint)}
}

// next is the button of the step that a complaint waits for: one that asks nothing is taken at once, any
// other opens its form.
func (w words) next(item complaint.WaitingItem) *ui.Action {
	step := string(item.Step)
	path := view.Path(item.Number)
	a := &ui.Action{Label: w.T("complaint.step." + step), Href: record.StepHref(path, step), Small: true}
	switch item.Step {
	case complaint.AcceptStep, complaint.ResumeStep:
		a.Post, a.Tone, a.Href = true, ui.TonePrimary, path+"/"+step
		a.Fields = []ui.Pair{{Name: "version", Value: id(item.Version)}, {Name: "take", Value: "1"}, {Name: "back", Value: "/"}}
	}
	return a
}

// whose says whose matter a complaint is: department, complainant, and the day it was received.
func (w words) whose(r complaint.Row) string {
	text := w.Tree.Name(r.DepartmentID)
	for _, part := range []string{r.Complainant.Name, w.Term(terms.Channel, r.Channel), locale.Time(w.Ctx, r.ReceivedAt)} {
		if part != "" {
			text += " · " + part
		}
	}
	return text
}

// state is the chip of the state.
func (w words) state(r complaint.Row) ui.Mark {
	return view.RowMark(w.Ctx, string(r.State), r.PausedAt != nil)
}

// figures are a supervisor's four numbers; each opens the list that it counts.
func (d desk) figures(c *web.Context, w words) ([]ui.Stat, error) {
	if !c.Can(auth.ComplaintAssign) {
		return nil, nil
	}
	n, err := d.Complaints.Figures(c.Ctx(), c.Actor())
	if err != nil {
		return nil, err
	}
	figure := func(key string, n int64, tone, conditions string) ui.Stat {
		s := ui.Stat{Label: w.T("complaint.figure." + key), Value: "0", Href: "/complaints?view=department&" + conditions}
		if n > 0 {
			s.Tone, s.Value = tone, list.Capped(c, n, complaint.FigureCap)
		}
		return s
	}
	return []ui.Stat{
		figure("late", n.Late, ui.ToneLate, "clock=late"), figure("today", n.DueToday, ui.ToneWarn, "clock=today"),
		figure("approve", n.AwaitingApproval, "", "state=proposed"), figure("open", n.Open, "", "state=open"),
	}, nil
}

// watch are the open complaints that the reader registered.
func (w words) watch(registered []complaint.Row) *homeview.Watch {
	if len(registered) == 0 {
		return nil
	}
	out := &homeview.Watch{Title: w.T("complaint.watch")}
	for _, r := range registered[:min(len(registered), watched)] {
		out.Lines = append(out.Lines, w.line(r))
	}
	if len(registered) > watched {
		out.All = &ui.Link{Label: w.T("home.more"), Href: "/complaints?state=open&view=" + string(complaint.ViewFirstContact)}
	}
	return out
}

// Found are the complaints that words find, by the way they were found.
func (d desk) Found(c *web.Context, text string, most int) (home.Found, error) {
	if !c.Can(auth.ComplaintRead) {
		return home.Found{}, nil
	}
	found, err := d.Complaints.Search(c.Ctx(), c.Actor(), text, most)
	if err != nil {
		return home.Found{}, err
	}
	w, err := d.words(c)
	if err != nil {
		return home.Found{}, err
	}
	out := home.Found{Domain: w.T("menu.complaints")}
	if len(found) == 1 && found[0].By == complaint.ByNumberMatch {
		out.Exact = view.Path(found[0].Number)
	}
	groups := []homeview.Hits{{Title: w.T("home.search.number")}, {Title: w.T("home.search.person")}, {Title: w.T("home.search.words.title")}}
	place := map[complaint.Match]int{complaint.ByNumberMatch: 0, complaint.ByPersonMatch: 1, complaint.ByWordsMatch: 2}
	for _, f := range found {
		g := &groups[place[f.By]]
		g.Hits = append(g.Hits, w.hit(f))
	}
	for _, g := range groups {
		if len(g.Hits) > 0 {
			out.Groups = append(out.Groups, g)
		}
	}
	if n := len(out.Groups); n > 0 && len(found) >= most {
		query := url.Values{"view": {string(complaint.ViewAll)}, "q": {text}}.Encode()
		out.Groups[n-1].More = &ui.Link{Label: w.T("home.search.more"), Href: listPath + "?" + query}
	}
	return out, nil
}

func (w words) hit(f complaint.Found) homeview.Hit {
	return homeview.Hit{Number: f.Number, Href: view.Path(f.Number), Title: f.Subject, State: w.state(f.Row), Note: w.whose(f.Row), Snippet: home.Pieces(f.Snippet)}
}
