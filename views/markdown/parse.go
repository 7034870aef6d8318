package markdown

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Bounds beyond which a text is no prose. goldmark takes quadratic time over some of what lies beyond.
const (
	richBytes  = 1 << 20 // a longer part is shown as plain lines
	richLines  = 50_000
	decoration = 400    // signs of Markdown in one paragraph that are looked at
	nesting    = 32     // quotations and lists opened in one line
	indent     = 100    // columns; a list within a list takes at least two
	tableCells = 50_000 // rows × columns of one table
)

// plain tells that a text is too long to be looked at closely.
func plain(source string) bool {
	return len(source) > richBytes || strings.Count(source, "\n") > richLines
}

var dialect = newParser()

func newParser() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(bullets{parser.NewListParser()}, 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(parser.NewBlockquoteParser(), 800),
			util.Prioritized(paragraphs{parser.NewParagraphParser()}, 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(&bounded{InlineParser: extension.NewTaskCheckBoxParser()}, 0),
			util.Prioritized(&bounded{InlineParser: noteParser{}}, 50),
			util.Prioritized(&bounded{InlineParser: breakParser{}}, 60),
			util.Prioritized(&bounded{InlineParser: parser.NewCodeSpanParser()}, 100),
			util.Prioritized(&boundedLink{bounded{InlineParser: parser.NewLinkParser()}}, 200),
			util.Prioritized(&bounded{InlineParser: parser.NewAutoLinkParser()}, 300),
			util.Prioritized(&bounded{InlineParser: emphasisParser{parser.NewEmphasisParser()}}, 500),
			util.Prioritized(&bounded{InlineParser: extension.NewStrikethroughParser()}, 500),
			util.Prioritized(&bounded{InlineParser: extension.NewLinkifyParser()}, 999),
		),
		parser.WithParagraphTransformers(
			util.Prioritized(tables{extension.NewTableParagraphTransformer()}, 200),
			util.Prioritized(items{}, 300),
		),
		parser.WithASTTransformers(util.Prioritized(extension.NewTableASTTransformer(), 0)),
	)
}

func parse(source string) ([]byte, ast.Node) {
	src := flattened(strings.ToValidUTF8(source, "\uFFFD"))
	return src, dialect.Parse(text.NewReader(src))
}

// flattened makes all line ends one and takes off nesting that no honest text has.
func flattened(source string) []byte {
	source = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "\uFFFD").Replace(source)
	out := make([]byte, 0, len(source)+16)
	for line := range strings.SplitAfterSeq(source, "\n") {
		at, depth, wide := 0, 0, 0
		for at < len(line) && depth < nesting && wide < indent {
			c := line[at]
			spaced := at+1 < len(line) && (line[at+1] == ' ' || line[at+1] == '\t')
			switch {
			case c == ' ':
				wide++
			case c == '\t':
				wide += 4
			case c == '>', spaced && (c == '-' || c == '+' || c == '*'):
				depth, wide = depth+1, 0
			default:
				depth = nesting + 1
				continue
			}
			at++
		}
		out = append(out, line[:at]...)
		rest := line[at:]
		if depth == nesting || wide >= indent {
			rest = strings.TrimLeft(rest, " \t")
			if rest != "" && strings.IndexByte(">-+*", rest[0]) >= 0 {
				out = append(out, '\\')
			}
		}
		out = append(out, rest...)
	}
	return out
}

// bullets leaves numbered lines to the items, which keep the numbers as they were written.
type bullets struct{ parser.BlockParser }

func (bullets) Trigger() []byte { return []byte{'-', '+', '*'} }

// paragraphs may begin with any number of spaces, as there is no indented code.
type paragraphs struct{ parser.BlockParser }

func (paragraphs) CanAcceptIndentedLine() bool { return true }

// tables leaves alone what would become more cells than a table has.
type tables struct{ parser.ParagraphTransformer }

func (t tables) Transform(node *ast.Paragraph, reader text.Reader, pc parser.Context) {
	lines, columns := node.Lines(), 0
	for i := range lines.Len() {
		line := lines.At(i)
		columns = max(columns, 1+bytes.Count(line.Value(reader.Source()), []byte("|")))
	}
	if columns > 1 && columns*lines.Len() <= tableCells {
		t.ParagraphTransformer.Transform(node, reader, pc)
	}
}

var countedKey = parser.NewContextKey()

type counted struct {
	parent ast.Node
	n      int
}

// bounded looks at no more signs in one paragraph than decoration; the rest is text.
type bounded struct{ parser.InlineParser }

func (b *bounded) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	c, _ := pc.Get(countedKey).(*counted)
	if c == nil || c.parent != parent {
		c = &counted{parent: parent}
		pc.Set(countedKey, c)
	}
	if c.n++; c.n > decoration {
		return nil
	}
	return b.InlineParser.Parse(parent, block, pc)
}

// boundedLink also passes on the end of a block, at which brackets left open become text.
type boundedLink struct{ bounded }

func (b *boundedLink) CloseBlock(parent ast.Node, block text.Reader, pc parser.Context) {
	b.InlineParser.(parser.CloseBlocker).CloseBlock(parent, block, pc)
}

// emphasisParser lets * open and close beside Chinese letters and punctuation as well: CommonMark's rule reckons
// with spaces between words and leaves 称**“信息”**，是 as it stands.
type emphasisParser struct{ parser.InlineParser }

func (e emphasisParser) Parse(parent ast.Node, block text.Reader, pc parser.Context) ast.Node {
	before := block.PrecendingCharacter()
	line, _ := block.PeekLine()
	node := e.InlineParser.Parse(parent, block, pc)
	d, ok := node.(*parser.Delimiter)
	if !ok || d.Char != '*' || d.OriginalLength >= len(line) {
		return node
	}
	after, _ := utf8.DecodeRune(line[d.OriginalLength:])
	if chinese(before) || chinese(after) {
		d.CanOpen = !util.IsSpaceRune(after)
		d.CanClose = !util.IsSpaceRune(before)
	}
	return node
}

// chinese tells the letters and signs of the scripts that write without spaces.
func chinese(r rune) bool {
	return r >= 0x2E80 && r <= 0xA4CF || r >= 0xF900 && r <= 0xFAFF || r >= 0xFE30 && r <= 0xFE4F ||
		r >= 0xFF00 && r <= 0xFFEF || r >= 0x20000 && r <= 0x3FFFF || r >= 0x2010 && r <= 0x2027
}
