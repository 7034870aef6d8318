package signing

import (
	"context"
	"net/url"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

// The addresses of reading and signing.
const (
	Home    = "/campaigns"
	New     = Home + "/new"
	Reading = "/reading"
	Lists   = "/settings/reading-lists"
	people  = Home + "/people"
)

// Path is the page of a campaign.
func Path(number string) string { return Home + "/" + number }

// PeoplePath is the list of a campaign's people; state narrows it.
func PeoplePath(number string, query url.Values) string {
	path := Path(number) + "/people"
	if q := query.Encode(); q != "" {
		path += "?" + q
	}
	return path
}

// At is an address below a policy's: sign, progress, quiz, questions, bound.
func At(policy, what string) string { return "/policies/" + policy + "/" + what }

// Text is the page on which a policy is read and signed.
func Text(policy string) string { return "/policies/" + policy }

// StateMark is the chip of a campaign's state.
func StateMark(ctx context.Context, state string) ui.Mark {
	m := ui.Mark{Text: locale.T(ctx, "signing.state."+state), Tone: ui.ToneMuted, Icon: "circle-check"}
	switch state {
	case "open":
		m.Tone, m.Icon = ui.ToneAccent, "circle-dot"
	case "cancelled":
		m.Icon = "ban"
	}
	return m
}

// DutyMark is the chip of a duty's state.
func DutyMark(ctx context.Context, state string, late bool) ui.Mark {
	m := ui.Mark{Text: locale.T(ctx, "signing.duty."+state), Tone: ui.ToneNeutral, Icon: "circle-dashed"}
	switch {
	case late:
		return ui.Mark{Text: locale.T(ctx, "signing.duty.late"), Tone: ui.ToneLate, Icon: "clock-exclamation"}
	case state == "signed":
		m.Tone, m.Icon = ui.ToneGood, "circle-check"
	case state == "excused", state == "left", state == "ended":
		m.Tone, m.Icon = ui.ToneMuted, "minus"
	}
	return m
}
