package docx

import (
	"encoding/xml"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bihuan/models/opc"
)

// titleLevel is the level of a document's title, above heading 1.
const titleLevel = -1

// style is what a paragraph or character style says, before its ancestors are asked.
type style struct {
	name, basedOn        string
	level                int // of a heading: 1 to 9, titleLevel, 0 none
	num                  numbering
	bold, italic, hidden *bool
	centre               bool
}

// numbering is a paragraph's place in a list.
type numbering struct {
	id    string // "" not said, "0" none
	level int
	fixed bool // the level was said by the paragraph itself
}

type styles struct {
	all       map[string]*style
	paragraph string // the style of paragraphs that name none
}

var headingName = regexp.MustCompile(`^(?:heading|标题|標題|überschrift|titre|제목|見出し)([1-9])$`)
var contentsName = regexp.MustCompile(`^(?:toc|目录|目錄|目次)(?:[1-9]|heading|标题|標題)?$`)

// headingLevel reads the name of a style.
func headingLevel(name string) int {
	name = strings.ToLower(strings.NewReplacer(" ", "", "　", "").Replace(name))
	name, _, _ = strings.Cut(name, ",")
	if m := headingName.FindStringSubmatch(name); m != nil {
		n, _ := strconv.Atoi(m[1]) // one digit
		return n
	}
	switch name {
	case "title", "标题", "標題", "文档标题", "文件标题", "公文标题", "制度标题", "大标题":
		return titleLevel
	case "编标题", "编":
		return 1
	case "章标题", "章", "一级标题", "条标题":
		return 1
	case "节标题", "节", "二级标题":
		return 2
	case "三级标题":
		return 3
	}
	return 0
}

func (r *reading) readStyles(name string) error {
	r.styles = styles{all: map[string]*style{}}
	if name == "" {
		return nil
	}
	return part(r.pkg, name, &r.spent, func(s *scanner) error {
		return s.children(func(name string, e xml.StartElement) error {
			if name != "w:style" {
				return s.skip()
			}
			return r.readStyle(s, e)
		})
	})
}

func (r *reading) readStyle(s *scanner, e xml.StartElement) error {
	st := &style{}
	id := value(e, "styleId")
	if value(e, "type") == "paragraph" && value(e, "default") != "" && value(e, "default") != "0" {
		r.styles.paragraph = id
	}
	r.styles.all[id] = st
	err := s.children(func(name string, e xml.StartElement) error {
		switch name {
		case "w:name":
			st.name = value(e, "val")
		case "w:basedOn":
			st.basedOn = value(e, "val")
		case "w:pPr":
			props := paragraphProps{}
			if err := r.readParagraphProps(s, &props); err != nil {
				return err
			}
			st.num, st.centre = props.num, props.centre
			st.level = props.level
			return nil
		case "w:rPr":
			return s.children(func(name string, e xml.StartElement) error {
				value := on(e)
				switch name {
				case "w:b":
					st.bold = &value
				case "w:i":
					st.italic = &value
				case "w:vanish":
					st.hidden = &value
				}
				return s.skip()
			})
		}
		return s.skip()
	})
	if level := headingLevel(st.name); level != 0 {
		st.level = level
	}
	return err
}

// chain calls f for a style and its ancestors until f has found what it looks for.
func (st styles) chain(id string, f func(id string, s *style) (found bool)) {
	for range 30 { // a circle of styles ends here
		s := st.all[id]
		if s == nil || f(id, s) {
			return
		}
		id = s.basedOn
	}
}

// contents tells the styles of a table of contents.
func contents(name string) bool {
	return contentsName.MatchString(strings.ToLower(strings.ReplaceAll(name, " ", "")))
}

// target gives the part to which a document has a relation of a type.
func target(rels map[string]opc.Relation, kind string) string {
	for _, id := range slices.Sorted(maps.Keys(rels)) {
		if rel := rels[id]; rel.Type == kind && !rel.External {
			return rel.Target
		}
	}
	return ""
}
