package complaint

import (
	"strings"

	"bihuan/handlers/web"
	"bihuan/models/audit"
	"bihuan/models/complaint"
	view "bihuan/views/complaint"
	"bihuan/views/ui"
)

// spoken are the fields whose value is told as a note rather than as a change.
var spoken = map[string]bool{"comment": true, "findings": true, "reply": true, "summary": true, "action_text": true, "description": true}

// moments are the icons and tones of what can happen.
var moments = map[string][2]string{
	"complaint.registered": {"plus", ""}, "complaint.imported": {"file-import", ""}, "complaint.edited": {"pencil", ""}, "complaint.accepted": {"check", ui.ToneAccent},
	"complaint.not_accepted": {"ban", ui.ToneMuted}, "complaint.acknowledged": {"phone-call", ui.ToneAccent}, "complaint.assessed": {"clipboard-check", ui.ToneAccent},
	"complaint.assigned": {"user-share", ""}, "complaint.transferred": {"switch-horizontal", ""}, "complaint.investigated": {"search", ui.ToneAccent},
	"complaint.remedy_proposed": {"receipt", ui.ToneAccent}, "complaint.remedy_approved": {"thumb-up", ui.ToneGood}, "complaint.remedy_sent_back": {"arrow-back-up", ui.ToneWarn},
	"complaint.replied": {"send", ui.ToneGood}, "complaint.followed_up": {"message-2", ui.ToneAccent}, "complaint.closed": {"circle-check", ui.ToneGood},
	"complaint.paused": {"player-pause", ui.ToneWarn}, "complaint.resumed": {"player-play", ""}, "complaint.reopened": {"rotate", ui.ToneWarn},
	"complaint.commented": {"message", ""}, "complaint.file_attached": {"paperclip", ""}, "complaint.revealed": {"eye", ui.ToneWarn}, "complaint.reminded": {"bell", ui.ToneWarn},
}

// timeline is what happened, newest first, beginning where the address says.
func (p *pages) timeline(c *web.Context, v complaint.View, w words) (view.Timeline, error) {
	here := view.Path(v.Number)
	t := view.Timeline{NotesOnly: c.QueryParam("notes") != "", All: here, Notes: here + "?notes=1"}
	entries, more := v.Timeline, v.More
	if before := number(c.QueryParam("before")); before != 0 {
		var err error
		if entries, w.people, more, err = p.Complaints.Timeline(c.Ctx(), c.Actor(), v.Number, before); err != nil {
			return t, err
		}
		t.Newest = t.Page("")
	}
	for _, e := range entries {
		if !t.NotesOnly || noted(e) {
			t.Entries = append(t.Entries, w.entry(e))
		}
	}
	if more {
		t.Older = t.Page(id(entries[len(entries)-1].ID))
	}
	return t, nil
}

// noted tells whether an event holds something that a person wrote.
func noted(e audit.Entry) bool {
	if e.Kind == "complaint.registered" || e.Kind == "complaint.imported" {
		return false
	}
	for _, ch := range e.Changes {
		if spoken[ch.Field] {
			return true
		}
	}
	return e.Reason != ""
}

func (w words) entry(e audit.Entry) ui.Entry {
	look := moments[e.Kind]
	out := ui.Entry{ID: "event-" + id(e.ID), Icon: look[0], Tone: look[1], Who: w.people[e.PersonID], At: e.At, Title: w.t("event." + e.Kind), Reason: e.Reason}
	if e.PersonID != 0 && e.Role != "" {
		out.Role = w.t("role." + e.Role)
	}
	if e.Kind == "complaint.registered" || e.Kind == "complaint.imported" {
		return out // the facts stand beside the timeline
	}
	var notes []string
	for _, ch := range e.Changes {
		before, after := w.value(ch.Field, ch.Before), w.value(ch.Field, ch.After)
		switch {
		case before == "" && after == "" || ch.Field == "state" || ch.Field == "amount" && ch.After == int64(0):
		case spoken[ch.Field] && after != "":
			notes = append(notes, after)
		default:
			out.Changes = append(out.Changes, ui.Change{Label: w.t("field.complaint." + ch.Field), Before: excerpt(before), After: excerpt(after)})
		}
	}
	out.Body = strings.Join(notes, "\n\n")
	return out
}

// excerpt keeps a long text in a change readable; the whole stands on the page.
func excerpt(s string) string {
	const most = 160
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
