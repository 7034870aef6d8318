package markdown

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"
	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// Options say how a text is shown. The zero value shows it without addresses, terms and marks.
type Options struct {
	// Shift is added to the level of headings; h6 is the last.
	Shift int
	// Picture gives the address within the house from which a picture is loaded; where it refuses, or is nil, the
	// picture is a link or its description and nothing is loaded.
	Picture func(address string) (src string, ok bool)
	// ItemID gives the HTML id of the k-th item (from 1) of the outermost kind; none where nil.
	ItemID func(k int) string
	// NoteID gives the HTML id of a footnote; where nil footnotes are not linked.
	NoteID func(label string) string
	// Terms are defined words; the first use in each paragraph leads to the definition.
	Terms []Term
	// Refs finds in a run of plain text, outside links and code, what leads elsewhere: 第十二条, 《…》.
	Refs func(text string) []Ref
	// Mark are words to be marked wherever they stand, as a search found them.
	Mark []string
	// Fold makes letters alike for Mark (case, traditional and simplified); unicode.ToLower where nil.
	Fold func(rune) rune
}

// Term is a defined word: where its definition stands, if anywhere, and its wording.
type Term struct{ Word, Href, Text string }

// Ref is a reference within a text, by bytes: where it leads and, for the pointer, what stands there.
type Ref struct {
	Start, End int
	Href, Text string
}

// HTML shows the text of one part.
func HTML(text string, o Options) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, render(text, o))
		return err
	})
}

// render gives the markup of a text.
func render(source string, o Options) string {
	if plain(source) {
		return clean(plainHTML(source))
	}
	src, tree := parse(source)
	p := &page{src: src, o: o, terms: newMatcher(o)}
	p.blocks(tree)
	return clean(p.b.String())
}

// Words gives the text without any marks of Markdown, lines parted by line feeds.
func Words(source string) string {
	if plain(source) {
		return source
	}
	src, tree := parse(source)
	var b strings.Builder
	_ = ast.Walk(tree, func(n ast.Node, entering bool) (ast.WalkStatus, error) { // the callback gives no error
		wordsOf(&b, src, n, entering)
		return ast.WalkContinue, nil
	})
	return strings.TrimSpace(b.String())
}

func wordsOf(b *strings.Builder, src []byte, n ast.Node, entering bool) {
	if !entering {
		switch {
		case n.Kind() == east.KindTableCell:
			b.WriteByte(' ')
		case n.Type() == ast.TypeBlock && !strings.HasSuffix(b.String()[max(0, b.Len()-1):], "\n"):
			b.WriteByte('\n')
		}
		return
	}
	switch n := n.(type) {
	case *ast.Text:
		if n.Parent().Kind() == ast.KindCodeSpan {
			b.Write(n.Segment.Value(src))
			return
		}
		b.WriteString(words(n.Segment.Value(src)))
		if n.SoftLineBreak() || n.HardLineBreak() {
			b.WriteByte('\n')
		}
	case *lineBreak:
		b.WriteByte('\n')
	case *ast.AutoLink:
		b.Write(n.Label(src))
	case *ast.FencedCodeBlock:
		writeLines(b, src, n.Lines())
	}
}

func writeLines(b *strings.Builder, src []byte, lines *text.Segments) {
	for i := range lines.Len() {
		line := lines.At(i)
		b.Write(line.Value(src))
	}
}
