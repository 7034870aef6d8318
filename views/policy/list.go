package policy

import (
	"context"
	"time"

	"github.com/a-h/templ"

	"bihuan/views/list"
	"bihuan/views/locale"
	"bihuan/views/record"
	"bihuan/views/ui"
)

// The columns of the list, in their order.
const (
	ColNumber     = "number"
	ColTitle      = "title"
	ColKind       = "kind"
	ColVersion    = "edition"
	ColState      = "state"
	ColInForce    = "in_force_at"
	ColOwner      = "owner_id"
	ColDepartment = "department_id"
	ColCategory   = "category"
	ColReview     = "review_on"
	ColStage      = "stage"
	ColChanged    = "changed_at"
	ColDue        = "due"
)

// Columns lists all columns.
var Columns = []list.Column{
	{Key: ColNumber, Class: "cell-id", Usual: true, Fixed: true}, {Key: ColTitle, Class: "cell-main", Usual: true, Fixed: true},
	{Key: ColKind, Class: "cell-wide", Usual: true}, {Key: ColVersion, Usual: true}, {Key: ColState, Usual: true},
	{Key: ColInForce, Class: "cell-time", Usual: true}, {Key: ColOwner, Class: "cell-wide"}, {Key: ColDepartment, Class: "cell-wide", Usual: true},
	{Key: ColCategory, Class: "cell-wide"}, {Key: ColReview, Class: "cell-wide cell-time"}, {Key: ColStage, Class: "cell-wide"},
	{Key: ColChanged, Class: "cell-wide cell-time"},
	{Key: ColDue, Class: "cell-clock cell-wide"},
}

// List is the list page.
type List struct {
	list.Page
	Rows []Row
}

// Branch is one line of the classification tree.
type Branch struct {
	Label, Href, Count string
	Depth              int
	Active             bool
}

// Row is one policy among many.
type Row struct {
	Number, Title     string
	Kind, Version     string
	State, Stage      *ui.Mark
	InForce           string
	Changed           time.Time
	Owner, Department string
	Category          string
	Review            string
	ReviewLate        bool
	Clock             ui.Clock
	Href              string
}

func (r Row) spec() ui.RowSpec { return ui.RowSpec{Href: r.Href, Name: r.Number} }

func (r Row) cell(column string) templ.Component { return listCell(r, column) }

func (r Row) text(column string) string {
	switch column {
	case ColNumber:
		return r.Number
	case ColInForce:
		return r.InForce
	case ColKind:
		return r.Kind
	case ColVersion:
		return r.Version
	case ColOwner:
		return r.Owner
	case ColDepartment:
		return r.Department
	case ColCategory:
		return r.Category
	}
	return ""
}

// Adopt is the page that takes over the starter pack.
type Adopt struct {
	Fields []record.Control
	Errors map[string]string
	Titles []string // of the policies in the pack
}

func (a Adopt) spec() ui.FormSpec {
	return ui.FormSpec{Action: Home + "/adopt", ID: "adopt", Draft: "policy-adopt"}
}

// ways are the ways to a first policy.
func ways(ctx context.Context) []ui.Action {
	return []ui.Action{{Label: locale.T(ctx, "policy.begin.adopt"), Href: Home + "/adopt", Icon: "stack-2", Tone: ui.TonePrimary},
		{Label: locale.T(ctx, "policy.begin.write"), Href: Home + "/new", Icon: "pencil"},
		{Label: locale.T(ctx, "policy.begin.import"), Href: Home + "/import", Icon: "file-import"}}
}

// Begin is what stands where there is no policy yet, for who may write one.
func Begin(ctx context.Context) ui.Nothing {
	return ui.Nothing{Icon: "book", Title: locale.T(ctx, "policy.begin.title"), Text: locale.T(ctx, "policy.begin.text"), Actions: ways(ctx)}
}
