package action

import (
	"context"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"bihuan/views/list"
	"bihuan/views/locale"
	"bihuan/views/ui"
)

// MonthPage is a month with what is due on its days, in whole weeks from Monday on.
type MonthPage struct {
	Head              ui.Head
	Filter            list.Filter
	Name              string
	Prev, Next, Today string
	Weeks             [][]MonthDay
}

// MonthDay is one day of the month.
type MonthDay struct {
	Day     time.Time
	Kind    string // what the working calendar says
	Name    string // of the holiday
	Off     bool   // not worked
	Outside bool   // of the month before or after
	Today   bool
	Late    bool // over, with something still open
	Rows    []Row
	More    string // how many are not shown
	Href    string // all that is due on it
}

func (p MonthPage) empty() bool {
	for _, week := range p.Weeks {
		for _, d := range week {
			if len(d.Rows) > 0 && !d.Outside {
				return false
			}
		}
	}
	return true
}

func (p MonthPage) turns(ctx context.Context) []ui.Action {
	turn := func(label, href, icon string) ui.Action {
		return ui.Action{Label: label, Href: href, Icon: icon, Small: true, Attrs: templ.Attributes{"hx-get": href, "title": label}}
	}
	return []ui.Action{turn(locale.T(ctx, "action.month.prev"), p.Prev, "chevron-left"), turn(locale.T(ctx, "action.month.today"), p.Today, ""),
		turn(locale.T(ctx, "action.month.next"), p.Next, "chevron-right")}
}

func weekday(ctx context.Context, d int) string {
	return locale.T(ctx, "ui.weekday."+strconv.Itoa(d%7))
}

func (d MonthDay) number() string { return strconv.Itoa(d.Day.Day()) }

// tip tells of a row what its line has no room for.
func (r Row) tip() string {
	return r.Number + " · " + r.Title + " · " + r.Owner + " · " + r.Clock.Label + " " + r.Clock.Text
}
