package record

import (
	"slices"

	"bihuan/handlers/web"
	"bihuan/models/fault"
	"bihuan/views/locale"
	view "bihuan/views/record"
	"bihuan/views/ui"
)

func option(r Record, step string) (fault.Option, bool) {
	for _, o := range r.Options() {
		if o.Step == step {
			return o, true
		}
	}
	return fault.Option{}, false
}

func allowed(r Record, step string) bool {
	o, ok := option(r, step)
	return ok && o.Allowed
}

// obvious is the step that the page opens with: the one that the record waits for, where the reader may take it.
func obvious(r Record) string {
	for _, s := range r.Usual() {
		if allowed(r, s) {
			return s
		}
	}
	return ""
}

// form is the form that stands open: the step asked for, or the obvious one; nil where there is none.
func (p Pages[F]) form(c *web.Context, r Record, asked string, refused *refusal) (*view.Form, error) {
	usual := obvious(r)
	name, problem := usual, ""
	_, known := p.step(asked)
	if refused != nil {
		name = asked
	} else if o, offered := option(r, asked); known && offered {
		if o.Allowed {
			name = asked
		} else {
			problem = Why(c, o)
		}
	}
	if name == "" {
		return nil, nil
	}
	s, _ := p.step(name)
	ref := r.Ref()
	f := &view.Form{Kind: p.Kind, Path: p.path(ref.Number), Step: name, Version: ref.Version, Problem: problem, Danger: s.Danger, Files: s.Files}
	if lead := p.Kind + ".lead." + name; locale.Has(locale.With(c.Ctx(), c.Locale()), lead) {
		f.Lead = c.T(lead)
	}
	if name != usual {
		f.Cancel = f.Path + "#next"
	}
	if allowed(r, s.Second) {
		second := p.open(c, ref, s.Second)
		f.Second = &second
	}
	values := r.Fill(name)
	if refused != nil {
		values, f.Errors, f.Problem, f.Changed = refused.values, refused.errs, refused.problem, refused.changed
	}
	var err error
	f.Fields, err = r.Fields(name, values)
	return f, err
}

// open leads to a step's form.
func (p Pages[F]) open(c *web.Context, ref Ref, step string) ui.Action {
	return ui.Action{Label: c.T(p.Kind + ".step." + step), Href: StepHref(p.path(ref.Number), step)}
}

// StepHref is the address of the form of a step of the record at path.
func StepHref(path, step string) string { return path + "?step=" + step + "#next" }

// quiet is what the box says to a reader for whom nothing is to be done.
func (p Pages[F]) quiet(c *web.Context, r Record) string {
	if words := r.Quiet(); words != "" {
		return words
	}
	if slices.ContainsFunc(r.Options(), func(o fault.Option) bool {
		s, known := p.step(o.Step)
		return o.Allowed && known && !s.Aside
	}) {
		return c.T("record.next.wait")
	}
	return c.T("record.next.nothing")
}

// menu are the other steps: those possible first, then those that are not, each with its reason.
func (p Pages[F]) menu(c *web.Context, r Record, f *view.Form) []ui.Action {
	var can, cannot []ui.Action
	for _, o := range r.Options() {
		a := p.open(c, r.Ref(), o.Step)
		_, known := p.step(o.Step)
		switch {
		case !known || f != nil && (f.Step == o.Step || f.Second != nil && f.Second.Href == a.Href):
		case o.Allowed:
			can = append(can, a)
		case r.Later(o):
			a.Why = Why(c, o)
			cannot = append(cannot, a)
		}
	}
	return append(can, cannot...)
}
