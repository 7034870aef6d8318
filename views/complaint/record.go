package complaint

import (
	"context"

	"bihuan/views/locale"
	"bihuan/views/ui"

	"github.com/a-h/templ"
)

func (r Record) head(ctx context.Context) ui.Head {
	return ui.Head{
		Title: r.Subject, Number: r.Number, Marks: marks(ctx, r.State, r.Paused, r.Urgent),
		Back: &ui.Link{Label: locale.T(ctx, "complaint.list.title"), Href: "/complaints"},
	}
}

// revealing swaps the complainant's card alone; without a script the answer is
// the whole page.
func (r Reveal) spec() ui.FormSpec {
	to := r.Path + "/reveal"
	return ui.FormSpec{Action: to, ID: "step-reveal", Class: "form-tight", Attrs: templ.Attributes{
		"hx-post": to, "hx-target": "#complainant", "hx-select": "#complainant", "hx-swap": "outerHTML", "hx-push-url": "false",
	}}
}

func (r Running) title(ctx context.Context) string {
	switch {
	case r.Trial:
		return locale.T(ctx, "complaint.import.trial.of", "file", r.File)
	case r.Work.Over && !r.Work.Failed:
		return locale.T(ctx, "complaint.import.over", "file", r.File)
	}
	return locale.T(ctx, "complaint.import.running", "file", r.File)
}
