package home

import (
	"net/http"
	"time"

	pages "bihuan/handlers/complaint"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/complaint"
	complaintview "bihuan/views/complaint"
	view "bihuan/views/home"
	"bihuan/views/ui"
)

// watched is how many of the matters that the reader registered stand beside the list.
const watched = 8

// show is the desk: what waits for the reader, and what he watches.
func (d *desk) show(c *web.Context) error {
	w, err := d.Words(c, d.now)
	if err != nil {
		return err
	}
	page := view.Desk{Name: c.Actor().Name}
	if c.Can(auth.ComplaintRegister) {
		page.Empty = append(page.Empty, ui.Action{Label: w.T("complaint.register"), Href: "/complaints/new", Icon: "plus"})
	}
	if c.Can(auth.ComplaintRead) {
		if err := d.fill(c, w, &page); err != nil {
			return err
		}
	}
	return c.Render(http.StatusOK, view.Page(page))
}

func (d *desk) fill(c *web.Context, w pages.Words, page *view.Desk) error {
	waiting, err := d.Complaints.Waiting(c.Ctx(), c.Actor())
	if err != nil {
		return err
	}
	page.Groups = d.groups(c, w, waiting)
	if len(waiting) >= complaint.MaxWaiting {
		page.More = &ui.Link{Label: w.T("home.more"), Href: "/complaints"}
	}
	if page.Figures, err = d.figures(c, w); err != nil {
		return err
	}
	open := true
	mine, err := d.Complaints.List(c.Ctx(), c.Actor(), complaint.Filter{View: complaint.ViewFirstContact, Open: &open}, nil)
	if err != nil {
		return err
	}
	for i, r := range mine.Rows {
		if i == watched {
			page.All = &ui.Link{Label: w.T("home.more"), Href: "/complaints?state=open&view=" + string(complaint.ViewFirstContact)}
			break
		}
		page.Watch = append(page.Watch, line(w, r))
	}
	return nil
}

func line(w pages.Words, r complaint.Row) view.Line {
	return view.Line{Number: r.Number, Href: complaintview.Path(r.Number), Title: r.Subject, Whose: w.Whose(r), State: w.State(r.Complaint),
		Clock: w.Clock(r.Complaint), Urgent: r.UrgentSafety}
}

// groups puts what waits into late, today and later.
func (d *desk) groups(c *web.Context, w pages.Words, waiting []complaint.WaitingItem) []view.Group {
	groups := []view.Group{{Key: view.Late}, {Key: view.Today}, {Key: view.Later}}
	now := d.now().In(c.Locale().Zone())
	y, m, day := now.Date()
	tomorrow := time.Date(y, m, day+1, 0, 0, 0, 0, now.Location())
	for _, item := range waiting {
		l := line(w, item.Row)
		l.Next = next(w, item)
		at := &groups[2]
		switch {
		case item.NextClock == "":
		case now.After(item.NextDueAt):
			at = &groups[0]
		case item.NextDueAt.Before(tomorrow):
			at = &groups[1]
		}
		at.Lines = append(at.Lines, l)
	}
	return groups
}

// next is the button of the step that a complaint waits for: one that asks nothing is taken at once, any
// other opens its form.
func next(w pages.Words, item complaint.WaitingItem) *ui.Action {
	step := string(item.Step)
	path := complaintview.Path(item.Number)
	a := &ui.Action{Label: w.T("complaint.step." + step), Href: path + "?step=" + step + "#next", Small: true}
	switch item.Step {
	case complaint.AcceptStep, complaint.ResumeStep:
		a.Post, a.Tone, a.Href = true, ui.TonePrimary, path+"/"+step
		a.Fields = []ui.Pair{{Name: "version", Value: pages.ID(item.Version)}, {Name: "take", Value: "1"}, {Name: "back", Value: "/"}}
	}
	return a
}

// figures are a supervisor's four numbers; each opens the list that it counts.
func (d *desk) figures(c *web.Context, w pages.Words) ([]ui.Stat, error) {
	if !c.Can(auth.ComplaintAssign) {
		return nil, nil
	}
	n, err := d.Complaints.Figures(c.Ctx(), c.Actor())
	if err != nil {
		return nil, err
	}
	figure := func(key string, n int64, tone, conditions string) ui.Stat {
		s := ui.Stat{Label: w.T("home.figure." + key), Value: w.Count(c, n, complaint.FigureCap), Href: "/complaints?view=department&" + conditions}
		if n > 0 {
			s.Tone = tone
		}
		return s
	}
	return []ui.Stat{
		figure("late", n.Late, ui.ToneLate, "clock=late"), figure("today", n.DueToday, ui.ToneWarn, "clock=today"),
		figure("approve", n.AwaitingApproval, "", "state=proposed"), figure("open", n.Open, "", "state=open"),
	}, nil
}
