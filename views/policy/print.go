package policy

import "bihuan/views/ui"

// Paper is an edition as it leaves the portal, on paper or as a file.
type Paper struct {
	Number, Title, Version, Effective string
	Mark                              string // what the copy is worth: 受控文本, 已作废 …
	Obsolete                          bool   // must not be followed
	Facts                             []ui.Fact
	Parts                             []Part
	Printed                           string // by whom and when
	Back, Word                        string // the reading page, and the same as a file
}

// Level is the level of the part's heading on a page, 0 where its label runs into the text.
func (p Part) Level() int { return p.level() }
