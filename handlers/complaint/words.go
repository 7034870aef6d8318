package complaint

import (
	"context"
	"time"

	"bihuan/handlers/web"
	"bihuan/models/audit"
	"bihuan/models/complaint"
	"bihuan/models/org"
	"bihuan/models/terms"
	"bihuan/views/locale"
	"bihuan/views/ui"
)

// words puts codes, ids and times into the reader's language.
type words struct {
	ctx     context.Context
	tag     string
	now     time.Time
	set     terms.Set
	tree    org.Tree
	classes []complaint.DeadlineClass
	people  map[int64]string
}

func (p *pages) words(c *web.Context) (words, error) {
	w := words{ctx: locale.With(c.Ctx(), c.Locale()), tag: string(c.Locale().Tag()), now: p.now()}
	var err error
	if w.set, err = p.Terms.All(c.Ctx()); err != nil {
		return w, err
	}
	if w.tree, err = p.Organisation.Departments(c.Ctx()); err != nil {
		return w, err
	}
	w.classes, err = p.Complaints.Classes(c.Ctx())
	return w, err
}

func (w words) t(key string, args ...any) string { return locale.T(w.ctx, key, args...) }

func (w words) term(list, code string) string {
	if code == "" {
		return ""
	}
	return w.set.Name(list, code, w.tag)
}

// lists are the value lists behind fields that are not named like theirs.
var lists = map[string]string{
	"channel": terms.Channel, "reply_channel": terms.Channel, "acknowledge_channel": terms.Channel, "severity": terms.Severity,
	"failure_class": terms.FailureClass, "failure_type": terms.FailureType, "attribution": terms.Attribution, "failure_kind": terms.FailureKind,
	"complexity": terms.Complexity, "impact": terms.Impact, "recourse": terms.Recourse, "not_accept_reason": terms.NotAcceptReason,
	"pause_reason": terms.PauseReason, "follow_up_outcome": terms.FollowUpOutcome, "remedy_kind": terms.RemedyKind,
}

// value is a value of a field, as an event holds it, in words.
func (w words) value(field string, v any) string {
	switch v := v.(type) {
	case audit.Erased:
		return w.t("complaint.erased")
	case complaint.Concealed:
		return "***"
	case bool:
		return w.yes(v)
	case int64:
		return w.number(field, v)
	case string:
		return w.code(field, v)
	}
	return ""
}

func (w words) yes(on bool) string {
	if on {
		return w.t("complaint.yes")
	}
	return w.t("complaint.no")
}

func (w words) number(field string, n int64) string {
	switch field {
	case "department_id", "complained_department_id":
		return w.tree.Name(n)
	case "handler_id", "complained_person_id", "replied_by":
		return w.people[n]
	case "amount":
		return locale.Money(w.ctx, n)
	}
	return locale.Number(w.ctx, n)
}

func (w words) code(field, s string) string {
	if s == "" {
		return ""
	}
	if list, ok := lists[field]; ok {
		return w.term(list, s)
	}
	switch field {
	case "state":
		return w.t("complaint.state." + s)
	case "upheld":
		return w.t("complaint.upheld." + s)
	case "outcome":
		return w.t("complaint.outcome." + s)
	case "clock":
		return w.t("complaint.clock." + s)
	case "to":
		return w.t("complaint.to." + s)
	case "deadline_class":
		return w.class(s)
	case "received_at", "replied_at", "closed_at":
		if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
			return w.minute(t)
		}
	}
	return s
}

func (w words) class(code string) string {
	for _, d := range w.classes {
		if d.Code == code {
			return d.Name(w.tag)
		}
	}
	return code
}

// minute is an instant with its day, to the minute.
func (w words) minute(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(locale.From(w.ctx).Zone()).Format("2006-01-02 15:04")
}

// options are the terms of a list that can be chosen; one that stands there already stays choosable.
func (w words) options(list, now string) []ui.Option {
	l, _ := terms.Find(list)
	var out []ui.Option
	for _, t := range w.set.List(list) {
		o := ui.Option{Value: t.Code, Label: t.Name(w.tag)}
		if l.Parent != "" && l.Parent != list {
			o.Group = w.term(l.Parent, t.Parent)
		}
		out = append(out, o)
	}
	if now != "" && !w.set.Has(list, now) && w.set.Known(list, now) {
		out = append(out, ui.Option{Value: now, Label: w.term(list, now)})
	}
	return out
}

// departments are the departments that exist, each with its way.
func (w words) departments(now int64) []ui.Option {
	var out []ui.Option
	for _, d := range w.tree.All() {
		if !d.Closed || d.ID == now {
			out = append(out, ui.Option{Value: id(d.ID), Label: w.tree.FullName(d.ID)})
		}
	}
	return out
}

func (w words) keyed(prefix string, codes []string) []ui.Option {
	out := make([]ui.Option, len(codes))
	for i, code := range codes {
		out[i] = ui.Option{Value: code, Label: w.t(prefix + code)}
	}
	return out
}

// id and number are how forms send and read ids.
func id(n int64) string { return web.FormID(n) }

func number(s string) int64 { return web.ReadID(s) }
