package complaint

import (
	"bihuan/handlers/record"
	"bihuan/models/complaint"
	"bihuan/models/terms"
	view "bihuan/views/complaint"
	"bihuan/views/locale"
	"bihuan/views/ui"
)

// recovery is what was done to make good, from the verdict to the result, as far as it exists.
func (w words) recovery(v complaint.View) []view.RecoveryLine {
	var lines []view.RecoveryLine
	add := func(key, value, note, icon, tone string) {
		lines = append(lines, view.RecoveryLine{Label: w.T("complaint.recovery." + key), Value: value, Note: note, Icon: icon, Tone: tone})
	}
	if v.Round > 1 {
		add("round", w.T("complaint.recovery.round.n", "n", v.Round), "", "repeat", ui.ToneWarn)
	}
	if v.Upheld != complaint.Undecided {
		add("upheld", w.Code("upheld", string(v.Upheld)), "", "gavel", "")
	}
	for _, r := range v.Remedies {
		tone := map[complaint.RemedyState]string{complaint.RemedyProposed: ui.ToneWarn, complaint.RemedyApproved: ui.ToneGood}[r.State]
		note := w.T("complaint.recovery." + string(r.State))
		if r.DecidedBy != 0 {
			note += " · " + w.People[r.DecidedBy]
		}
		add("remedy", w.remedy(r), note, "receipt", tone)
	}
	if v.RepliedAt != nil {
		add("reply", w.Term(terms.Channel, v.ReplyChannel), w.Minute(*v.RepliedAt), "send", ui.ToneGood)
	}
	for _, f := range v.FollowUps {
		tone := ui.ToneWarn
		if f.Satisfied {
			tone = ui.ToneGood
		}
		add("follow_up", w.Term(terms.FollowUpOutcome, f.Outcome), w.satisfaction(f), "message-2", tone)
	}
	if v.Outcome != "" {
		add("close", w.Code("outcome", string(v.Outcome)), "", "circle-check", ui.ToneGood)
	}
	return lines
}

// satisfaction is experience minus expectation.
func (w words) satisfaction(f complaint.FollowUp) string {
	switch {
	case !f.Reached:
		return w.T("complaint.recovery.unreached", "n", f.Attempt)
	case f.Experience > 0:
		return w.T("complaint.recovery.satisfaction", "e", f.Experience, "x", f.Expectation, "d", f.Experience-f.Expectation)
	}
	return ""
}

// remedy is a measure with its amount.
func (w words) remedy(r complaint.Remedy) string {
	text := w.Term(terms.RemedyKind, r.Kind)
	if r.Amount > 0 {
		text += " " + locale.Money(w.Ctx, r.Amount)
	}
	if r.Description != "" {
		text = w.T("complaint.remedy.line", "kind", text, "text", record.Excerpt(r.Description))
	}
	return text
}
