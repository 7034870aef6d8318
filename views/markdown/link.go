package markdown

import (
	"html"
	"net/url"
	"strings"

	"github.com/yuin/goldmark/ast"
)

// address tells whether a link may lead there, and whether it leads out of the house.
func address(raw string) (href string, outside, ok bool) {
	for _, r := range raw {
		if r <= ' ' || r == 0x7F || r == '\\' || r == 0x200B || r == 0xFEFF || r == '"' || r == '<' || r == '>' {
			return "", false, false
		}
	}
	u, err := url.Parse(raw)
	if err != nil || raw == "" {
		return "", false, false
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		return u.String(), true, u.Host != "" && u.User == nil
	case "mailto":
		return u.String(), true, u.Opaque != ""
	case "":
		if u.Host != "" || strings.HasPrefix(raw, "//") {
			return "", false, false
		}
		return u.String(), false, true
	}
	return "", false, false
}

// link writes a link, or its text alone where the address may not be followed.
func (p *page) link(destination string, text func()) {
	href, outside, ok := address(words([]byte(destination)))
	if !ok || p.within > 0 {
		text()
		return
	}
	p.b.WriteString("<a")
	p.attribute("href", href)
	if outside {
		p.attribute("rel", "noopener noreferrer nofollow")
	}
	p.b.WriteString(">")
	p.within++
	text()
	p.within--
	p.b.WriteString("</a>")
}

func (p *page) autoLink(n *ast.AutoLink) {
	label := string(n.Label(p.src))
	to := string(n.URL(p.src))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(to), "mailto:") {
		to = "mailto:" + to
	}
	if _, _, ok := address(to); !ok && p.src[max(0, n.Pos())] == '<' {
		label = "<" + label + ">"
	}
	p.link(to, func() { p.b.WriteString(html.EscapeString(label)) })
}

// picture loads only what Options.Picture accepts. Any other address of the web is a link: a remote picture
// would tell its server who reads, and the site's policy forbids it.
func (p *page) picture(n *ast.Image) {
	destination := words([]byte(string(n.Destination)))
	alt := Words(string(altOf(n, p.src)))
	if p.o.Picture != nil {
		src, ok := p.o.Picture(destination)
		if src, outside, safe := address(src); ok && safe && !outside {
			p.b.WriteString("<img")
			p.attribute("src", src)
			p.b.WriteString(` alt="` + html.EscapeString(alt) + `" loading="lazy">`)
			return
		}
	}
	if alt == "" {
		alt = destination
	}
	p.link(string(n.Destination), func() { p.b.WriteString(html.EscapeString(alt)) })
}

func altOf(n ast.Node, src []byte) []byte {
	var alt []byte
	_ = ast.Walk(n, func(c ast.Node, entering bool) (ast.WalkStatus, error) { // the callback gives no error
		if t, ok := c.(*ast.Text); ok && entering {
			alt = append(alt, t.Segment.Value(src)...)
		}
		return ast.WalkContinue, nil
	})
	return alt
}
