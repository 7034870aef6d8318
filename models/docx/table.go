package docx

import (
	"encoding/xml"
	"strings"
)

// cell is one of a table, with the columns that it takes up.
type cell struct {
	blocks []block
	span   int
}

// mostColumns is how many Word allows.
const mostColumns = 63

// table reads a table into one block; one column of cells is only a frame around paragraphs.
func (b *body) table(s *scanner) error {
	var rows [][]cell
	var after []block
	err := b.rows(s, &rows, &after)
	if err != nil {
		return err
	}
	columns := width(rows)
	switch {
	case columns == 0:
	case columns == 1 && b.inTable == 0:
		for _, row := range rows {
			for _, c := range row {
				b.blocks = append(b.blocks, c.blocks...)
			}
		}
	case b.inTable > 0:
		b.r.losses.add("nested_table", "")
		for _, row := range rows {
			var texts []string
			for _, c := range row {
				texts = append(texts, joinedTexts(c.blocks, " "))
			}
			b.blocks = append(b.blocks, block{text: strings.Join(texts, " / ")})
		}
	default:
		b.blocks = append(b.blocks, block{text: grid(rows, columns), table: true})
	}
	b.blocks = append(b.blocks, after...)
	return nil
}

func (b *body) rows(s *scanner, rows *[][]cell, after *[]block) error {
	framed, ours := false, false
	var each func(name string, e xml.StartElement) error
	each = func(name string, _ xml.StartElement) error {
		switch name {
		case "w:tblPr":
			return s.children(func(name string, e xml.StartElement) error {
				ours = ours || name == "w:tblCaption" && value(e, "val") == factsMark
				return s.skip()
			})
		case "w:tblGrid":
			columns := 0
			err := s.children(func(name string, _ xml.StartElement) error {
				columns++
				return s.skip()
			})
			framed = columns == 1 && b.inTable == 0
			return err
		case "w:tr":
			row, deleted, err := b.row(s, framed, after)
			if !deleted && !ours && len(row) > 0 {
				*rows = append(*rows, row)
			}
			return err
		case "w:sdt":
			return b.control(s, each)
		case "w:customXml", "w:ins", "w:moveTo":
			return s.children(each)
		}
		return s.skip()
	}
	return s.children(each)
}

func (b *body) row(s *scanner, framed bool, after *[]block) (row []cell, deleted bool, err error) {
	var each func(name string, e xml.StartElement) error
	each = func(name string, _ xml.StartElement) error {
		switch name {
		case "w:trPr":
			return s.children(func(name string, e xml.StartElement) error {
				switch name {
				case "w:gridBefore":
					for range min(atoi(value(e, "val"), 0), mostColumns) {
						row = appendCell(row, cell{span: 1})
					}
				case "w:del":
					deleted = true
					b.r.losses.add("tracked", "")
				}
				return s.skip()
			})
		case "w:tc":
			c, err := b.cell(s, framed, after)
			row = appendCell(row, c)
			return err
		case "w:sdt":
			return b.control(s, each)
		case "w:customXml":
			return s.children(each)
		}
		return s.skip()
	}
	err = s.children(each)
	return row, deleted, err
}

func (b *body) cell(s *scanner, framed bool, after *[]block) (cell, error) {
	c := cell{span: 1}
	inner := &body{r: b.r, rels: b.rels, inTable: b.inTable}
	if !framed {
		inner.inTable++
	}
	err := s.children(func(name string, e xml.StartElement) error {
		if name != "w:tcPr" {
			return inner.blockIn(s, name, e)
		}
		return s.children(func(name string, e xml.StartElement) error {
			switch name {
			case "w:gridSpan":
				if c.span = max(1, min(atoi(value(e, "val"), 1), mostColumns)); c.span > 1 {
					b.r.losses.add("merged_cells", "")
				}
			case "w:vMerge", "w:hMerge":
				if value(e, "val") != "restart" {
					b.r.losses.add("merged_cells", "")
				}
			}
			return s.skip()
		})
	})
	for _, bl := range inner.blocks {
		if bl.note {
			*after = append(*after, bl)
		} else {
			c.blocks = append(c.blocks, bl)
		}
	}
	return c, err
}

// appendCell adds a cell; what stands beyond the last column goes into that.
func appendCell(row []cell, c cell) []cell {
	free := mostColumns - width([][]cell{row})
	if free <= 0 {
		last := &row[len(row)-1]
		last.blocks = append(last.blocks, c.blocks...)
		return row
	}
	c.span = min(c.span, free)
	return append(row, c)
}

// width counts the columns of a table.
func width(rows [][]cell) int {
	columns := 0
	for _, row := range rows {
		n := 0
		for _, c := range row {
			n += c.span
		}
		columns = max(columns, n)
	}
	return columns
}

// grid writes a Markdown table; merged cells keep their text in the first of them.
func grid(rows [][]cell, columns int) string {
	var out strings.Builder
	for i, row := range rows {
		out.WriteString("|")
		n := 0
		for _, c := range row {
			out.WriteString(" " + joinedTexts(c.blocks, "<br>") + " |" + strings.Repeat(" |", c.span-1))
			n += c.span
		}
		if i == 0 {
			for ; n < columns; n++ {
				out.WriteString(" |")
			}
			out.WriteString("\n|" + strings.Repeat(" --- |", columns))
		}
		if i < len(rows)-1 {
			out.WriteByte('\n')
		}
	}
	return out.String()
}
