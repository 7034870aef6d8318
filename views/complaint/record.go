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

func (n Next) title(ctx context.Context) string {
	if n.Form == nil {
		return locale.T(ctx, "complaint.next")
	}
	return locale.T(ctx, "complaint.next.title", "step", n.Form.title(ctx))
}

func (f StepForm) title(ctx context.Context) string {
	if f.Title != "" {
		return f.Title
	}
	return locale.T(ctx, "complaint.step."+f.Step)
}

// spec sends a step without leaving the page: the content alone is exchanged,
// and the address stays one that can be opened again.
func (f StepForm) spec() ui.FormSpec {
	to := Path(f.Number) + "/" + f.Step
	return ui.FormSpec{Action: to, ID: "step-" + f.Step, Files: f.Files, Draft: "complaint-" + f.Number + "-" + f.Step, Attrs: templ.Attributes{
		"hx-post": to, "hx-target": "#main", "hx-select": "#main", "hx-swap": "outerHTML show:window:top", "hx-select-oob": "#bell",
		"hx-replace-url": Path(f.Number),
	}}
}

func (f StepForm) submit(ctx context.Context) ui.Submit {
	s := ui.Submit{Label: locale.T(ctx, "complaint.do."+f.Step), Tone: ui.TonePrimary, Attrs: templ.Attributes{"id": "do-step"}}
	if f.Danger {
		s.Tone = ui.ToneDanger
	}
	return s
}

// order names the fields as they stand, for the summary of errors.
func order(controls []Control) []string {
	var names []string
	for _, c := range controls {
		if c.Kind == Together {
			names = append(names, order(c.Row)...)
			continue
		}
		names = append(names, c.Name)
	}
	return names
}

// with gives the control its error and whatever else every control has.
func (c Control) with(errs map[string]string) Control {
	c.Error = errs[c.Name]
	return c
}

// yuan asks for yuan with two decimals as text: a number field would let the
// browser round.
func yuan(f ui.Field) ui.Field {
	f.InputMode = "decimal"
	f.Width = "short"
	f.Max = 14
	f.Placeholder = "0.00"
	return f
}

// revealing swaps the complainant's card alone; without a script the answer is
// the whole page.
func (f StepForm) revealing() ui.FormSpec {
	to := Path(f.Number) + "/reveal"
	return ui.FormSpec{Action: to, ID: "step-reveal", Class: "form-tight", Attrs: templ.Attributes{
		"hx-post": to, "hx-target": "#complainant", "hx-select": "#complainant", "hx-swap": "outerHTML", "hx-push-url": "false",
	}}
}

// Page is the timeline's address before an event, or from the newest on.
func (t Timeline) Page(before string) string {
	at := t.All
	if t.NotesOnly {
		at = t.Notes
	}
	switch {
	case before == "":
		return at
	case t.NotesOnly:
		return at + "&before=" + before
	}
	return at + "?before=" + before
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
