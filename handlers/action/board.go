package action

import (
	"net/http"

	"bihuan/handlers/list"
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/action"
	"bihuan/models/auth"
	view "bihuan/views/action"
	listview "bihuan/views/list"
	"bihuan/views/ui"
)

// byName says what the columns of the board are; byDepartment is the other answer, states being the usual one.
const (
	byName       = "by"
	byDepartment = "department"
)

// boards is the board as far as it is read like a list.
var boards = list.List{Kind: action.Kind, Path: view.Board, Names: []string{byName, "department", "owner", "kind", "mine"}}

// board shows open actions as cards, in columns by state or by department.
func (p *pages) board(c *web.Context) error {
	w, err := p.words(c)
	if err != nil {
		return err
	}
	a := boards.Read(c.QueryParams())
	read := p.Actions.BoardByState
	if a.Get(byName) == byDepartment {
		read = p.Actions.BoardByDepartment
	}
	columns, err := read(c.Ctx(), c.Actor(), narrowed(a))
	if err != nil {
		return err
	}
	page := view.BoardPage{Head: w.head(c, "action.board.title"), By: w.by(a)}
	var rows []action.Row
	for _, column := range columns {
		rows = append(rows, column.Rows...)
		page.Columns = append(page.Columns, p.column(c, w, a, column))
	}
	owners, err := p.owners(c, a, rows)
	if err != nil {
		return err
	}
	page.Filter = w.narrow(a, boards, byName, owners)
	page.Empty = w.nothing(c, page.Filter)
	if len(columns) >= action.MaxColumns {
		page.Note = w.T("action.board.cut", "n", action.MaxColumns)
	}
	return c.Render(http.StatusOK, view.Cards(page))
}

// by are the two ways of making columns.
func (w words) by(a list.Address) []ui.Tab {
	other := a.Get(byName) == byDepartment
	return []ui.Tab{
		{Label: w.T("action.board.by.state"), Href: a.Href(byName, ""), Active: !other},
		{Label: w.T("action.board.by.department"), Href: a.Href(byName, byDepartment), Active: other},
	}
}

// narrow is the filter bar of a view that is no list; it keeps one parameter that is no condition.
func (w words) narrow(a list.Address, view list.List, kept string, owners []ui.Option) listview.Filter {
	department, owner, kind := w.choices(a, owners)
	f := a.Filter([]listview.Field{department, owner, kind, w.tick("mine", w.T("action.filter.mine"))}, nil)
	f.Clear = view.Read(nil).Href(kept, a.Get(kept))
	if value := a.Get(kept); value != "" {
		f.Hidden = append(f.Hidden, ui.Pair{Name: kept, Value: value})
	}
	return f
}

// nothing stands where there are no cards.
func (w words) nothing(c *web.Context, f listview.Filter) ui.Nothing {
	if len(f.Chips) > 0 {
		return ui.Nothing{Icon: "filter", Title: w.T("action.list.no_match"), Text: w.T("list.no_match.text"),
			Actions: []ui.Action{{Label: w.T("ui.filter.clear"), Href: f.Clear}}}
	}
	return ui.Nothing{Icon: "circle-check", Title: w.T("action.board.empty"), Text: w.T("action.list.empty.text"), Actions: w.begin(c)}
}

// listed is the list narrowed as another view is.
func (p *pages) listed(a list.Address) list.Address {
	v := action.ViewAll
	if a.Get("mine") == ticked {
		v = action.ViewMine
	}
	return p.list().Read(nil).With("view", string(v), "department", a.Get("department"), "owner", a.Get("owner"), "kind", a.Get("kind"))
}

func (p *pages) column(c *web.Context, w words, a list.Address, from action.Column) view.Column {
	state := from.State != ""
	all := p.listed(a)
	out := view.Column{Count: list.Capped(c, from.Count, action.CountCap), More: from.Count > int64(len(from.Rows))}
	if state {
		out.Title, out.Href = w.T("action.state."+string(from.State)), all.Href("state", string(from.State))
	} else {
		out.Title, out.Href = w.Tree.Name(from.Department), all.Href("department", web.FormID(from.Department), "state", stateOpen)
	}
	for _, r := range from.Rows {
		card := view.Card{Row: w.row(r), Chip: !state, Owned: !state}
		if step := action.Awaited[r.State]; turn(c, r) {
			card.Step = &ui.Link{Label: w.T("action.step." + string(step)), Href: record.StepHref(card.Href(), string(step))}
		}
		out.Cards = append(out.Cards, card)
	}
	return out
}

// turn tells whether it is the reader for whom an action waits, as far as a row tells.
func turn(c *web.Context, r action.Row) bool {
	me := c.Actor().PersonID
	switch r.State {
	case action.Opened, action.Planned, action.Doing:
		return r.OwnerID == me
	case action.Reported:
		return verifies(c, r)
	case action.Verified:
		return verifies(c, r) && !r.NextDueAt.After(c.Locale().Now().AddDate(0, 0, 1))
	}
	return false
}

// verifies tells whether an action is the reader's to verify: he is named, or nobody is and the department is his.
func verifies(c *web.Context, r action.Row) bool {
	me := c.Actor().PersonID
	return r.VerifierID == me || r.VerifierID == 0 && r.OwnerID != me && c.Actor().CanIn(auth.ActionVerify, r.DepartmentID)
}
