package home

import (
	"context"
	"strings"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

// Desk is the home page.
type Desk struct {
	Name    string
	Figures []ui.Stat // of those who lead
	Groups  []Group
	More    []ui.Link // everything, where the desk shows only the first lines
	Watch   []Watch
	Empty   []ui.Action
}

// Watch is what the reader looks after without having to do anything now.
type Watch struct {
	Title string
	Lines []Line
	All   *ui.Link // all of it, where only the first lines are shown
}

// The groups of the waiting list.
const (
	Late  = "late"
	Today = "today"
	Later = "later"
)

// Group is one part of the waiting list.
type Group struct {
	Key   string
	Lines []Line
}

// Line is one record that waits.
type Line struct {
	Number, Href string
	Title        string
	Whose        string // department, handler, complainant: what tells it apart
	State        ui.Mark
	Clock        ui.Clock
	Next         *ui.Action
	Warning      ui.Mark // before the state; none where it has no text
}

// Found is the page of a search.
type Found struct {
	Words  string
	Groups []Hits
	Help   bool // nothing was asked yet
}

// Hits are the records of one way of finding.
type Hits struct {
	Title string
	Note  string
	Hits  []Hit
	More  *ui.Link
}

// Hit is one record with the place where the words stand.
type Hit struct {
	Number, Href, Title string
	State               ui.Mark
	Note                string
	Snippet             []ui.Piece
}

func (d Desk) waiting() int {
	n := 0
	for _, g := range d.Groups {
		n += len(g.Lines)
	}
	return n
}

func (d Desk) nothing(ctx context.Context) ui.Nothing {
	return ui.Nothing{Icon: "mood-happy", Title: locale.T(ctx, "home.empty"), Text: locale.T(ctx, "home.empty.text"), Actions: d.Empty}
}

// watchLabel names all that is watched.
func (d Desk) watchLabel() string {
	titles := make([]string, len(d.Watch))
	for i, w := range d.Watch {
		titles[i] = w.Title
	}
	return strings.Join(titles, " · ")
}

func (g Group) class() string {
	if g.Key == Late {
		return "todo-title late"
	}
	return "todo-title"
}
