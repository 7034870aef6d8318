package information

import (
	"context"

	"github.com/a-h/templ"

	"bihuan/views/list"
	"bihuan/views/locale"
	"bihuan/views/loop"
	"bihuan/views/record"
	"bihuan/views/ui"
)

// The addresses of the register.
const (
	Home    = "/information"
	New     = Home + "/new"
	Starter = Home + "/starter"
	people  = Home + "/people"
)

// Path is the page of an item.
func Path(number string) string { return Home + "/" + number }

// The columns of the list, in their order.
const (
	ColNumber     = "number"
	ColTitle      = "title"
	ColSource     = "source"
	ColChannel    = "channel"
	ColCollector  = "collector"
	ColFrequency  = "frequency"
	ColKeeper     = "keeper"
	ColRetention  = "retention"
	ColPurpose    = "purpose"
	ColSecrecy    = "secrecy"
	ColDepartment = "department_id"
	ColOwner      = "owner_id"
	ColClauses    = "clauses"
	ColReviewed   = "reviewed_on"
)

// Columns lists all columns.
var Columns = []list.Column{
	{Key: ColNumber, Class: "cell-id", Usual: true, Fixed: true}, {Key: ColTitle, Class: "cell-main", Usual: true, Fixed: true},
	{Key: ColSource, Class: "cell-wide", Usual: true}, {Key: ColChannel, Class: "cell-wide", Usual: true}, {Key: ColCollector, Usual: true},
	{Key: ColFrequency, Class: "cell-wide", Usual: true}, {Key: ColKeeper, Class: "cell-wide", Usual: true}, {Key: ColRetention, Class: "cell-wide", Usual: true},
	{Key: ColPurpose, Class: "cell-wide"}, {Key: ColSecrecy, Class: "cell-wide"}, {Key: ColDepartment, Class: "cell-wide"}, {Key: ColOwner, Usual: true},
	{Key: ColClauses, Class: "cell-wide cell-id"}, {Key: ColReviewed, Class: "cell-wide cell-time"},
}

// List is the list page.
type List struct {
	list.Page
	Rows []Row
}

// Row is one item among many; Texts are its columns in words.
type Row struct {
	Number, Title string
	Texts         map[string]string
}

// Href is the record's page.
func (r Row) Href() string { return Path(r.Number) }

func (r Row) spec() ui.RowSpec { return ui.RowSpec{Href: r.Href(), Name: r.Number} }

func (r Row) cell(column string) templ.Component { return listCell(r, column) }

// Record is the page of one item.
type Record struct {
	Number  string
	Title   string
	State   string
	Next    record.Next
	Purpose string
	Collect []ui.Fact // where from, how and by whom
	Facts   []ui.Fact
	Chain   loop.Chain
	History record.Timeline
}

// StateMark is the chip of a state.
func StateMark(ctx context.Context, state string) ui.Mark {
	m := ui.Mark{Text: locale.T(ctx, "information.state."+state), Tone: ui.ToneAccent, Icon: "circle-dot"}
	if state == "ended" {
		m.Tone, m.Icon = ui.ToneMuted, "ban"
	}
	return m
}

func (r Record) head(ctx context.Context) ui.Head {
	return ui.Head{Title: r.Title, Number: r.Number, Marks: []ui.Mark{StateMark(ctx, r.State)}, Back: &ui.Link{Label: locale.T(ctx, "information.title"), Href: Home}}
}

func label(ctx context.Context, field string) string {
	return locale.T(ctx, "field.information."+field)
}

// Open is the form of a new item.
type Open struct {
	What, How, Keep []record.Control
	Errors          map[string]string
	People          []string // offered while nothing is typed yet
}

func (o Open) order() []string {
	var names []string
	for _, list := range [][]record.Control{o.What, o.How, o.Keep} {
		names = append(names, record.Order(list)...)
	}
	return names
}

const (
	maxText    = 5_000
	maxClauses = 300
)

// Fields are the controls of a step.
func Fields(s record.Sheet, step string) []record.Control {
	switch step {
	case "review":
		return []record.Control{s.Must(s.Day("reviewed_on"))}
	case "edit":
		return append(append(What(s), How(s)...), Keep(s)...)
	case "end", "resume":
		return []record.Control{s.Must(s.Area("reason", 3, record.MaxReason))}
	}
	return nil
}

// What are the questions about what is collected and what for.
func What(s record.Sheet) []record.Control {
	return []record.Control{s.Must(s.Line("title", record.MaxLine)), s.Must(s.Area("purpose", 3, maxText)),
		s.Together(s.Must(s.Choose("department_id", "department")), s.Must(s.PersonOf("owner_id", people))), s.Line("clauses", maxClauses)}
}

// How are the questions about how it is collected.
func How(s record.Sheet) []record.Control {
	return []record.Control{s.Must(s.Line("source", record.MaxLine)), s.Together(s.Must(s.Choose("channel", "channel")), s.Must(s.Choose("frequency", "frequency"))),
		s.Together(s.Must(s.Line("collector", record.MaxLine)), s.PersonOf("collector_id", people))}
}

// Keep are the questions about how it is kept.
func Keep(s record.Sheet) []record.Control {
	return []record.Control{s.Must(s.Line("keeper", record.MaxLine)), s.Together(s.Must(s.Choose("retention", "retention")), s.Must(s.Choose("secrecy", "secrecy")))}
}
