package complaint

import (
	"regexp"
	"strings"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/fault"
)

// Concealed stands in a timeline for a value that the reader may not see.
type Concealed struct{}

// open tells whether the actor sees the complainant unmasked: who handles the complaint, who took it first,
// and jobs; never who it is about.
func (c *Complaint) open(a auth.Actor) bool {
	if c.about(a) {
		return false
	}
	return a.IsSystem() || a.PersonID != 0 && (a.PersonID == c.HandlerID || a.PersonID == c.FirstContactID)
}

// guard gives complaint and complainant as the actor may see them. Everything that leaves the package for
// a reader went through it.
func guard(a auth.Actor, c Complaint, p Complainant) (Complaint, Complainant) {
	switch {
	case c.about(a):
		s := scrubber(c, p)
		c.Subject, c.Body, c.RemedySought = s(c.Subject), s(c.Body), s(c.RemedySought)
		c.OrderNumber, c.Source, c.ActionText, c.Findings, c.Reply, c.Summary = "", "", "", "", "", ""
		return c, Complainant{ComplaintID: p.ComplaintID, Masked: true, Hidden: true}
	case c.open(a):
		return c, p
	}
	return c, Complainant{ComplaintID: p.ComplaintID, Name: maskName(p.Name), Phone: maskPhone(p.Phone), Email: maskEmail(p.Email),
		Address: maskAddress(p.Address), CustomerNo: maskCode(p.CustomerNo), Masked: true}
}

var (
	longDigits = regexp.MustCompile(`[0-9０-９](?:[ \-－]?[0-9０-９]){4,}`)
	addresses  = regexp.MustCompile(`[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+`)
)

const mask = "***"

// scrubber gives a function that takes everything out of a text that could tell who complains.
func scrubber(c Complaint, p Complainant) func(string) string {
	var pairs []string
	for _, v := range []string{p.Name, p.Phone, p.PhoneDigits, p.Email, p.Address, p.CustomerNo, c.OrderNumber} {
		if v != "" {
			pairs = append(pairs, v, mask)
		}
	}
	known := strings.NewReplacer(pairs...)
	return func(s string) string {
		return longDigits.ReplaceAllString(addresses.ReplaceAllString(known.Replace(s), mask), mask)
	}
}

func maskName(s string) string {
	for _, r := range s {
		return string(r) + "**"
	}
	return ""
}

func maskPhone(s string) string {
	d := digits(s)
	switch {
	case d == "":
		return ""
	case len(d) >= 11:
		return d[:3] + "****" + d[len(d)-4:]
	case len(d) >= 7:
		return mask + d[len(d)-4:]
	}
	return mask
}

func maskEmail(s string) string {
	local, domain, ok := strings.Cut(s, "@")
	if !ok || local == "" {
		return maskName(s)
	}
	return string([]rune(local)[:1]) + mask + "@" + domain
}

func maskAddress(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return ""
	}
	return string(r[:min(6, len(r)/2)]) + mask
}

func maskCode(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return ""
	}
	return mask + string(r[max(len(r)-2, len(r)/2):])
}

// identity says how each field about the complainant is masked in a timeline.
var identity = map[string]func(string) string{"name": maskName, "phone": maskPhone, "email": maskEmail, "address": maskAddress, "customer_no": maskCode}

// plain are the fields of events whose values are codes, numbers and names of our own people: nothing in
// them tells who complains.
var plain = map[string]bool{"state": true, "channel": true, "received_at": true, "severity": true, "urgent_safety": true,
	"complained_department_id": true, "complained_person_id": true, "failure_class": true, "failure_type": true, "department_id": true,
	"handler_id": true, "deadline_class": true, "complexity": true, "impact": true, "immediate_action": true, "attribution": true,
	"failure_kind": true, "upheld": true, "remedy_kind": true, "reply_channel": true, "acknowledge_channel": true, "outcome": true, "round": true,
	"not_accept_reason": true, "recourse": true, "pause_reason": true, "follow_up_outcome": true, "attempt": true, "clock": true, "to": true,
	"replied_by": true, "replied_at": true, "closed_at": true}

// MaskValue gives a timeline value of a field about the complainant masked, any other value as it is. The
// auditors' pages use it, for they read events of complaints without handling them.
func MaskValue(field string, value any) any {
	if s, ok := value.(string); ok {
		if m, ok := identity[field]; ok {
			return m(s)
		}
	}
	return value
}

// guardChanges gives the changes of an event as the actor may see them.
func (c *Complaint) guardChanges(a auth.Actor, changes []audit.Change) []audit.Change {
	out := make([]audit.Change, len(changes))
	for i, ch := range changes {
		switch {
		case c.open(a):
		case !c.about(a):
			ch.Before, ch.After = MaskValue(ch.Field, ch.Before), MaskValue(ch.Field, ch.After)
		case !plain[ch.Field]:
			ch.Before, ch.After = conceal(ch.Before), conceal(ch.After)
		}
		out[i] = ch
	}
	return out
}

func conceal(v any) any {
	if v == nil || v == "" {
		return v
	}
	return Concealed{}
}

func digits(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= '0' && r <= '9' {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// trimmed gives the complainant's values without surrounding spaces and with the phone's digits beside it.
func (p Complainant) trimmed() Complainant {
	t := Complainant{Name: strings.TrimSpace(p.Name), Phone: strings.TrimSpace(p.Phone), Email: strings.TrimSpace(p.Email),
		Address: strings.TrimSpace(p.Address), CustomerNo: strings.TrimSpace(p.CustomerNo)}
	d := digits(t.Phone)
	if len(d) > 20 {
		d = d[:20]
	}
	t.PhoneDigits, t.PhoneEnd = d, d[max(len(d)-4, 0):]
	return t
}

func (p Complainant) check(c *fault.Check) {
	c.Line("name", p.Name, maxName)
	c.Line("phone", p.Phone, 40)
	c.Phone("phone", p.Phone)
	c.Line("email", p.Email, 254)
	c.Email("email", p.Email)
	c.Line("address", p.Address, maxAddress)
	c.Line("customer_no", p.CustomerNo, 40)
}

// changes tells in which values the complainant differs from what was.
func (p Complainant) changes(was Complainant) []audit.Change {
	var changes []audit.Change
	add := func(field, before, after string) {
		if before != after {
			changes = append(changes, audit.Change{Field: field, Before: audit.Personal(before), After: audit.Personal(after)})
		}
	}
	add("name", was.Name, p.Name)
	add("phone", was.Phone, p.Phone)
	add("email", was.Email, p.Email)
	add("address", was.Address, p.Address)
	add("customer_no", was.CustomerNo, p.CustomerNo)
	return changes
}
