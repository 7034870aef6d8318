package markdown

import (
	"regexp"

	"github.com/microcosm-cc/bluemonday"
)

var (
	ids     = regexp.MustCompile(`^[\pL\pN_:.-]+$`)
	classes = regexp.MustCompile(`^(item( item-[2-4])?|note|note-ref|term|ref|center|right)$`)
	scopes  = regexp.MustCompile(`^col$`)
	lazy    = regexp.MustCompile(`^lazy$`)
	rel     = regexp.MustCompile(`^noopener noreferrer nofollow$`)
	phrase  = regexp.MustCompile(`^[^\x00]*$`)
)

// policy allows exactly what render writes.
var policy = newPolicy()

func newPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "ul", "li", "hr", "br", "pre", "code",
		"table", "thead", "tbody", "tr", "th", "td", "em", "strong", "del", "sup", "mark", "dfn", "a", "img")
	p.AllowAttrs("class").Matching(classes).OnElements("p", "sup", "a", "dfn", "th", "td")
	p.AllowAttrs("id").Matching(ids).OnElements("p")
	p.AllowAttrs("scope").Matching(scopes).OnElements("th")
	p.AllowAttrs("title").Matching(phrase).OnElements("a", "dfn")
	p.AllowAttrs("rel").Matching(rel).OnElements("a")
	p.AllowAttrs("loading").Matching(lazy).OnElements("img")
	p.AllowAttrs("alt").Matching(phrase).OnElements("img")
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("src").OnElements("img")
	p.AllowURLSchemes("http", "https", "mailto")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	return p
}

func clean(markup string) string { return policy.Sanitize(markup) }
