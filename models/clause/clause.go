package clause

// Kind says what a part is.
type Kind string

// The kinds of parts.
const (
	Preamble Kind = "preamble" // text before the first heading or clause
	Book     Kind = "book"     // 编, 分编
	Chapter  Kind = "chapter"  // 章
	Section  Kind = "section"  // 节
	Clause   Kind = "clause"   // 第X条
	Point    Kind = "point"    // 一、 of a document without 第X条
	Heading  Kind = "heading"  // any other heading, with the text below it
	Annex    Kind = "annex"    // 附件, 附录, 附：
	Meta     Kind = "meta"     // title line, history lines, front matter, table of contents: told about the text, not part of it
)

// Number is a clause's place as its label tells it: 第一百二十条之一 is {120, 1}.
type Number struct {
	N      int `json:"n"`
	Suffix int `json:"s,omitempty"`
}

// Before orders numbers as clauses stand in a law: 第三条, 第三条之一, 第四条.
func (n Number) Before(m Number) bool {
	return n.N < m.N || n.N == m.N && n.Suffix < m.Suffix
}

// next reports whether n directly follows m.
func (n Number) next(m Number) bool {
	return n.N == m.N+1 && n.Suffix <= 1 || n.N == m.N && n.Suffix == m.Suffix+1
}

// Part is a stretch of the source. Label, Title and Body never overlap.
type Part struct {
	Kind   Kind   `json:"k"`
	Depth  int    `json:"d,omitempty"` // of headings: 1 is the outermost
	Label  string `json:"l,omitempty"` // as written: 第三条, 第一章, 附件, 一、
	Title  string `json:"t,omitempty"` // of headings: 总则; of the title line: the document's title
	Number Number `json:"n,omitzero"`
	Key    int    `json:"i,omitempty"` // stable within the policy; 0 not given yet, always 0 for meta
	Start  int    `json:"s"`           // bytes
	End    int    `json:"e"`
}

// Count returns the number of clauses 第X条.
func Count(parts []Part) int {
	n := 0
	for _, p := range parts {
		if p.Kind == Clause {
			n++
		}
	}
	return n
}
