package policy

import (
	"context"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

// Import asks for a file with a text. Number and Title are those of the policy whose draft it is to be, empty for a new
// document; Why says why that policy takes no draft now.
type Import struct {
	Number, Title, Why string
	Max                string
	Errors             map[string]string
}

func (i Import) lead(ctx context.Context) string {
	if i.Number != "" {
		return locale.T(ctx, "policy.import.lead.draft", "title", i.Title)
	}
	return locale.T(ctx, "policy.import.lead")
}

func importPath(number string) string {
	if number == "" {
		return Home + "/import"
	}
	return Home + "/import?number=" + number
}

func (i Import) back(ctx context.Context) *ui.Link { return backFrom(ctx, i.Number, i.Title) }

func backFrom(ctx context.Context, number, title string) *ui.Link {
	if number != "" {
		return &ui.Link{Label: title, Href: RecordPath(number)}
	}
	return &ui.Link{Label: locale.T(ctx, "policy.title"), Href: Home}
}

// Loss is something of a file that cannot be taken over.
type Loss struct{ Text, Example string }

// ImportLook is what was read from a file, before it is saved.
type ImportLook struct {
	File, Number, Title        string
	Hidden                     []ui.Pair
	Clauses, Letters, Pictures int
	Losses                     []Loss
	Parts                      []Entry // the first of them
	More                       int
	Replaces                   bool // a draft that is open
	Same, Changed, New, Gone   int  // clauses, against the present text
	Groups                     []Group
	Errors                     map[string]string
}

func (l ImportLook) figures(ctx context.Context) []ui.Stat {
	n := func(key string, n int) ui.Stat {
		return ui.Stat{Label: locale.T(ctx, "policy.import."+key), Value: locale.Number(ctx, int64(n))}
	}
	out := []ui.Stat{n("clauses", l.Clauses), n("letters", l.Letters), n("pictures", l.Pictures)}
	if l.Number != "" {
		out = append(out, n("same", l.Same), n("changed", l.Changed), n("new", l.New), n("gone", l.Gone))
	}
	return out
}

func (l ImportLook) save() string {
	if l.Number == "" {
		return "policy.import.save"
	}
	return "policy.import.save.draft"
}
