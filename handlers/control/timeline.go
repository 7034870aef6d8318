package control

import (
	"bihuan/handlers/record"
	"bihuan/handlers/trail"
	"bihuan/handlers/web"
	"bihuan/models/control"
	view "bihuan/views/control"
	views "bihuan/views/record"
	"bihuan/views/ui"
)

// story says how the events of controls are told.
var story = record.Story{
	Kind:   control.Kind,
	Begins: []string{"control.added"},
	Notes:  []string{"findings"},
	Looks: map[string]record.Look{
		"control.added": {Icon: "plus"}, "control.edited": {Icon: "pencil"}, "control.checked": {Icon: "clipboard-check", Tone: ui.ToneAccent},
		"control.corrected": {Icon: "arrow-back-up", Tone: ui.ToneWarn}, "control.retired": {Icon: "ban", Tone: ui.ToneMuted},
		"control.resumed": {Icon: "rotate", Tone: ui.ToneWarn}, "control.reminded": {Icon: "bell", Tone: ui.ToneWarn},
	},
}

// timeline is what happened, newest first, beginning where the address says.
func (m *matter) timeline() (views.Timeline, error) {
	first := record.Events{Entries: m.v.Timeline, People: m.v.People, More: m.v.More}
	return story.Timeline(m.c, view.Path(m.v.Number), m.Value, first, func(before int64) (older record.Events, err error) {
		older.Entries, older.People, older.More, err = m.p.Controls.Timeline(m.c.Ctx(), m.c.Actor(), m.v.Number, before)
		return older, err
	})
}

// Voice tells of controls in the trail.
func (parts Parts) Voice() trail.Voice {
	return trail.Voice{Kind: control.Kind, Words: func(c *web.Context) (record.Value, error) {
		w, err := (&pages{Parts: parts}).words(c)
		return w.Value, err
	}}
}
