package policy

import (
	"context"
	"strings"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/org"
	"bihuan/models/policy"
	"bihuan/models/terms"
	"bihuan/views/ui"
)

// fields says what stands behind the fields of policies.
var fields = &record.Fields{
	Terms: map[string]string{"secrecy": terms.Secrecy, "category": terms.PolicyCategory, "retention": terms.Retention},
	Keys: map[string]string{"state": "policy.state.", "stage": "policy.stage.", "weight": "policy.weight.", "decision": "policy.decision.", "exception": "policy.exception.state.",
		"clock": "policy.clock.", "to": "policy.to.", "view": "policy.tab."},
	People: policy.PersonFields,
}

// words put policies into the reader's language.
type words struct {
	record.Words
	kinds []policy.Kind
}

func (p *pages) words(c *web.Context) (words, error) {
	var w words
	var err error
	if w.Words, err = record.NewWords(c, p.Terms, p.Organisation, fields); err != nil {
		return w, err
	}
	w.kinds, err = p.Policies.Kinds(c.Ctx())
	return w, err
}

// Value is a value of a field, as an event holds it.
func (w words) Value(field string, v any, people map[int64]string) string {
	switch v := v.(type) {
	case string:
		return w.Code(field, v)
	case bool:
		if field == "revise" {
			return w.T("policy.revise." + twoWay(v))
		}
	}
	return w.Words.Value(field, v, people)
}

// twoWay is a yes or no as forms send it.
func twoWay(yes bool) string {
	if yes {
		return "1"
	}
	return "0"
}

// Code is a code or text of a field.
func (w words) Code(field, s string) string {
	switch field {
	case "kind":
		return w.kind(s)
	case "standards":
		return w.standardsText(s)
	case "audience":
		return w.audienceText(s)
	case "hash":
		return s[:min(len(s), 12)]
	}
	return w.Words.Code(field, s)
}

// Typed is a value as it stands in a form.
func (w words) Typed(field, s string) string {
	switch field {
	case "kind":
		return w.kind(s)
	case "audience":
		return w.T("record.audience." + s)
	}
	if strings.HasPrefix(field, "standard_") {
		return w.Term(terms.Standard, s)
	}
	return w.Words.Typed(field, s)
}

func (w words) kind(code string) string {
	if k, ok := policy.FindKind(w.kinds, code); ok {
		return k.Name(w.Tag)
	}
	return code
}

// kindOptions are the kinds that can be chosen, each with what it asks for; the one that stands there stays choosable.
func (w words) kindOptions(now string) []ui.Option {
	var out []ui.Option
	for _, k := range w.kinds {
		if k.Active || k.Code == now {
			hint := w.T("policy.kind.hint", "reviewers", k.Reviewers, "quorum", k.Quorum, "days", k.ReadingDays)
			if k.External {
				hint = w.T("policy.kind.hint.external", "quorum", k.Quorum)
			}
			out = append(out, ui.Option{Value: k.Code, Label: k.Name(w.Tag), Hint: hint})
		}
	}
	return out
}

// standardsText names the standards of "iso_9001 7.5.3; iso_27001 5.1".
func (w words) standardsText(s string) string {
	var out []string
	for _, one := range strings.Split(s, "; ") {
		code, clauses, _ := strings.Cut(one, " ")
		out = append(out, strings.TrimSpace(w.Term(terms.Standard, code)+" "+clauses))
	}
	return strings.Join(out, w.T("record.join"))
}

// audienceText names whom an event's audience means; posts and people, whose names it does not hold, only by their
// count.
func (w words) audienceText(s string) string {
	if s == "all" {
		return w.T("record.audience.all")
	}
	var out []string
	for _, part := range strings.Split(s, "; ") {
		name, list, _ := strings.Cut(part, " ")
		members := strings.Fields(list)
		for _, m := range members {
			switch name {
			case "departments":
				out = append(out, w.Tree.Name(web.ReadID(m)))
			case "roles":
				out = append(out, w.T("role."+m))
			}
		}
		if name == "posts" || name == "people" {
			out = append(out, w.T("policy.audience."+name, "n", len(members)))
		}
	}
	return strings.Join(out, w.T("record.join"))
}

// standards are the standards that a policy answers, in words.
func (w words) standards(all []policy.Standard) string {
	list := make([]string, len(all))
	for i, s := range all {
		list[i] = strings.TrimSpace(w.Term(terms.Standard, s.Standard) + " " + s.Clauses)
	}
	return strings.Join(list, w.T("record.join"))
}

// version is how an edition is called: 2.1 版.
func (w words) version(e policy.EditionHead) string { return w.T("policy.version", "v", e.Label()) }

// audience says whom a policy binds; the names of posts and people are asked for where it needs them.
func (p *pages) audience(ctx context.Context, w words, a org.Audience) (string, error) {
	var posts []org.Post
	var err error
	if len(a.Posts) > 0 {
		if posts, err = p.Organisation.Posts(ctx); err != nil {
			return "", err
		}
	}
	names := map[int64]string{}
	if len(a.People) > 0 {
		people, err := p.Organisation.NamesOf(ctx, a.People)
		if err != nil {
			return "", err
		}
		for id, person := range people {
			names[id] = person.Name
		}
	}
	return w.Audience(a, posts, names), nil
}
