package signing

import (
	"context"

	"bihuan/views/list"
	"bihuan/views/locale"
	"bihuan/views/ui"
)

// Bound is the answer to who was bound on a day, and who had signed.
type Bound struct {
	Head    ui.Head
	Filter  list.Filter
	None    string  // why there is no answer
	Edition ui.Link // in force that day
	Force   string  // that it was, and since when
	Hash    string  // of its text
	Clause  *Clause // asked about
	Basis   []Basis
	Figures []ui.Stat
	Rows    []BoundRow
	Pages   ui.Pages
}

// Basis is a sentence on how the answer was found.
type Basis struct {
	Text   string
	Link   *ui.Link // leads to what it rests on
	Unsure bool     // that day's audience is not kept
}

// Clause is a clause as it stood that day.
type Clause struct{ Label, Text, Href string }

// BoundRow is a person who was bound.
type BoundRow struct {
	Name, Number, Department, Post    string
	State                             string // signed, unsigned, excused
	When, Version, Hash, Parts, Score string
	How                               string // on whose behalf, or why excused
}

func (r BoundRow) mark(ctx context.Context) ui.Mark {
	m := ui.Mark{Text: locale.T(ctx, "signing.bound.state."+r.State), Tone: ui.ToneWarn, Icon: "circle-dashed"}
	switch r.State {
	case "signed":
		m.Tone, m.Icon = ui.ToneGood, "circle-check"
	case "excused":
		m.Tone, m.Icon = ui.ToneMuted, "minus"
	}
	return m
}

// short is the beginning of a hash; all of it is its tip.
func short(hash string) string { return hash[:min(len(hash), 8)] }

func (b Bound) columns(ctx context.Context) []ui.Column {
	column := func(key, class string) ui.Column {
		return ui.Column{Key: key, Label: locale.T(ctx, "signing.bound."+key), Class: class}
	}
	return []ui.Column{column("name", "cell-main"), column("department", ""), column("post", "cell-wide"), column("state", ""), column("version", ""), column("when", "cell-time"),
		column("shown", "cell-wide"), column("score", "cell-wide"), column("how", "")}
}
