package complaint

import (
	"bihuan/models/complaint"
	"bihuan/models/terms"
	view "bihuan/views/complaint"
	"bihuan/views/locale"
	"bihuan/views/ui"
)

// loop is the chain from the complaint to its result, as far as it exists.
func (w words) loop(v complaint.View) []view.LoopLine {
	var lines []view.LoopLine
	add := func(key, value, note, icon, tone string) {
		lines = append(lines, view.LoopLine{Label: w.t("complaint.loop." + key), Value: value, Note: note, Icon: icon, Tone: tone})
	}
	if v.Round > 1 {
		add("round", w.t("complaint.loop.round.n", "n", v.Round), "", "repeat", ui.ToneWarn)
	}
	if v.Upheld != complaint.Undecided {
		add("upheld", w.code("upheld", string(v.Upheld)), "", "gavel", "")
	}
	for _, r := range v.Remedies {
		tone := map[complaint.RemedyState]string{complaint.RemedyProposed: ui.ToneWarn, complaint.RemedyApproved: ui.ToneGood}[r.State]
		note := w.t("complaint.loop." + string(r.State))
		if r.DecidedBy != 0 {
			note += " · " + w.people[r.DecidedBy]
		}
		add("remedy", w.remedy(r), note, "receipt", tone)
	}
	if v.RepliedAt != nil {
		add("reply", w.term(terms.Channel, v.ReplyChannel), w.minute(*v.RepliedAt), "send", ui.ToneGood)
	}
	for _, f := range v.FollowUps {
		tone := ui.ToneWarn
		if f.Satisfied {
			tone = ui.ToneGood
		}
		add("follow_up", w.term(terms.FollowUpOutcome, f.Outcome), w.satisfaction(f), "message-2", tone)
	}
	if v.Outcome != "" {
		add("close", w.code("outcome", string(v.Outcome)), "", "circle-check", ui.ToneGood)
	}
	return lines
}

// satisfaction is experience minus expectation.
func (w words) satisfaction(f complaint.FollowUp) string {
	switch {
	case !f.Reached:
		return w.t("complaint.loop.unreached", "n", f.Attempt)
	case f.Experience > 0:
		return w.t("complaint.loop.satisfaction", "e", f.Experience, "x", f.Expectation, "d", f.Experience-f.Expectation)
	}
	return ""
}

// remedy is a measure with its amount.
func (w words) remedy(r complaint.Remedy) string {
	text := w.term(terms.RemedyKind, r.Kind)
	if r.Amount > 0 {
		text += " " + locale.Money(w.ctx, r.Amount)
	}
	if r.Description != "" {
		text = w.t("complaint.remedy.line", "kind", text, "text", excerpt(r.Description))
	}
	return text
}
