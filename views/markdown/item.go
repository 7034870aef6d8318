package markdown

import (
	"bytes"
	"fmt"
	"regexp"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

var (
	kindItem  = ast.NewNodeKind("Item")
	kindNote  = ast.NewNodeKind("Note")
	kindRef   = ast.NewNodeKind("NoteRef")
	kindBreak = ast.NewNodeKind("Break")
)

// item is a line that begins with a number as it was written, and the lines after it up to the next.
type item struct {
	ast.BaseBlock
	style string // "（一）", "1." … : the manner of its number
}

func (*item) Kind() ast.NodeKind          { return kindItem }
func (n *item) Dump(src []byte, deep int) { ast.DumpHelper(n, src, deep, nil, nil) }

// note is the text of a footnote.
type note struct {
	ast.BaseBlock
	label string
}

func (*note) Kind() ast.NodeKind          { return kindNote }
func (n *note) Dump(src []byte, deep int) { ast.DumpHelper(n, src, deep, nil, nil) }

// noteRef is the sign of a footnote within the text.
type noteRef struct {
	ast.BaseInline
	label string
}

func (*noteRef) Kind() ast.NodeKind          { return kindRef }
func (n *noteRef) Dump(src []byte, deep int) { ast.DumpHelper(n, src, deep, nil, nil) }

// lineBreak is a <br>.
type lineBreak struct{ ast.BaseInline }

func (*lineBreak) Kind() ast.NodeKind          { return kindBreak }
func (n *lineBreak) Dump(src []byte, deep int) { ast.DumpHelper(n, src, deep, nil, nil) }

const chineseDigits = "一二三四五六七八九十百零〇"

// manners are the ways in which items are numbered, the name first.
var manners = []struct {
	style string
	at    *regexp.Regexp
}{
	{"（一）", regexp.MustCompile(`^[（(][` + chineseDigits + `]{1,6}[）)]`)},
	{"1.", regexp.MustCompile(`^(?:[0-9]{1,3}|[０-９]{1,3})(?:[.)](?:[ \t]|\P{Nd})|[．、）])`)},
	{"（1）", regexp.MustCompile(`^(?:（(?:[0-9]{1,3}|[０-９]{1,3})）|\([0-9]{1,3}\))`)},
	{"①", regexp.MustCompile(`^[①-⑳㉑-㉟㊱-㊿⑴-⒇]`)},
	{"a)", regexp.MustCompile(`^(?:[（(][a-z]{1,2}[）)]|[a-z][)）])`)},
}

var noteLine = regexp.MustCompile(`^\[\^([^\]\s\\]{1,40})\]:[ \t]*`)

// manner names how a line is numbered, "" where it is not.
func manner(line []byte) string {
	if len(line) == 0 || line[0] >= 'A' && line[0] <= 'Z' {
		return ""
	}
	for _, m := range manners {
		if m.at.Match(line) {
			return m.style
		}
	}
	return ""
}

// items parts a paragraph where a line is numbered or begins a footnote.
type items struct{}

// Transform implements parser.ParagraphTransformer.
func (items) Transform(node *ast.Paragraph, reader text.Reader, _ parser.Context) {
	src, lines := reader.Source(), node.Lines()
	var made []ast.Node // behind the paragraph, which keeps the lines before the first of them
	keep := 0
	for i := range lines.Len() {
		line := lines.At(i)
		line = line.TrimLeftSpace(src)
		body := bytes.TrimLeft(line.Value(src), "　\u200b\ufeff")
		skipped := line.Len() - len(body)
		if m := noteLine.FindSubmatch(body); m != nil {
			made = append(made, &note{label: string(m[1])})
			line = line.WithStart(line.Start + skipped + len(m[0]))
		} else if style := manner(body); style != "" {
			made = append(made, &item{style: style})
			line = line.WithStart(line.Start + skipped)
		}
		if len(made) == 0 {
			keep++
			continue
		}
		made[len(made)-1].Lines().Append(line)
	}
	if len(made) == 0 {
		return
	}
	parent, after := node.Parent(), ast.Node(node)
	for _, n := range made {
		endLine(src, n.Lines())
		n.SetPos(node.Pos())
		parent.InsertAfter(parent, after, n)
		after = n
	}
	if keep == 0 {
		parent.RemoveChild(parent, node)
		return
	}
	lines.SetSliced(0, keep)
	endLine(src, lines)
}

// endLine takes off the line feed behind the last line of a block.
func endLine(src []byte, lines *text.Segments) {
	if n := lines.Len(); n > 0 {
		last := lines.At(n - 1)
		lines.Set(n-1, last.TrimRightSpace(src))
	}
}

type noteParser struct{}

var noteSign = regexp.MustCompile(`^\[\^([^\]\s\\]{1,40})\]`)

// Trigger implements parser.InlineParser.
func (noteParser) Trigger() []byte { return []byte{'['} }

// Parse implements parser.InlineParser.
func (noteParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	m := noteSign.FindSubmatch(line)
	if m == nil {
		return nil
	}
	block.Advance(len(m[0]))
	return &noteRef{label: string(m[1])}
}

type breakParser struct{}

// Trigger implements parser.InlineParser.
func (breakParser) Trigger() []byte { return []byte{'<'} }

// Parse implements parser.InlineParser.
func (breakParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	for _, tag := range []string{"<br>", "<br/>", "<br />"} {
		if len(line) >= len(tag) && bytes.EqualFold(line[:len(tag)], []byte(tag)) {
			block.Advance(len(tag))
			return &lineBreak{}
		}
	}
	return nil
}

// numbered gives the words of an item's style as a level: the first style met is the outermost.
type numbered struct{ styles []string }

func (n *numbered) level(style string) int {
	for i, s := range n.styles {
		if s == style {
			return i + 1
		}
	}
	n.styles = append(n.styles, style)
	return len(n.styles)
}

func itemClass(level int) string {
	if level == 1 {
		return "item"
	}
	return fmt.Sprintf("item item-%d", min(level, 4))
}
