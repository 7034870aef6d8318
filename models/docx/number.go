package docx

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// level is one level of a list.
type level struct {
	format, text, style, gap string
	start                    int
	legal                    bool // all numbers in it are told in figures
	restart                  int  // begins anew behind a number of this level (from 1); 0 never, -1 as usual
}

const levels = 9

// list is an abstract list: what its numbers look like, and how far they have come.
type list struct {
	levels [levels]level
	link   string // the style whose list it stands for
	count  [levels]int
	begun  [levels]bool
}

// instance is a list as paragraphs name it.
type instance struct {
	list     string
	override map[int]level
	start    map[int]int // where this instance begins anew, until it has
}

type numberings struct {
	lists     map[string]*list
	instances map[string]*instance
}

func (r *reading) readNumbering(name string) error {
	r.numbers = numberings{lists: map[string]*list{}, instances: map[string]*instance{}}
	if name == "" {
		return nil
	}
	return part(r.pkg, name, &r.spent, func(s *scanner) error {
		return s.children(func(name string, e xml.StartElement) error {
			switch name {
			case "w:abstractNum":
				return r.readList(s, value(e, "abstractNumId"))
			case "w:num":
				return r.readInstance(s, value(e, "numId"))
			}
			return s.skip()
		})
	})
}

func (r *reading) readList(s *scanner, id string) error {
	l := &list{}
	for i := range l.levels {
		l.levels[i] = level{start: 1, restart: -1}
	}
	r.numbers.lists[id] = l
	return s.children(func(name string, e xml.StartElement) error {
		switch name {
		case "w:numStyleLink":
			l.link = value(e, "val")
		case "w:lvl":
			at, lv, err := readLevel(s, e)
			if err == nil && at >= 0 && at < levels {
				l.levels[at] = lv
			}
			return err
		}
		return s.skip()
	})
}

func readLevel(s *scanner, e xml.StartElement) (int, level, error) {
	at, err := strconv.Atoi(value(e, "ilvl"))
	if err != nil {
		at = -1
	}
	lv := level{start: 1, restart: -1, format: "decimal"}
	err = s.children(func(name string, e xml.StartElement) error {
		v := value(e, "val")
		switch name {
		case "w:start":
			lv.start = atoi(v, 1)
		case "w:numFmt":
			lv.format = v
			if v == "custom" {
				lv.format = value(e, "format")
			}
		case "w:lvlText":
			lv.text = v
		case "w:pStyle":
			lv.style = v
		case "w:suff":
			lv.gap = v
		case "w:isLgl":
			lv.legal = on(e)
		case "w:lvlRestart":
			lv.restart = atoi(v, -1)
		case "AlternateContent", "mc:AlternateContent": // newer formats stand here, with a plain one for older programs
			return alternative(s, func(name string, e xml.StartElement) error {
				if name == "w:numFmt" {
					lv.format = value(e, "val")
				}
				return s.skip()
			})
		}
		return s.skip()
	})
	return at, lv, err
}

func (r *reading) readInstance(s *scanner, id string) error {
	in := &instance{override: map[int]level{}, start: map[int]int{}}
	r.numbers.instances[id] = in
	return s.children(func(name string, e xml.StartElement) error {
		switch name {
		case "w:abstractNumId":
			in.list = value(e, "val")
		case "w:lvlOverride":
			at := atoi(value(e, "ilvl"), -1)
			return s.children(func(name string, e xml.StartElement) error {
				switch name {
				case "w:startOverride":
					in.start[at] = atoi(value(e, "val"), 1)
				case "w:lvl":
					_, lv, err := readLevel(s, e)
					if at >= 0 && at < levels {
						in.override[at] = lv
					}
					return err
				}
				return s.skip()
			})
		}
		return s.skip()
	})
}

func atoi(s string, otherwise int) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < -1 || n > 1<<20 {
		return otherwise
	}
	return n
}

// find gives the list of an instance, through the style that it may stand for.
func (r *reading) find(id string) (*instance, *list) {
	in := r.numbers.instances[id]
	for range 5 {
		if in == nil {
			return nil, nil
		}
		l := r.numbers.lists[in.list]
		if l == nil || l.link == "" {
			return in, l
		}
		st := r.styles.all[l.link]
		if st == nil {
			return in, l
		}
		in = r.numbers.instances[st.num.id]
	}
	return nil, nil
}

// label is the automatic number of a paragraph.
type label struct {
	text   string
	bullet bool
	level  int
}

// number counts a paragraph and gives its label, an empty one where it has none.
func (r *reading) number(n numbering, styleID string) label {
	if n.id == "" || n.id == "0" {
		return label{}
	}
	in, list := r.find(n.id)
	if list == nil {
		return label{}
	}
	at := n.level
	if !n.fixed && styleID != "" {
		for i := range list.levels {
			if list.levels[i].style == styleID {
				at = i
			}
		}
	}
	if at < 0 || at >= levels {
		return label{}
	}
	lv := list.level(in, at)
	list.advance(in, at, lv)
	if lv.format == "bullet" {
		return label{bullet: true, level: at}
	}
	var text strings.Builder
	for i := 0; i < len(lv.text); i++ {
		if c := lv.text[i]; c != '%' || i+1 >= len(lv.text) || lv.text[i+1] < '1' || lv.text[i+1] > '9' {
			text.WriteByte(c)
			continue
		}
		i++
		which := int(lv.text[i] - '1')
		format := list.level(in, which).format
		if lv.legal {
			format = "decimal"
		}
		text.WriteString(numeral(format, list.count[which]))
	}
	if text.Len() == 0 {
		return label{}
	}
	return label{text: gapped(text.String(), lv.gap), level: at}
}

func (l *list) level(in *instance, at int) level {
	if lv, ok := in.override[at]; ok {
		return lv
	}
	return l.levels[at]
}

// advance moves a level on by one; those below begin anew.
func (l *list) advance(in *instance, at int, lv level) {
	start, again := in.start[at]
	switch {
	case again:
		l.count[at] = start
		delete(in.start, at)
	case !l.begun[at]:
		l.count[at] = lv.start
	default:
		l.count[at]++
	}
	l.begun[at] = true
	for i := range at { // a number may be told whose own level was never reached
		if !l.begun[i] {
			l.count[i], l.begun[i] = l.level(in, i).start, true
		}
	}
	for i := at + 1; i < levels; i++ {
		if restart := l.levels[i].restart; restart < 0 || restart >= at+1 {
			l.begun[i] = false
		}
	}
}

// gapped puts behind a label what parts it from the text. Behind Chinese brackets nothing is usual.
func gapped(text, gap string) string {
	text = strings.TrimRight(text, " \t　")
	for _, end := range []string{"）", "、", "：", "．"} {
		if strings.HasSuffix(text, end) {
			return text
		}
	}
	if gap == "nothing" && !strings.HasPrefix(text, "第") {
		return text
	}
	return text + " "
}
