package calendar

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"

	"bihuan/handlers/web"
	"bihuan/models/calendar"
	view "bihuan/views/calendar"
	"bihuan/views/ui"
)

const (
	firstYear = 1990
	lastYear  = 2199
)

func (p pages) year(c *web.Context) error {
	var q struct {
		Year       string `query:"year"`
		Department string `query:"department"`
	}
	if err := c.Bind(&q); err != nil {
		return err
	}
	current, err := p.calendars.Current(c.Ctx())
	if err != nil {
		return err
	}
	tree, err := p.org.Departments(c.Ctx())
	if err != nil {
		return err
	}
	today := current.DateOf(p.now())
	year := min(max(cmp.Or(int(min(number(q.Year), lastYear)), today.Year()), firstYear), lastYear)
	department := number(q.Department)
	doc := current.Document()
	notice := doc.Notices[year]
	v := view.Year{Head: head(c, current.Version(), "year"), Year: year, Announced: current.Announced(year), Papers: notice.Papers,
		Department: ui.Field{Name: "department", Label: c.T("calendar.department"), Value: id(department), NoEmpty: true,
			Options: append([]ui.Option{{Label: c.T("calendar.firm")}}, departments(tree, department)...)},
		Months: months(current, year, department, today), Runs: runs(notice), MakeUp: doc.MakeUp.String(), Batches: times(doc.Batches), Zone: doc.Zone}
	v.Own = ownDays(doc, tree, year, department, v.MayEdit)
	v.Prev, v.Next = yearLink(year-1, department), yearLink(year+1, department)
	for i := range v.Week {
		v.Week[i] = doc.Week[(i+1)%7].String()
	}
	for d := calendar.NewDate(year, 1, 1); d < calendar.NewDate(year+1, 1, 1); d++ {
		if len(current.Day(d, department).Hours) > 0 {
			v.Workdays++
		} else {
			v.DaysOff++
		}
	}
	return c.Render(http.StatusOK, view.YearPage(v))
}

func yearLink(year int, department int64) string {
	if year < firstYear || year > lastYear {
		return ""
	}
	q := url.Values{"year": {strconv.Itoa(year)}}
	if department != 0 {
		q.Set("department", id(department))
	}
	return home + "?" + q.Encode()
}
