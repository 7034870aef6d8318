package complaint

import (
	"context"
	"slices"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

func (l List) head(ctx context.Context) ui.Head {
	h := ui.Head{Title: locale.T(ctx, "complaint.list.title")}
	if l.Count != "" {
		h.Count = locale.T(ctx, "complaint.list.count", "n", l.Count)
	}
	if l.CanRegister {
		h.Actions = append(h.Actions, ui.Action{Label: locale.T(ctx, "complaint.register"), Href: "/complaints/new", Icon: "plus", Tone: ui.TonePrimary, Key: "c"})
	}
	menu := &ui.ActionMenu{}
	if l.CanImport {
		menu.Actions = append(menu.Actions, ui.Action{Label: locale.T(ctx, "complaint.import"), Href: "/complaints/import", Icon: "file-import"})
	}
	menu.Actions = append(menu.Actions, l.Exports...)
	h.Menu = menu
	return h
}

func (l List) nothing(ctx context.Context) ui.Nothing {
	if len(l.Filter.Chips) > 0 {
		return ui.Nothing{Icon: "filter", Title: locale.T(ctx, "complaint.list.no_match"), Text: locale.T(ctx, "complaint.list.no_match.text"),
			Actions: []ui.Action{{Label: locale.T(ctx, "ui.filter.clear"), Href: l.Filter.Clear}}}
	}
	n := ui.Nothing{Icon: "circle-check", Title: locale.T(ctx, "complaint.list.empty"), Text: locale.T(ctx, "complaint.list.empty.text")}
	if l.CanRegister {
		n.Actions = []ui.Action{{Label: locale.T(ctx, "complaint.register"), Href: "/complaints/new", Icon: "plus"}}
	}
	return n
}

func (l List) table(ctx context.Context) ui.TableSpec {
	t := ui.TableSpec{Label: locale.T(ctx, "complaint.list.title"), Selectable: l.Assign != nil}
	for _, key := range l.Columns {
		s := l.Sorts[key]
		t.Columns = append(t.Columns, ui.Column{Key: key, Label: columnLabel(ctx, key), Class: columnClass(key), Sort: s.Href, Sorted: s.Now})
	}
	return t
}

func (l List) chooser(ctx context.Context) ui.ColumnChoice {
	c := ui.ColumnChoice{Action: "/complaints", Hidden: l.Choice}
	for _, key := range Columns {
		c.Columns = append(c.Columns, ui.Choosable{Key: key, Label: columnLabel(ctx, key), Shown: slices.Contains(l.Columns, key), Fixed: Fixed(key)})
	}
	return c
}

func columnLabel(ctx context.Context, key string) string {
	if key == ColDue {
		return locale.T(ctx, "complaint.clock")
	}
	return label(ctx, key)
}

func columnClass(key string) string {
	switch key {
	case ColNumber:
		return "cell-id"
	case ColSubject:
		return "cell-main"
	case ColState:
		return ""
	case ColReceived:
		return "cell-time"
	case ColDue:
		return "cell-clock"
	}
	return "cell-wide"
}

func (r Row) text(column string) string {
	switch column {
	case ColComplainant:
		return r.Complainant
	case ColChannel:
		return r.Channel
	case ColType:
		return r.Type
	case ColDepartment:
		return r.Department
	case ColHandler:
		return r.Handler
	case ColFirst:
		return r.First
	}
	return ""
}

// stateChip is the state of a row; a complaint whose clock stands still says
// so instead of its step.
func stateChip(ctx context.Context, r Row) ui.Mark {
	if r.Paused {
		return ui.Mark{Text: locale.T(ctx, "complaint.paused"), Tone: ui.ToneMuted, Icon: "player-pause", Title: locale.T(ctx, "complaint.state."+r.State)}
	}
	return StateMark(ctx, r.State)
}

func (r Row) missing(ctx context.Context, column string) string {
	if column == ColHandler {
		return locale.T(ctx, "complaint.unassigned")
	}
	return locale.T(ctx, "ui.none")
}
