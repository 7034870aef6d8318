package record

import (
	"context"

	"github.com/a-h/templ"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

func (n Next) title(ctx context.Context) string {
	if n.Form == nil {
		return locale.T(ctx, "record.next")
	}
	return locale.T(ctx, "record.next.title", "step", n.Form.title(ctx))
}

func (f Form) title(ctx context.Context) string {
	if f.Title != "" {
		return f.Title
	}
	return locale.T(ctx, f.Kind+".step."+f.Step)
}

// spec sends a step without leaving the page: the content alone is exchanged, and the address stays one that
// can be opened again.
func (f Form) spec() ui.FormSpec {
	to := f.Path + "/" + f.Step
	return ui.FormSpec{Action: to, ID: "step-" + f.Step, Files: f.Files, Draft: to, Attrs: templ.Attributes{
		"hx-post": to, "hx-target": "#main", "hx-select": "#main", "hx-swap": "outerHTML show:window:top", "hx-select-oob": "#bell",
		"hx-replace-url": f.Path,
	}}
}

func (f Form) submit(ctx context.Context) ui.Submit {
	s := ui.Submit{Label: locale.T(ctx, f.Kind+".do."+f.Step), Tone: ui.TonePrimary, Attrs: templ.Attributes{"id": "do-step"}}
	if f.Danger {
		s.Tone = ui.ToneDanger
	}
	return s
}
