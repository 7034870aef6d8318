package complaint

import (
	"errors"
	"net/http"
	"strings"

	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/fault"
	view "bihuan/views/complaint"
	"bihuan/views/ui"
)

// step is how a step's form becomes a use case.
type step struct {
	step  complaint.Step
	right auth.Permission
	do    func(p *pages, c *web.Context, ref complaint.Ref, f stepForm) error
}

// take carries a step out. A refused one comes back as the record's page with what was typed still in the form.
func (p *pages) take(s step) web.Handler {
	return func(c *web.Context) error {
		var f stepForm
		if err := c.Bind(&f); err != nil {
			return err
		}
		ref := complaint.Ref{Number: c.Param("number"), Version: number(f.Version)}
		err := s.do(p, c, ref, f)
		if err != nil {
			return p.refuse(c, s.step, err)
		}
		c.Flash("success", "complaint.done."+string(s.step))
		if back := web.LocalPath(f.Back); back != "" {
			return c.SeeOther(back)
		}
		if s.step == complaint.TransferStep {
			// Who gave a complaint to another department may not see it any more.
			if _, err := p.Complaints.ByNumber(c.Ctx(), c.Actor(), ref.Number); fault.Is(err, fault.NotFoundKind) {
				return c.SeeOther("/complaints")
			}
		}
		return c.SeeOther(view.Path(ref.Number))
	}
}

// refuse shows the record as it is now, with the form as it was sent and the reason above it.
func (p *pages) refuse(c *web.Context, s complaint.Step, err error) error {
	status, ok := map[fault.Kind]int{fault.InvalidKind: http.StatusUnprocessableEntity, fault.ConflictKind: http.StatusConflict,
		fault.ForbiddenKind: http.StatusForbidden}[kindOf(err)]
	if !ok {
		return err
	}
	v, w, readErr := p.read(c)
	if readErr != nil {
		return errors.Join(readErr, err)
	}
	r := &refusal{values: sent(c), errs: web.FieldErrors(c, err)}
	if r.errs == nil {
		r.problem = reason(c, err)
		if s == complaint.EditStep && fault.Is(err, fault.ConflictKind) {
			r.changed = w.differences(r.values, w.fill(v, s))
		}
	}
	if s == complaint.RevealStep {
		return p.showRefusedReveal(c, status, v, w, r)
	}
	f, err := p.form(c, v, w, s, r)
	if err != nil {
		return err
	}
	return p.render(c, status, v, w, f)
}

func kindOf(err error) fault.Kind {
	if f := fault.Of(err); f != nil {
		return f.Kind
	}
	return 0
}

// sent are the values of the form that was sent.
func sent(c *web.Context) view.Values {
	values := view.Values{}
	for name, list := range c.Request().PostForm {
		if !strings.HasPrefix(name, "_") && name != "version" {
			values[name] = list
		}
	}
	return values
}

// compared are the facts that are put side by side when two people edited them.
var compared = []string{"subject", "body", "remedy_sought", "channel", "received_at", "severity", "failure_type", "complained_department_id",
	"complained_person_id", "order_number", "urgent_safety", "name", "phone", "email", "address", "customer_no"}

// differences are the fields in which what was typed and what is there now differ, in words.
func (w words) differences(yours, theirs view.Values) []ui.Comparison {
	var out []ui.Comparison
	for _, field := range compared {
		mine, now := w.typed(field, yours.Get(field)), w.typed(field, theirs.Get(field))
		if mine != now {
			out = append(out, ui.Comparison{Label: w.t("field.complaint." + field), Yours: mine, Theirs: now})
		}
	}
	return out
}

// typed is a value as it stands in a form, in words.
func (w words) typed(field, s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	switch field {
	case "urgent_safety":
		return w.yes(s == "1")
	case "complained_department_id":
		return w.tree.Name(number(s))
	case "received_at":
		return strings.Replace(s, "T", " ", 1)
	}
	return w.code(field, s)
}
