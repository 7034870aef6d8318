package markdown

import (
	"bufio"
	"bytes"
	"html"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	ghtml "github.com/yuin/goldmark/renderer/html"
)

// page writes the markup of one text.
type page struct {
	b        strings.Builder
	src      []byte
	o        Options
	terms    *matcher
	numbered numbered
	items    int
	notes    map[string]bool // labels whose text was already given an id
	within   int             // links, headings and code around: no terms here
}

func (p *page) blocks(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		p.block(n)
	}
}

func (p *page) block(n ast.Node) {
	switch n := n.(type) {
	case *ast.Paragraph:
		p.wrap("<p>", n, "</p>\n")
	case *ast.TextBlock:
		p.wrap("", n, "\n")
	case *item:
		p.item(n)
	case *note:
		p.note(n)
	case *ast.Heading:
		tag := "h" + strconv.Itoa(min(max(n.Level+p.o.Shift, 1), 6))
		p.within++
		p.wrap("<"+tag+">", n, "</"+tag+">\n")
		p.within--
	case *ast.Blockquote:
		p.b.WriteString("<blockquote>\n")
		p.blocks(n)
		p.b.WriteString("</blockquote>\n")
	case *ast.List:
		p.b.WriteString("<ul>\n")
		p.blocks(n)
		p.b.WriteString("</ul>\n")
	case *ast.ListItem:
		p.b.WriteString("<li>")
		p.blocks(n)
		p.b.WriteString("</li>\n")
	case *ast.ThematicBreak:
		p.b.WriteString("<hr>\n")
	case *ast.FencedCodeBlock:
		p.b.WriteString("<pre><code>")
		lines := n.Lines()
		for i := range lines.Len() {
			line := lines.At(i)
			p.b.WriteString(html.EscapeString(string(line.Value(p.src))))
		}
		p.b.WriteString("</code></pre>\n")
	case *east.Table:
		p.table(n)
	default:
		p.blocks(n)
	}
}

// wrap writes a block that holds text.
func (p *page) wrap(before string, n ast.Node, after string) {
	p.b.WriteString(before)
	p.terms.begin()
	p.inlines(n)
	p.b.WriteString(after)
}

func (p *page) item(n *item) {
	level := p.numbered.level(n.style)
	id := ""
	if level == 1 {
		p.items++
		if p.o.ItemID != nil {
			id = p.o.ItemID(p.items)
		}
	}
	p.b.WriteString(`<p class="` + itemClass(level) + `"`)
	p.attribute("id", id)
	p.wrap(">", n, "</p>\n")
}

func (p *page) note(n *note) {
	id := ""
	if p.o.NoteID != nil && !p.notes[n.label] {
		if p.notes == nil {
			p.notes = map[string]bool{}
		}
		p.notes[n.label] = true
		id = p.o.NoteID(n.label)
	}
	p.b.WriteString(`<p class="note"`)
	p.attribute("id", id)
	p.wrap("><sup>"+html.EscapeString(n.label)+"</sup> ", n, "</p>\n")
}

func (p *page) table(t *east.Table) {
	p.b.WriteString("<table>\n")
	for row := t.FirstChild(); row != nil; row = row.NextSibling() {
		cell, open, shut := "td", "<tr>", "</tr>\n"
		if row.Kind() == east.KindTableHeader {
			cell, open, shut = "th", "<thead>\n<tr>", "</tr>\n</thead>\n"
		} else if row.PreviousSibling() != nil && row.PreviousSibling().Kind() == east.KindTableHeader {
			open = "<tbody>\n<tr>"
		}
		p.b.WriteString(open)
		for c := row.FirstChild(); c != nil; c = c.NextSibling() {
			begin := "<" + cell
			if cell == "th" {
				begin += ` scope="col"`
			}
			if a := c.(*east.TableCell).Alignment; a == east.AlignCenter || a == east.AlignRight {
				begin += ` class="` + a.String() + `"`
			}
			p.wrap(begin+">", c, "</"+cell+">")
		}
		p.b.WriteString(shut)
	}
	if t.ChildCount() > 1 {
		p.b.WriteString("</tbody>\n")
	}
	p.b.WriteString("</table>\n")
}

func (p *page) inlines(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		p.inline(n)
	}
}

func (p *page) inline(n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		p.text(words(n.Segment.Value(p.src)))
		if n.HardLineBreak() || n.SoftLineBreak() {
			p.b.WriteString("<br>\n")
		}
	case *ast.String:
		p.text(string(n.Value))
	case *lineBreak:
		p.b.WriteString("<br>")
	case *ast.CodeSpan:
		p.code(n)
	case *ast.Emphasis:
		tag := "em"
		if n.Level == 2 {
			tag = "strong"
		}
		p.around(tag, n)
	case *east.Strikethrough:
		p.around("del", n)
	case *east.TaskCheckBox:
		if n.IsChecked {
			p.b.WriteString("☑ ")
		} else {
			p.b.WriteString("☐ ")
		}
	case *noteRef:
		p.noteRef(n)
	case *ast.Link:
		p.link(string(n.Destination), func() { p.inlines(n) })
	case *ast.AutoLink:
		p.autoLink(n)
	case *ast.Image:
		p.picture(n)
	default:
		p.inlines(n)
	}
}

func (p *page) around(tag string, n ast.Node) {
	p.b.WriteString("<" + tag + ">")
	p.inlines(n)
	p.b.WriteString("</" + tag + ">")
}

func (p *page) code(n ast.Node) {
	p.within++
	p.b.WriteString("<code>")
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			p.text(strings.ReplaceAll(string(t.Segment.Value(p.src)), "\n", " "))
		}
	}
	p.b.WriteString("</code>")
	p.within--
}

func (p *page) noteRef(n *noteRef) {
	label := html.EscapeString(n.label)
	p.b.WriteString(`<sup class="note-ref">`)
	if p.o.NoteID != nil {
		p.b.WriteString("<a")
		p.attribute("href", "#"+p.o.NoteID(n.label))
		p.b.WriteString(">" + label + "</a>")
	} else {
		p.b.WriteString("[" + label + "]")
	}
	p.b.WriteString("</sup>")
}

// attribute writes one where it has a value.
func (p *page) attribute(name, value string) {
	if value != "" {
		p.b.WriteString(" " + name + `="` + html.EscapeString(value) + `"`)
	}
}

// words resolves backslashes and entities.
func words(raw []byte) string {
	if !bytes.ContainsAny(raw, "\\&\x00") {
		return string(raw)
	}
	var b bytes.Buffer
	w := bufio.NewWriterSize(&b, 64)
	ghtml.DefaultWriter.Write(w, raw)
	_ = w.Flush() // a bytes.Buffer takes everything
	return html.UnescapeString(b.String())
}

// plainHTML shows a text without looking at it.
func plainHTML(source string) string {
	var b strings.Builder
	b.WriteString("<p>")
	for line := range strings.SplitSeq(strings.ToValidUTF8(source, "\uFFFD"), "\n") {
		b.WriteString(html.EscapeString(strings.TrimRight(line, "\r")) + "<br>\n")
	}
	b.WriteString("</p>\n")
	return b.String()
}
