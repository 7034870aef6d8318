package policy

import (
	"context"

	"bihuan/views/locale"
	"bihuan/views/ui"
)

// Comparison is two versions of a policy side by side.
type Comparison struct {
	Number, Title string
	From, To      ComparedEdition
	Choices       []ui.Option // the versions that may be compared; the values are their numbers in order
	Swap, Here    string      // the same two the other way round; this page's permanent address
	Summary       string      // what the author says has changed
	Titles        []Span      // the changed title; empty where it stayed
	Counts        []CompareCount
	Rows          []CompareRow
	Changes       int // rows that are not folded
}

// ComparedEdition is one of the two versions.
type ComparedEdition struct {
	Value, Label, Note, Hash, Href string
}

// CompareCount is how many parts fared alike.
type CompareCount struct {
	Mark ui.Mark
	N    int
	Href string // the first of them
}

// CompareRow is a part that changed, or a run of parts that did not and stand folded.
type CompareRow struct {
	ID      string
	Change  string   // of clause.Change
	Place   []string // the headings it stands under, where they differ from those of the row before
	Marks   []ui.Mark
	Heading bool
	// Was and Now are the part in the two versions; nil where it is new or gone.
	Was, Now *ComparedPart
	// Same are the parts of a folded run, in the reading order; Label tells how many and which.
	Same  []ComparedPart
	Label string
}

// ComparedPart is a part in one version. A folded one holds the label it had as well, where it was another.
type ComparedPart struct {
	ID, Name, Label string
	Before          string
	Href            string
	Words           []Span
}

func (c Comparison) head(ctx context.Context) ui.Head {
	return ui.Head{Title: c.Title, Number: c.Number, Count: locale.T(ctx, "policy.compare.title"), Back: &ui.Link{Label: locale.T(ctx, "policy.compare.back"), Href: Path(c.Number)}}
}

// choice is the field that chooses one of the two versions.
func (c Comparison) choice(name, label, value string) ui.Field {
	return ui.Field{Name: name, ID: "compare-" + name, Label: label, Value: value, Options: c.Choices, NoEmpty: true}
}

// name is what the part is called, and was called where that differs.
func (r CompareRow) name() string {
	switch {
	case r.Was == nil:
		return r.Now.Name
	case r.Now == nil || r.Was.Name == r.Now.Name:
		return r.Was.Name
	}
	return r.Was.Name + " → " + r.Now.Name
}
