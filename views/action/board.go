package action

import (
	"bihuan/views/list"
	"bihuan/views/ui"
)

// BoardPage is the board: cards in columns.
type BoardPage struct {
	Head    ui.Head
	By      []ui.Tab // what the columns are
	Filter  list.Filter
	Note    string // a warning above the columns
	Columns []Column
	Empty   ui.Nothing
}

// Column is one column of the board. Href leads to all that stands in it.
type Column struct {
	Title string
	Mark  ui.Mark // a chip in place of the title
	Count string
	Href  string
	Cards []Card
	More  bool // there are more than the cards
}

// Card is one action on the board.
type Card struct {
	Row
	Step  *ui.Link // the next step, where it is the reader's
	Chip  bool     // the column does not tell its state
	Owned bool     // the column tells its department
}

func (c Card) red() bool { return c.late() || c.Ineffective > 0 }

func (p BoardPage) cards() int {
	n := 0
	for _, c := range p.Columns {
		n += len(c.Cards)
	}
	return n
}
