package home

import (
	"time"

	"bihuan/handlers/web"
	"bihuan/models/search"
	view "bihuan/views/home"
	"bihuan/views/ui"
)

// Source is what one domain lays on the desk and what its records answer to a search. It gives nothing to
// readers without its rights.
type Source interface {
	Desk(c *web.Context) (Part, error)
	Found(c *web.Context, words string, most int) (Found, error)
}

// Part is one domain's part of the desk.
type Part struct {
	Waiting []Item
	Full    bool    // there is more than Waiting holds
	More    ui.Link // leads to all of it
	Figures []ui.Stat
	Watch   *view.Watch
	Empty   []ui.Action // what can be begun where nothing waits
}

// Item is a record that waits for the reader.
type Item struct {
	view.Line
	Due time.Time // zero where it has no deadline
}

// Found is what one domain's records answer to a search.
type Found struct {
	Domain string // in words, for pages on which several found something
	Groups []view.Hits
	Exact  string // the address of the one record whose number the words are
}

// Pieces are the place in a text where the words stand, as the page shows it.
func Pieces(place []search.Segment) []ui.Piece {
	out := make([]ui.Piece, len(place))
	for i, s := range place {
		out[i] = ui.Piece{Text: s.Text, Marked: s.Hit}
	}
	return out
}
