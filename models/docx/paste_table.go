package docx

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// pastedTable is a table of a paste that is being read.
type pastedTable struct {
	rows [][]cell
	cell *cell
	at   int // len(blocks) where the cell began
}

func (p *paste) startCell(t html.Token) {
	if len(p.table.rows) == 0 {
		p.table.rows = append(p.table.rows, nil)
	}
	span := max(1, min(atoi(attribute(t, "colspan"), 1), mostColumns))
	if span > 1 || atoi(attribute(t, "rowspan"), 1) > 1 {
		p.losses.add("merged_cells", "")
	}
	p.table.cell, p.table.at = &cell{span: span}, len(p.blocks)
}

// endCell puts the blocks since the cell's beginning into it.
func (p *paste) endCell() {
	t := p.table
	if t == nil || t.cell == nil {
		return
	}
	t.cell.blocks = slices.Clone(p.blocks[t.at:])
	p.blocks = p.blocks[:t.at]
	row := &t.rows[len(t.rows)-1]
	*row = appendCell(*row, *t.cell)
	t.cell = nil
}

func (p *paste) endTable() {
	p.endCell()
	rows := slices.DeleteFunc(p.table.rows, func(row []cell) bool { return len(row) == 0 })
	p.table, p.deep = nil, 0
	switch columns := width(rows); {
	case columns == 1:
		for _, row := range rows {
			for _, bl := range row[0].blocks {
				bl.text = strings.NewReplacer("<br>", "\n", `\|`, "|").Replace(bl.text)
				p.blocks = append(p.blocks, bl)
			}
		}
	case columns > 1:
		p.blocks = append(p.blocks, block{text: grid(rows, columns), table: true})
	}
}
