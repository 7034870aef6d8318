package docx

import (
	"fmt"
	"strings"
)

// notes are the footnotes of a document that is written.
type notes struct {
	ids  map[string]int // by label
	runs []string       // by id - 1
}

// refer gives the id of a note.
func (n *notes) refer(label string) int {
	if n.ids == nil {
		n.ids = map[string]int{}
	}
	id, ok := n.ids[label]
	if !ok {
		n.runs = append(n.runs, "")
		id = len(n.runs)
		n.ids[label] = id
	}
	return id
}

// put gives a note its text; false where nothing refers to it, or it has one already.
func (n *notes) put(label, runs string) bool {
	id := n.ids[label]
	if id == 0 || n.runs[id-1] != "" {
		return false
	}
	n.runs[id-1] = runs
	return true
}

// part is word/footnotes.xml, with the lines above the notes that Word wants.
func (n *notes) part() string {
	var b strings.Builder
	b.WriteString(xmlHead + `<w:footnotes xmlns:w="` + wordSpace + `"><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>` +
		`<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>`)
	for i, runs := range n.runs {
		fmt.Fprintf(&b, `<w:footnote w:id="%d"><w:p><w:pPr><w:pStyle w:val="Note"/></w:pPr><w:r>%s<w:footnoteRef/></w:r>%s</w:p></w:footnote>`, i+1, runStyle{raised: true}.xml(), runs)
	}
	return b.String() + `</w:footnotes>`
}
