package policy

import (
	"context"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

func (c Clause) head(ctx context.Context) ui.Head {
	h := ui.Head{Title: c.Label, Number: c.Address, Lead: c.Title, Back: &ui.Link{Label: c.Title, Href: Path(c.Number)}, Actions: c.Actions}
	if c.Gone {
		h.Marks = []ui.Mark{{Text: locale.T(ctx, "policy.clause.out"), Tone: ui.ToneLate, Icon: "ban"}}
	}
	return h
}
