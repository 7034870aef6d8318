package docx

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"bihuan/models/fault"
)

// MostPasted is how many bytes of HTML may be pasted at once, pictures within it included.
const MostPasted = 20 << 20

// FromHTML brings what was pasted from Word, WPS, a mail or a page into Markdown. Word's own marks are left out, the
// numbers that it pastes as text are kept, and nothing that is not text, a table, a link to the web or a picture within
// the paste itself remains. It reads the HTML as a stream of tags and builds no tree, so its time is linear
// whatever is nested in what. Only the length of the paste is a fault.
func FromHTML(source string) (Document, error) {
	if len(source) > MostPasted {
		return Document{}, fault.Invalid("invalid.docx_size", "max", MostPasted>>20)
	}
	p := &paste{}
	z := html.NewTokenizer(strings.NewReader(strings.ToValidUTF8(source, "\uFFFD")))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return p.document(), nil
		case html.TextToken:
			p.text(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			p.start(z.Token())
		case html.EndTagToken:
			name, _ := z.TagName()
			p.end(atom.Lookup(name), string(name) == "xml")
		}
	}
}

// paste is the work on one paste.
type paste struct {
	blocks  []block
	spans   []span
	losses  losses
	gallery gallery
	now     manner
	open    []openTag
	silent  int // elements around whose content is no text
	lists   []listTag
	item    bool // the next block begins an item of a list
	heading int
	centre  bool
	pre     int
	word    wordItem
	table   *pastedTable
	deep    int // tables within the table
}

// manner is how text is read at a place.
type manner struct {
	span           span
	script         string
	number, hidden bool
}

// openTag is an element that changes the manner, with the manner before it.
type openTag struct {
	tag    atom.Atom
	before manner
}

type listTag struct {
	ordered bool
	next    int
}

// wordItem is a paragraph that Word marks as an item, with the number that it pastes as text.
type wordItem struct {
	level int
	text  string
}

var (
	silentTags = map[atom.Atom]bool{atom.Script: true, atom.Style: true, atom.Title: true, atom.Template: true,
		atom.Iframe: true, atom.Object: true, atom.Noscript: true, atom.Svg: true, atom.Math: true, atom.Textarea: true,
		atom.Select: true, atom.Noembed: true, atom.Noframes: true, atom.Audio: true, atom.Video: true, atom.Canvas: true}
	told       = map[atom.Atom]string{atom.Iframe: "object", atom.Object: "object", atom.Embed: "object", atom.Svg: "drawing", atom.Math: "equation", atom.Audio: "object", atom.Video: "object"}
	blockTags  = map[atom.Atom]bool{atom.P: true, atom.Div: true, atom.Section: true, atom.Article: true, atom.Blockquote: true, atom.Pre: true, atom.Ul: true, atom.Ol: true, atom.Li: true, atom.Dl: true, atom.Dt: true, atom.Dd: true, atom.H1: true, atom.H2: true, atom.H3: true, atom.H4: true, atom.H5: true, atom.H6: true, atom.Hr: true, atom.Figure: true, atom.Figcaption: true, atom.Header: true, atom.Footer: true, atom.Table: true, atom.Tr: true, atom.Td: true, atom.Th: true, atom.Caption: true, atom.Body: true, atom.Html: true}
	inlineTags = map[atom.Atom]bool{atom.B: true, atom.Strong: true, atom.I: true, atom.Em: true, atom.S: true, atom.Strike: true, atom.Del: true, atom.Ins: true, atom.U: true, atom.A: true, atom.Span: true, atom.Font: true, atom.Sup: true, atom.Sub: true, atom.Code: true}
	msoLevel   = regexp.MustCompile(`mso-list:[^;]*?level([1-9])`)
	bulletSign = regexp.MustCompile(`^[•·●■◆➢Ø§üo▪◦–-]$`)
)

// mostOpen bounds the elements that are remembered; deeper ones change nothing.
const mostOpen = 500

func (p *paste) document() Document {
	p.finish()
	if p.table != nil {
		p.endTable()
	}
	if p.silent > 0 {
		p.losses.add("unknown", "")
	}
	return Document{Markdown: assembled(p.blocks), Pictures: p.gallery.list, Losses: p.losses.list}
}

func (p *paste) start(t html.Token) {
	tag := t.DataAtom
	opens := t.Type == html.StartTagToken
	silent := silentTags[tag] || t.Data == "xml"
	if p.silent > 0 {
		if silent && opens {
			p.silent++
		}
		return
	}
	if loss := told[tag]; loss != "" {
		p.losses.add(loss, attribute(t, "src"))
	}
	switch {
	case silent:
		if opens || tag == atom.Script || tag == atom.Style { // which cannot close themselves
			p.silent = 1
		}
	case blockTags[tag]:
		p.finish()
		p.startBlock(t)
	case tag == atom.Br:
		p.add("\n")
	case tag == atom.Img:
		p.image(t)
	case inlineTags[tag] && opens && len(p.open) < mostOpen:
		p.open = append(p.open, openTag{tag, p.now})
		p.startInline(t)
	}
}

func (p *paste) startBlock(t html.Token) {
	switch t.DataAtom {
	case atom.Ul, atom.Ol:
		if len(p.lists) < mostOpen {
			p.lists = append(p.lists, listTag{ordered: t.DataAtom == atom.Ol, next: atoi(attribute(t, "start"), 1)})
		}
	case atom.Li:
		p.item = true
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		p.heading = int(t.Data[1] - '0')
	case atom.Pre:
		p.pre++
	case atom.P, atom.Div:
		p.startParagraph(t)
	case atom.Table:
		if p.table != nil {
			p.deep++
			p.losses.add("nested_table", "")
			return
		}
		p.table = &pastedTable{}
	case atom.Tr:
		if p.table != nil && p.deep == 0 {
			p.endCell()
			p.table.rows = append(p.table.rows, nil)
		}
	case atom.Td, atom.Th:
		if p.table != nil && p.deep == 0 {
			p.endCell()
			p.startCell(t)
		}
	}
}

func (p *paste) startParagraph(t html.Token) {
	style := styleOf(t)
	p.centre = strings.EqualFold(attribute(t, "align"), "center") || strings.Contains(style, "text-align:center")
	p.word = wordItem{}
	if m := msoLevel.FindStringSubmatch(style); m != nil {
		p.word.level = int(m[1][0] - '1')
	}
	p.heading = 0
	if strings.HasPrefix(attribute(t, "class"), "MsoTitle") {
		p.heading = titleLevel
	}
}

func (p *paste) startInline(t html.Token) {
	style, now := styleOf(t), &p.now
	switch t.DataAtom {
	case atom.B, atom.Strong:
		now.span.bold = true
	case atom.I, atom.Em:
		now.span.italic = true
	case atom.S, atom.Strike, atom.Del:
		now.span.strike = true
	case atom.U:
		p.losses.add("underline", "")
	case atom.Sup:
		now.script = "superscript"
	case atom.Sub:
		now.script = "subscript"
	case atom.A:
		now.span.href = p.href(attribute(t, "href"))
	}
	for _, said := range []struct {
		words string
		to    *bool
		is    bool
	}{{";font-weight:bold", &now.span.bold, true}, {";font-weight:700", &now.span.bold, true}, {";font-weight:normal", &now.span.bold, false},
		{";font-style:italic", &now.span.italic, true}, {";font-style:normal", &now.span.italic, false},
		{"line-through", &now.span.strike, true}, {";mso-list:ignore", &now.number, true},
		{";display:none", &now.hidden, true}, {";mso-hide:all", &now.hidden, true}} {
		if strings.Contains(style, said.words) {
			*said.to = said.is
		}
	}
}

func (p *paste) href(address string) string {
	if address == "" || address[0] == '#' {
		return ""
	}
	href, web := link(address)
	if !web {
		p.losses.add("link", address)
	}
	return href
}

func (p *paste) end(tag atom.Atom, xml bool) {
	switch {
	case p.silent > 0:
		if silentTags[tag] || xml {
			p.silent--
		}
	case blockTags[tag]:
		p.finish()
		p.endBlock(tag)
	case inlineTags[tag]:
		for i := len(p.open) - 1; i >= 0; i-- {
			if p.open[i].tag == tag {
				p.now, p.open = p.open[i].before, p.open[:i]
				return
			}
		}
	}
}

func (p *paste) endBlock(tag atom.Atom) {
	switch tag {
	case atom.Ul, atom.Ol:
		if n := len(p.lists); n > 0 {
			p.lists = p.lists[:n-1]
		}
		p.item = false
	case atom.Li:
		p.item = false
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		p.heading = 0
	case atom.P, atom.Div:
		p.heading, p.centre, p.word = 0, false, wordItem{}
	case atom.Pre:
		p.pre = max(0, p.pre-1)
	case atom.Td, atom.Th, atom.Tr:
		if p.deep == 0 {
			p.endCell()
		}
	case atom.Table:
		if p.deep > 0 {
			p.deep--
		} else if p.table != nil {
			p.endTable()
		}
	}
}

var (
	wrapped = regexp.MustCompile(`[ \t\r\n\f]*[\r\n][ \t\r\n\f]*`)
	spaces  = regexp.MustCompile(`[ \t\r\n\f]+`)
)

// text takes characters in. Word breaks the lines of its HTML anywhere, within Chinese words too, where the break
// must leave no space.
func (p *paste) text(t string) {
	if p.silent > 0 {
		return
	}
	if p.pre == 0 {
		var b strings.Builder
		from := 0
		for _, at := range wrapped.FindAllStringIndex(t, -1) {
			before, _ := utf8.DecodeLastRuneInString(t[:at[0]])
			after, _ := utf8.DecodeRuneInString(t[at[1]:])
			b.WriteString(t[from:at[0]])
			if !ideographic(before) || !ideographic(after) {
				b.WriteByte(' ')
			}
			from = at[1]
		}
		b.WriteString(t[from:])
		t = spaces.ReplaceAllString(b.String(), " ")
	}
	t = strings.ReplaceAll(t, "\u00a0", " ")
	p.add(t)
}

func ideographic(r rune) bool {
	return unicode.Is(unicode.Han, r) || r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFFEF
}

// labelMost is the length in bytes beyond which what Word calls a number is taken for text.
const labelMost = 100

func (p *paste) add(t string) {
	switch {
	case t == "":
	case p.now.hidden:
		p.losses.add("hidden", t)
	case p.now.number && len(p.word.text) < labelMost:
		p.word.text += t
	default:
		if p.now.script != "" {
			raised, ok := scripted(t, p.now.script)
			if !ok {
				p.losses.add("script", t)
			}
			t = raised
		}
		s := p.now.span
		s.text = t
		p.spans = append(p.spans, s)
	}
}

// finish makes a block of what was collected.
func (p *paste) finish() {
	spans := p.spans
	p.spans = nil
	if trimmed(words(spans)) == "" && !slices.ContainsFunc(spans, func(s span) bool { return s.mark }) {
		return
	}
	l := p.label()
	bl := newBlock(spans, l, p.heading, p.table != nil)
	bl.centre = p.centre
	if bl.text != "" {
		p.blocks = append(p.blocks, bl)
	}
}

// label gives the number of the paragraph that ends now, once.
func (p *paste) label() label {
	if number := trimmed(p.word.text); number != "" {
		l := label{text: gapped(number, ""), level: p.word.level, bullet: bulletSign.MatchString(number)}
		p.word = wordItem{}
		return l
	}
	n := len(p.lists)
	if !p.item || n == 0 {
		return label{}
	}
	p.item = false
	list := &p.lists[n-1]
	if !list.ordered {
		return label{bullet: true, level: n - 1}
	}
	list.next++
	return label{text: strconv.Itoa(list.next-1) + ". "}
}

func attribute(t html.Token, key string) string {
	for _, a := range t.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// styleOf gives an element's style without spaces, in small letters, a semicolon before each property.
func styleOf(t html.Token) string {
	return ";" + strings.ToLower(strings.Join(strings.Fields(attribute(t, "style")), ""))
}
