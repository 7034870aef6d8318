package policy

import (
	"bihuan/handlers/record"
	"bihuan/models/policy"
	view "bihuan/views/policy"
	views "bihuan/views/record"
	"bihuan/views/ui"
)

// story says how the events of policies are told.
var story = record.Story{
	Kind:   policy.Record,
	Begins: []string{"policy.created", "policy.imported"},
	Silent: []string{"state", "stage", "hash"},
	Looks: map[string]record.Look{
		"policy.created": {Icon: "plus"}, "policy.imported": {Icon: "file-import"}, "policy.edited": {Icon: "pencil"}, "policy.draft_begun": {Icon: "edit", Tone: ui.ToneAccent},
		"policy.written": {Icon: "device-floppy"}, "policy.picture_added": {Icon: "photo"}, "policy.sent": {Icon: "send", Tone: ui.ToneAccent},
		"policy.commented": {Icon: "message"}, "policy.resolved": {Icon: "check"}, "policy.judged": {Icon: "messages", Tone: ui.ToneAccent},
		"policy.proposed": {Icon: "gavel", Tone: ui.ToneAccent}, "policy.approval_given": {Icon: "thumb-up", Tone: ui.ToneAccent},
		"policy.approved": {Icon: "rosette-discount-check", Tone: ui.ToneGood}, "policy.refused": {Icon: "arrow-back-up", Tone: ui.ToneWarn},
		"policy.postponed": {Icon: "calendar-event", Tone: ui.ToneWarn}, "policy.in_force": {Icon: "shield-check", Tone: ui.ToneGood},
		"policy.taken_back": {Icon: "arrow-back-up", Tone: ui.ToneWarn}, "policy.withdrawn": {Icon: "ban", Tone: ui.ToneMuted},
		"policy.reviewed": {Icon: "refresh", Tone: ui.ToneGood}, "policy.retired": {Icon: "archive", Tone: ui.ToneWarn}, "policy.reminded": {Icon: "bell", Tone: ui.ToneWarn},
		"policy.exception_asked": {Icon: "hand-stop", Tone: ui.ToneWarn}, "policy.exception_answered": {Icon: "gavel"}, "policy.exception_ended": {Icon: "ban"},
		"policy.exception_ending": {Icon: "bell", Tone: ui.ToneWarn}, "policy.cited": {Icon: "link"},
	},
}

// timeline is what happened, newest first, beginning where the address says.
func (m *matter) timeline() (views.Timeline, error) {
	first := record.Events{Entries: m.v.Timeline, People: m.v.Names, More: m.v.More}
	return story.Timeline(m.c, view.RecordPath(m.v.Number), m.Value, first, func(before int64) (older record.Events, err error) {
		older.Entries, older.People, older.More, err = m.p.Policies.Timeline(m.c.Ctx(), m.c.Actor(), m.v.Number, before)
		return older, err
	})
}
