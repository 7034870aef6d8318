package policy

import (
	"context"
	"net/url"

	"bihuan/views/list"
	"bihuan/views/locale"
	"bihuan/views/ui"
)

// SearchPath is the page on which clauses are looked for.
const SearchPath = Home + "/search"

// Search is the page on which clauses are looked for.
type Search struct {
	Words  string
	Filter list.Filter
	Widen  string // the same words without the other conditions
	Counts string // how much was found, in words
	Capped bool   // there is more than was looked at
	Groups []SearchGroup
	Pages  ui.Pages
}

// SearchGroup is a document with its clauses that were found.
type SearchGroup struct {
	Number, Title string
	Href          string
	Pieces        []ui.Piece // the title with the words marked
	State         ui.Mark
	Note          string     // kind, department
	Choose        *ui.Action // where the document as a whole can be chosen
	Hits          []SearchHit
	More          *ui.Link // the other clauses of the document
}

// SearchHit is one clause that was found. Mark is empty where it is in force.
type SearchHit struct {
	Label  []ui.Piece
	Path   string // the headings above it
	Href   string
	Mark   ui.Mark
	Pieces []ui.Piece
	Choose *ui.Action // where one clause is to be chosen
}

// ClauseAnchor leads to a clause in the text in force; the words are marked there.
func ClauseAnchor(number string, key int, words string) string {
	return TextWith(number, words) + "#" + PartID(key)
}

// TextWith is the reading page with words marked.
func TextWith(number, words string) string {
	if words == "" {
		return Path(number)
	}
	return Path(number) + "?" + url.Values{"q": {words}}.Encode()
}

func (s Search) head(ctx context.Context) ui.Head {
	return ui.Head{Title: locale.T(ctx, "policy.search.title"), Back: &ui.Link{Label: locale.T(ctx, "policy.title"), Href: Home}}
}

func (s Search) nothing(ctx context.Context) ui.Nothing {
	n := ui.Nothing{Icon: "zoom-question", Title: locale.T(ctx, "policy.search.none", "words", s.Words), Text: locale.T(ctx, "policy.search.none.text")}
	if len(s.Filter.Chips) > 1 { // the words are a chip of their own
		n.Text = locale.T(ctx, "policy.search.none.narrow")
		n.Actions = []ui.Action{{Label: locale.T(ctx, "policy.search.widen"), Href: s.Widen}}
	}
	return n
}
