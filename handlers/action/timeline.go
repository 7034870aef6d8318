package action

import (
	"bihuan/handlers/record"
	"bihuan/models/action"
	view "bihuan/views/action"
	views "bihuan/views/record"
	"bihuan/views/ui"
)

// story says how the events of actions are told.
var story = record.Story{
	Kind:   action.Kind,
	Begins: []string{"action.opened"},
	Notes:  []string{"comment", "report"},
	Silent: []string{"state", "reported_at", "closed_at", "ineffective"},
	Looks: map[string]record.Look{
		"action.opened": {Icon: "plus"}, "action.edited": {Icon: "pencil"}, "action.assigned": {Icon: "user-share"}, "action.linked": {Icon: "link"},
		"action.planned": {Icon: "list-check", Tone: ui.ToneAccent}, "action.plan_sent_back": {Icon: "arrow-back-up", Tone: ui.ToneWarn},
		"action.started": {Icon: "player-play", Tone: ui.ToneAccent}, "action.measure_done": {Icon: "square-check", Tone: ui.ToneAccent},
		"action.evidence_added": {Icon: "paperclip"}, "action.reported": {Icon: "send", Tone: ui.ToneAccent},
		"action.verified": {Icon: "shield-check", Tone: ui.ToneGood}, "action.returned": {Icon: "arrow-back-up", Tone: ui.ToneWarn},
		"action.proved": {Icon: "circle-check", Tone: ui.ToneGood}, "action.not_proved": {Icon: "circle-x", Tone: ui.ToneLate},
		"action.postponed": {Icon: "calendar-event", Tone: ui.ToneWarn}, "action.extended": {Icon: "clock", Tone: ui.ToneWarn},
		"action.cancelled": {Icon: "ban", Tone: ui.ToneMuted}, "action.reopened": {Icon: "rotate", Tone: ui.ToneWarn},
		"action.commented": {Icon: "message"}, "action.reminded": {Icon: "bell", Tone: ui.ToneWarn},
	},
}

// timeline is what happened, newest first, beginning where the address says.
func (m *matter) timeline() (views.Timeline, error) {
	first := record.Events{Entries: m.v.Timeline, People: m.v.People, More: m.v.More}
	return story.Timeline(m.c, view.Path(m.v.Number), m.Value, first, func(before int64) (older record.Events, err error) {
		older.Entries, older.People, older.More, err = m.p.Actions.Timeline(m.c.Ctx(), m.c.Actor(), m.v.Number, before)
		return older, err
	})
}
