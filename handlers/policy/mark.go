package policy

import (
	"time"

	"bihuan/models/policy"
	"bihuan/views/locale"
	"bihuan/views/ui"
)

// stateMark is the chip of a document's state.
func (w words) stateMark(s policy.State) ui.Mark {
	m := ui.Mark{Text: w.T("policy.state." + string(s)), Tone: ui.ToneNeutral, Icon: "circle-dashed"}
	switch s {
	case policy.InForce:
		m.Tone, m.Icon = ui.ToneGood, "shield-check"
	case policy.Retired:
		m.Tone, m.Icon = ui.ToneMuted, "archive"
	}
	return m
}

// stageMark is the chip of an edition's stage.
func (w words) stageMark(s policy.Stage) ui.Mark {
	m := ui.Mark{Text: w.T("policy.stage." + string(s)), Tone: ui.ToneAccent, Icon: "circle-dot"}
	switch s {
	case policy.Drafting:
		m.Tone, m.Icon = ui.ToneNeutral, "pencil"
	case policy.Reviewing:
		m.Icon = "messages"
	case policy.Approving:
		m.Icon = "gavel"
	case policy.Approved:
		m.Icon = "calendar-event"
	case policy.Current:
		m.Tone, m.Icon = ui.ToneGood, "shield-check"
	case policy.Superseded, policy.Withdrawn:
		m.Tone, m.Icon = ui.ToneMuted, "archive"
	}
	return m
}

// control is the mark that says whether a text may be relied on: controlled, a draft, superseded or retired.
func (w words) control(p policy.Policy, e policy.EditionHead) ui.Mark {
	switch {
	case p.State == policy.Retired && e.InForceAt != nil:
		return ui.Mark{Text: w.T("policy.control.retired"), Tone: ui.ToneLate, Icon: "ban"}
	case e.Stage == policy.Current:
		return ui.Mark{Text: w.T("policy.control.current"), Tone: ui.ToneGood, Icon: "shield-check", Title: w.T("policy.control.hint")}
	case e.Stage == policy.Superseded:
		return ui.Mark{Text: w.T("policy.control.superseded"), Tone: ui.ToneLate, Icon: "ban"}
	case e.Stage == policy.Approved:
		return ui.Mark{Text: w.T("policy.control.approved"), Tone: ui.ToneAccent, Icon: "calendar-event"}
	case e.Stage == policy.Withdrawn:
		return ui.Mark{Text: w.T("policy.control.withdrawn"), Tone: ui.ToneMuted, Icon: "ban"}
	}
	return ui.Mark{Text: w.T("policy.control.draft"), Tone: ui.ToneWarn, Icon: "pencil"}
}

// day is the day of an instant where the firm is.
func (w words) day(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.In(w.zone()).Format(time.DateOnly)
}

// days are from when to when an edition was in force.
func (w words) days(e policy.EditionHead) string {
	switch {
	case e.InForceAt == nil && e.Stage == policy.Approved:
		return w.T("policy.days.coming", "day", w.day(e.EffectAt))
	case e.InForceAt == nil:
		return ""
	case e.EndedAt == nil:
		return w.T("policy.days.since", "day", w.day(e.InForceAt))
	}
	return w.T("policy.days.span", "from", w.day(e.InForceAt), "to", w.day(e.EndedAt))
}

// zone is where the firm is.
func (w words) zone() *time.Location { return locale.From(w.Ctx).Zone() }
