package loop

import (
	"context"
	"time"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

// Node is one record of a chain.
type Node struct {
	Kind, Icon   string // in words; the icon's name
	Number, Href string // both empty where the reader may not see it
	Title        string
	State        ui.Mark
	Due          *ui.Clock
	This, Hidden bool
	Ended        bool   // the link to it came to nothing
	Also         string // further records that led to it, in words
	Beyond       []Node // what comes next, seen from the record that the chain is about
}

// Chain is the chain of a record. Open leads to opening an action from the record, Cite to citing a clause of a policy;
// each is empty where that cannot be done.
type Chain struct {
	Before, After []Node
	This          Node
	More          bool // it goes on
	Open, Cite    string
}

// Alone tells whether the record has neither origin nor consequence.
func (c Chain) Alone() bool { return len(c.Before) == 0 && len(c.After) == 0 }

// next are the ways to lead the chain on.
func (c Chain) next(ctx context.Context) []ui.Action {
	var all []ui.Action
	if c.Open != "" {
		all = append(all, ui.Action{Label: locale.T(ctx, "link.open"), Href: c.Open, Icon: "plus", Small: true})
	}
	if c.Cite != "" {
		all = append(all, ui.Action{Label: locale.T(ctx, "link.cite"), Href: c.Cite, Icon: "link", Small: true})
	}
	return all
}

// actions stand at the head of the panel; where nothing is linked yet, the invitation stands below.
func (c Chain) actions(ctx context.Context) []ui.Action {
	if c.Alone() {
		return nil
	}
	return c.next(ctx)
}

// Gap is one chain that is not closed.
type Gap struct {
	Node
	Wants      string // in words
	Department string
	Since      time.Time
	Waited     string // in words
	Next       ui.Action
}

// Queue is the page of the chains that are not closed.
type Queue struct {
	Filter ui.Filter
	Fields []ui.Field
	Gaps   []Gap
	Pages  ui.Pages
}

func columns(ctx context.Context) []ui.Column {
	return []ui.Column{{Label: locale.T(ctx, "link.number")}, {Label: locale.T(ctx, "link.record")}, {Label: locale.T(ctx, "link.wants")}, {Label: locale.T(ctx, "link.department")},
		{Label: locale.T(ctx, "link.state")}, {Label: locale.T(ctx, "link.since")}, {Label: locale.T(ctx, "link.next"), Hidden: true}}
}

func (q Queue) nothing(ctx context.Context) ui.Nothing {
	if len(q.Filter.Chips) == 0 {
		return ui.Nothing{Icon: "circle-check", Title: locale.T(ctx, "link.empty"), Text: locale.T(ctx, "link.empty.text")}
	}
	return ui.Nothing{Icon: "filter", Title: locale.T(ctx, "link.no_match"), Text: locale.T(ctx, "link.no_match.text"),
		Actions: []ui.Action{{Label: locale.T(ctx, "ui.filter.clear"), Href: q.Filter.Clear}}}
}
