package record

import (
	"slices"
	"strings"

	"bihuan/handlers/web"
	"bihuan/models/audit"
	view "bihuan/views/record"
	"bihuan/views/ui"
)

// Look is the icon and tone of an event.
type Look struct{ Icon, Tone string }

// Story says how the events of a kind of record are told.
type Story struct {
	Kind  string          // fields are called field.<kind>.<field>
	Looks map[string]Look // by event
	// Begins are events that made the record: its facts stand on the page and are not told again.
	Begins []string
	// Notes are fields that hold what somebody wrote, told as a note rather than as a change.
	Notes []string
	// Silent are fields whose change the event's own words tell already.
	Silent []string
}

// Events are a part of a record's events, newest first, with the names of the people in them.
type Events struct {
	Entries []audit.Entry
	People  map[int64]string
	More    bool // there are older ones
}

// Timeline tells what happened to the record at path, newest first, from where the address says: first are
// the newest events, older reads those before one. Value puts a value into words.
func (s Story) Timeline(c *web.Context, path string, value Value, first Events, older func(before int64) (Events, error)) (view.Timeline, error) {
	t := view.Timeline{NotesOnly: c.QueryParam("notes") != "", All: path, Notes: path + "?notes=1"}
	events := first
	if before := web.ReadID(c.QueryParam("before")); before != 0 {
		var err error
		if events, err = older(before); err != nil {
			return t, err
		}
		t.Newest = t.Page("")
	}
	for _, e := range events.Entries {
		if !t.NotesOnly || s.noted(e) {
			t.Entries = append(t.Entries, s.entry(c, e, value, events.People))
		}
	}
	if n := len(events.Entries); events.More && n > 0 {
		t.Older = t.Page(web.FormID(events.Entries[n-1].ID))
	}
	return t, nil
}

// noted tells whether an event holds something that a person wrote.
func (s Story) noted(e audit.Entry) bool {
	if slices.Contains(s.Begins, e.Kind) {
		return false
	}
	return e.Reason != "" || slices.ContainsFunc(e.Changes, func(ch audit.Change) bool { return slices.Contains(s.Notes, ch.Field) })
}

func (s Story) entry(c *web.Context, e audit.Entry, value Value, people map[int64]string) ui.Entry {
	look := s.Looks[e.Kind]
	out := ui.Entry{ID: "event-" + web.FormID(e.ID), Icon: look.Icon, Tone: look.Tone, Who: people[e.PersonID], At: e.At, Title: c.T("event." + e.Kind), Reason: e.Reason}
	if e.PersonID != 0 && e.Role != "" {
		out.Role = c.T("role." + e.Role)
	}
	if slices.Contains(s.Begins, e.Kind) {
		return out
	}
	var notes []string
	for _, ch := range e.Changes {
		before, after := value(ch.Field, ch.Before, people), value(ch.Field, ch.After, people)
		switch {
		case before == "" && after == "" || slices.Contains(s.Silent, ch.Field) || ch.Field == amountField && ch.After == int64(0):
		case slices.Contains(s.Notes, ch.Field) && after != "":
			notes = append(notes, after)
		default:
			out.Changes = append(out.Changes, ui.Change{Label: c.T("field." + s.Kind + "." + ch.Field), Before: Excerpt(before), After: Excerpt(after)})
		}
	}
	out.Body = strings.Join(notes, "\n\n")
	return out
}

// Excerpt keeps a long text in a line readable; the whole stands elsewhere on the page.
func Excerpt(s string) string {
	const most = 160
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
