package signing

import (
	"context"

	"github.com/a-h/templ"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

// Mine is a person's own reading list with what he signed.
type Mine struct {
	Views  templ.Component
	Head   ui.Head
	Items  []Item
	Signed []Signed
	Pages  ui.Pages
}

// Item is a policy to read and sign.
type Item struct {
	Number, Title, Version string
	Why                    string // of which campaign, place in a list
	Clock                  ui.Clock
	Test                   bool
	Next                   ui.Action
	Late                   bool
}

// Signed is a signature.
type Signed struct {
	Number, Title, Version, Href string
	When, Hash                   string
	Holds                        bool
	How                          string // the score; on paper, by whom
	Files                        []ui.Attachment
}

// hold is the chip that tells whether a signature still does.
func (s Signed) hold(ctx context.Context) ui.Mark {
	if s.Holds {
		return ui.Mark{Text: locale.T(ctx, "signing.holds"), Tone: ui.ToneGood, Icon: "circle-check"}
	}
	return ui.Mark{Text: locale.T(ctx, "signing.superseded"), Tone: ui.ToneMuted, Icon: "history"}
}

func (m Mine) columns(ctx context.Context) []ui.Column {
	column := func(key, class string) ui.Column {
		return ui.Column{Key: key, Label: locale.T(ctx, "signing.mine."+key), Class: class}
	}
	return []ui.Column{column("policy", "cell-main"), column("version", ""), column("when", "cell-time"), column("hash", "cell-wide cell-id"), column("holds", "cell-state"), column("how", "cell-wide")}
}
