package record

import (
	"errors"
	"net/http"
	"strings"

	"bihuan/handlers/web"
	"bihuan/models/fault"
	view "bihuan/views/record"
	"bihuan/views/ui"
)

// Show is the page of the record that the address names, with the form of ?step= or of the obvious step.
func (p Pages[F]) Show(c *web.Context) error {
	r, err := p.Read(c)
	if err != nil {
		return err
	}
	return p.Render(c, http.StatusOK, r)
}

// Render answers with the page of a record that was read already.
func (p Pages[F]) Render(c *web.Context, status int, r Record) error {
	return p.render(c, status, r, c.QueryParam("step"), nil)
}

func (p Pages[F]) render(c *web.Context, status int, r Record, asked string, refused *refusal) error {
	f, err := p.form(c, r, asked, refused)
	if err != nil {
		return err
	}
	next := view.Next{Form: f, Menu: p.menu(c, r, f)}
	if f == nil {
		next.Quiet = p.quiet(c, r)
	}
	page, err := r.Page(next)
	if err != nil {
		return err
	}
	return c.Render(status, page)
}

// take carries a step out and leads back to where it was asked for.
func (p Pages[F]) take(s Step[F]) web.Handler {
	return func(c *web.Context) error {
		var form F
		if err := c.Bind(&form); err != nil {
			return err
		}
		sent := c.Request().PostForm
		ref := Ref{Number: c.Param("number"), Version: web.ReadID(sent.Get("version"))}
		if err := s.Do(c, ref, form); err != nil {
			return p.refuse(c, s, err)
		}
		c.Flash("success", p.Kind+".done."+s.Name)
		if back := web.LocalPath(sent.Get("back")); back != "" {
			return c.SeeOther(back)
		}
		if s.Leaves {
			if _, err := p.Read(c); fault.Is(err, fault.NotFoundKind) {
				return c.SeeOther(p.Home)
			}
		}
		return c.SeeOther(p.path(ref.Number))
	}
}

// refusal is a step that was not taken: what was typed, and why.
type refusal struct {
	values  view.Values
	errs    map[string]string
	problem string
	changed []ui.Comparison
}

// refuse shows the record as it is now, with the form as it was sent and the reason above it.
func (p Pages[F]) refuse(c *web.Context, s Step[F], err error) error {
	status, ok := Status(err)
	if !ok {
		return err
	}
	r, readErr := p.Read(c)
	if readErr != nil {
		return errors.Join(readErr, err)
	}
	refused := &refusal{values: Sent(c), errs: web.FieldErrors(c, err)}
	if refused.errs == nil {
		refused.problem = Reason(c, err)
		if fault.Is(err, fault.ConflictKind) {
			refused.changed = p.differences(c, r, s, refused.values)
		}
	}
	return p.render(c, status, r, s.Name, refused)
}

// differences are the fields in which what was typed and what is there now differ, in words.
func (p Pages[F]) differences(c *web.Context, r Record, s Step[F], yours view.Values) []ui.Comparison {
	if len(s.Compare) == 0 {
		return nil
	}
	var out []ui.Comparison
	theirs := r.Fill(s.Name)
	for _, field := range s.Compare {
		mine, now := typed(r, field, yours), typed(r, field, theirs)
		if mine != now {
			out = append(out, ui.Comparison{Label: c.T("field." + p.Kind + "." + field), Yours: mine, Theirs: now})
		}
	}
	return out
}

func typed(r Record, field string, values view.Values) string {
	return r.Typed(field, strings.ReplaceAll(values.Get(field), "\r\n", "\n"))
}

// Status is the status of the page that shows a refused form once more; false for what is no refusal.
func Status(err error) (int, bool) {
	f := fault.Of(err)
	if f == nil {
		return 0, false
	}
	status, ok := map[fault.Kind]int{fault.InvalidKind: http.StatusUnprocessableEntity, fault.ConflictKind: http.StatusConflict,
		fault.ForbiddenKind: http.StatusForbidden}[f.Kind]
	return status, ok
}

// Sent are the values of the form that was sent.
func Sent(c *web.Context) view.Values {
	values := view.Values{}
	for name, list := range c.Request().PostForm {
		if !strings.HasPrefix(name, "_") && name != "version" {
			values[name] = list
		}
	}
	return values
}

// Reason is what a fault says, in the reader's language; of several fields one.
func Reason(c *web.Context, err error) string {
	for _, text := range web.FieldErrors(c, err) {
		return text
	}
	f := fault.Of(err)
	if f == nil {
		return c.T("fault.unavailable")
	}
	return Why(c, fault.Option{Why: fault.Message{Key: f.Key, Args: f.Args}, Right: f.Right})
}

// Why says why a step cannot be taken now.
func Why(c *web.Context, o fault.Option) string {
	if o.Right != "" {
		return c.T("record.next.right", "right", c.T("right."+o.Right))
	}
	return c.T(o.Why.Key, o.Why.Args...)
}
