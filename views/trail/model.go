package trail

import (
	"context"
	"strings"
	"time"

	"github.com/a-h/templ"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

// Home is where the trail is.
const Home = "/trail"

// Filter is the filter bar as it stands.
type Filter struct {
	Person, Number, Role, Kind, Record, From, To string
	Roles, Kinds, Records                        []ui.Option
	Chips                                        []ui.FilterChip
	More                                         bool // one of the conditions behind "more" is in use
}

// Row is one event of the list.
type Row struct {
	Href, What   string
	At           time.Time
	Who, Role    string
	Record       string
	Number       string
	RecordHref   string
	Reason       string
	Changes      []ui.Change
	MoreChanges  int
	SystemReason string
}

// List is a page of events.
type List struct {
	Filter  Filter
	Rows    []Row
	Pages   ui.Pages
	Exports []ui.Action
	// Unknown is a person looked for whom nobody is called.
	Unknown string
}

// Commitment is one personal value and its place in the canonical bytes.
type Commitment struct {
	Field, Path, Hash, Salt, Value string
	State                          string // holds, erased, broken
	Masked                         bool
}

// Code is a text shown as it is, letter by letter.
func Code(text string) templ.Component { return code(text) }

// Event is one event with its proof.
type Event struct {
	Row
	UID, Leaf, Canonical, Download string
	Facts                          []ui.Fact
	Commitments                    []Commitment
	Sealed                         string // its number in the sealed trail
}

func (l List) head(ctx context.Context) ui.Head {
	return ui.Head{Title: locale.T(ctx, "trail.title"), Lead: locale.T(ctx, "trail.lead"), Menu: &ui.ActionMenu{Label: locale.T(ctx, "trail.export"), Icon: "download", Actions: l.Exports}}
}

func (l List) nothing(ctx context.Context) ui.Nothing {
	n := ui.Nothing{Icon: "history", Title: locale.T(ctx, "trail.none"), Text: locale.T(ctx, "trail.none.text")}
	if l.Unknown != "" {
		n.Title = locale.T(ctx, "trail.unknown", "name", l.Unknown)
	}
	return n
}

func table(ctx context.Context) ui.TableSpec {
	return ui.TableSpec{Label: locale.T(ctx, "trail.title"), Columns: []ui.Column{
		{Key: "at", Label: locale.T(ctx, "trail.at"), Class: "cell-time"}, {Key: "who", Label: locale.T(ctx, "trail.who")},
		{Key: "what", Label: locale.T(ctx, "trail.what"), Class: "cell-main"}, {Key: "record", Label: locale.T(ctx, "trail.record"), Class: "trail-record"},
		{Key: "changes", Label: locale.T(ctx, "trail.changes"), Class: "cell-wide trail-changes"}}}
}

func (c Commitment) facts(ctx context.Context) []ui.Fact {
	value, salt := ui.Fact{Label: locale.T(ctx, "trail.commitment.value"), Value: c.Value}, ui.Fact{Label: locale.T(ctx, "trail.commitment.salt"), Part: code(c.Salt)}
	if c.State == "erased" {
		value.Value = locale.T(ctx, "trail.erased")
		salt = ui.Fact{Label: salt.Label}
	}
	if c.Masked {
		salt = ui.Fact{Label: salt.Label, Value: locale.T(ctx, "trail.salt_withheld")}
	}
	return []ui.Fact{value, salt, {Label: locale.T(ctx, "trail.commitment.hash"), Part: code(c.Hash)}}
}

// line tells the reason and the changes in one line.
func (r Row) line(ctx context.Context) string {
	var parts []string
	if r.Reason != "" {
		parts = append(parts, r.Reason)
	}
	for _, c := range r.Changes {
		text := c.Label + " " + c.After
		if c.Before != "" {
			after := c.After
			if after == "" {
				after = locale.T(ctx, "ui.change.empty")
			}
			text = c.Label + " " + c.Before + " → " + after
		}
		parts = append(parts, text)
	}
	if r.MoreChanges > 0 {
		parts = append(parts, locale.T(ctx, "trail.more_changes", "n", r.MoreChanges))
	}
	return strings.Join(parts, " · ")
}

func bond(ctx context.Context, c Commitment) ui.Mark {
	m := ui.Mark{Text: locale.T(ctx, "trail.bond."+c.State), Tone: ui.ToneGood, Icon: "check"}
	switch c.State {
	case "erased":
		m.Tone, m.Icon = ui.ToneMuted, "minus"
	case "broken":
		m.Tone, m.Icon = ui.ToneLate, "alert-triangle"
	}
	return m
}
