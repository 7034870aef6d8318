package complaint

import (
	"bihuan/handlers/record"
	"bihuan/models/complaint"
	view "bihuan/views/complaint"
	views "bihuan/views/record"
	"bihuan/views/ui"
)

// story says how the events of complaints are told.
var story = record.Story{
	Kind:   complaint.Kind,
	Begins: []string{"complaint.registered", "complaint.imported"},
	Notes:  []string{"comment", "findings", "reply", "summary", "action_text", "description"},
	Silent: []string{"state"},
	Looks: map[string]record.Look{
		"complaint.registered": {Icon: "plus"}, "complaint.imported": {Icon: "file-import"}, "complaint.edited": {Icon: "pencil"}, "complaint.accepted": {Icon: "check", Tone: ui.ToneAccent},
		"complaint.not_accepted": {Icon: "ban", Tone: ui.ToneMuted}, "complaint.acknowledged": {Icon: "phone-call", Tone: ui.ToneAccent}, "complaint.assessed": {Icon: "clipboard-check", Tone: ui.ToneAccent},
		"complaint.assigned": {Icon: "user-share"}, "complaint.transferred": {Icon: "switch-horizontal"}, "complaint.investigated": {Icon: "search", Tone: ui.ToneAccent},
		"complaint.remedy_proposed": {Icon: "receipt", Tone: ui.ToneAccent}, "complaint.remedy_approved": {Icon: "thumb-up", Tone: ui.ToneGood}, "complaint.remedy_sent_back": {Icon: "arrow-back-up", Tone: ui.ToneWarn},
		"complaint.replied": {Icon: "send", Tone: ui.ToneGood}, "complaint.followed_up": {Icon: "message-2", Tone: ui.ToneAccent}, "complaint.closed": {Icon: "circle-check", Tone: ui.ToneGood},
		"complaint.paused": {Icon: "player-pause", Tone: ui.ToneWarn}, "complaint.resumed": {Icon: "player-play"}, "complaint.reopened": {Icon: "rotate", Tone: ui.ToneWarn},
		"complaint.commented": {Icon: "message"}, "complaint.file_attached": {Icon: "paperclip"}, "complaint.revealed": {Icon: "eye", Tone: ui.ToneWarn}, "complaint.reminded": {Icon: "bell", Tone: ui.ToneWarn},
	},
}

// timeline is what happened, newest first, beginning where the address says.
func (m *matter) timeline() (views.Timeline, error) {
	first := record.Events{Entries: m.v.Timeline, People: m.v.People, More: m.v.More}
	return story.Timeline(m.c, view.Path(m.v.Number), m.Value, first, func(before int64) (older record.Events, err error) {
		older.Entries, older.People, older.More, err = m.p.Complaints.Timeline(m.c.Ctx(), m.c.Actor(), m.v.Number, before)
		return older, err
	})
}
