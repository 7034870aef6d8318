package action

import (
	"net/http"
	"strconv"
	"time"

	"bihuan/handlers/list"
	"bihuan/handlers/web"
	"bihuan/models/action"
	"bihuan/models/calendar"
	view "bihuan/views/action"
	calview "bihuan/views/calendar"
)

// monthName names the month in the address of the calendar, written as monthForm.
const (
	monthName = "month"
	monthForm = "2006-01"
	daysAWeek = 7
)

// months is the calendar as far as it is read like a list.
var months = list.List{Kind: action.Kind, Path: view.Calendar, Names: []string{monthName, "department", "owner", "kind", "mine"}}

// month shows on which days of a month open actions are due.
func (p *pages) month(c *web.Context) error {
	w, err := p.words(c)
	if err != nil {
		return err
	}
	a := months.Read(c.QueryParams())
	first, today := monthOf(c, a.Get(monthName))
	from, to := weeks(first)
	days, err := p.Actions.Month(c.Ctx(), c.Actor(), narrowed(a), from, to)
	if err != nil {
		return err
	}
	worked, err := p.Calendars.Current(c.Ctx())
	if err != nil {
		return err
	}
	page := view.MonthPage{Head: w.head(c, "action.month.title"), Prev: a.Href(monthName, first.AddDate(0, -1, 0).Format(monthForm)),
		Next: a.Href(monthName, first.AddDate(0, 1, 0).Format(monthForm)), Today: a.Href(monthName, ""),
		Name: w.T("action.month.name", "year", strconv.Itoa(first.Year()), "month", calview.MonthName(w.Ctx, first.Month()))}
	var rows []action.Row
	for i, d := range days {
		if i%daysAWeek == 0 {
			page.Weeks = append(page.Weeks, nil)
		}
		week := &page.Weeks[len(page.Weeks)-1]
		*week = append(*week, p.day(c, w, a, d, worked, first, today))
		rows = append(rows, d.Rows...)
	}
	owners, err := p.owners(c, a, rows)
	if err != nil {
		return err
	}
	page.Filter = w.narrow(a, months, monthName, owners)
	return c.Render(http.StatusOK, view.Month(page))
}

// monthOf is the first day of the month that the address names, of this one where it names none, and today.
func monthOf(c *web.Context, name string) (first, today time.Time) {
	zone := c.Locale().Zone()
	y, m, d := c.Locale().Now().In(zone).Date()
	today = time.Date(y, m, d, 0, 0, 0, 0, zone)
	first, err := time.ParseInLocation(monthForm, name, zone)
	if err != nil || first.Year() < 2000 || first.Year() > 2200 {
		first = time.Date(y, m, 1, 0, 0, 0, 0, zone)
	}
	return first, today
}

// weeks are the whole weeks, from Monday on, that a month has a part in.
func weeks(first time.Time) (from, to time.Time) {
	from = first.AddDate(0, 0, -(int(first.Weekday())+daysAWeek-1)%daysAWeek)
	for to = from; to.Before(first.AddDate(0, 1, 0)); {
		to = to.AddDate(0, 0, daysAWeek)
	}
	return from, to
}

func (p *pages) day(c *web.Context, w words, a list.Address, from action.Day, worked *calendar.Calendar, first, today time.Time) view.MonthDay {
	info := worked.Day(calendar.NewDate(from.Day.Date()), 0)
	out := view.MonthDay{Day: from.Day, Outside: from.Day.Month() != first.Month(), Today: from.Day.Equal(today), Late: from.Day.Before(today) && from.Count > 0,
		Kind: string(info.Kind), Off: len(info.Hours) == 0, Name: calview.HolidayName(w.Ctx, info.Name)}
	if from.Count > 0 {
		out.Href = p.listed(a).Href("due", from.Day.Format(time.DateOnly))
	}
	for _, r := range from.Rows {
		out.Rows = append(out.Rows, w.row(r))
	}
	if more := from.Count - int64(len(from.Rows)); more > 0 {
		out.More = list.Capped(c, more, action.CountCap-int64(len(from.Rows)))
	}
	return out
}
