package calendar

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/a-h/templ"

	"bihuan/views/layout"
	"bihuan/views/locale"
	"bihuan/views/ui"
)

var october = time.Date(2025, 10, 1, 0, 0, 0, 0, time.UTC)

func sampleMonth() Month {
	m := Month{First: october}
	n := 1
	for range 5 {
		var week [7]Day
		for i := range week {
			d := Day{Number: n, Kind: Workday, Work: true, Today: n == 21}
			switch {
			case n <= 8:
				d = Day{Number: n, Kind: Holiday, Name: "国庆节、中秋节"}
			case n == 11:
				d = Day{Number: n, Kind: MakeUp, Work: true, Name: "国庆节、中秋节", Hours: "09:00-12:00"}
			case n == 15:
				d = Day{Number: n, Kind: Special, Name: `<b>盘点</b>`}
			case n == 16:
				d = Day{Number: n, Kind: Special, Work: true}
			case i > 4:
				d = Day{Number: n, Kind: Weekend}
			}
			if n <= 31 {
				week[i] = d
			}
			n++
		}
		m.Weeks = append(m.Weeks, week)
	}
	return m
}

func samplePages() map[string]templ.Component {
	head := Head{Version: 3, MayEdit: true, Side: "year"}
	errs := map[string]string{"note": "必填", "hours": "重叠", "week_1": "重叠", "file": "太大", "start": "日期"}
	departments := []ui.Option{{Value: "7", Label: "仓储部"}}
	run := Run{Name: "国庆节", From: october, To: october.AddDate(0, 0, 7)}
	result := &Result{Due: october, Soon: october, Explanation: Explanation{Unit: "working_hours", Amount: 24, From: october, PausedMinutes: 380,
		Skipped: []Skip{{From: run.From, To: run.To, Kind: Holiday, Name: "国庆节、中秋节"}}, Unannounced: 2027}}
	version := Version{ID: 2, Note: "周五早下班", Author: "王小明", At: october, Href: "/settings/calendar/versions/2"}
	return map[string]templ.Component{
		"year": YearPage(Year{Head: head, Year: 2025, Prev: "?year=2024", Next: "?year=2026", Announced: true, Papers: []string{"https://www.gov.cn/x.htm"},
			Department: ui.Field{Name: "department", Label: "部门", NoEmpty: true, Options: departments}, Workdays: 248, DaysOff: 117,
			Months: []Month{sampleMonth(), sampleMonth(), sampleMonth(), sampleMonth()}, Runs: []Run{run, {Name: "国庆节", From: october.AddDate(0, 0, 10), To: october.AddDate(0, 0, 10), Work: true}},
			Own:  []OwnDay{{Date: october, Name: `<script>alert(1)</script>`, Edit: "/settings/calendar/day"}, {Date: october, Department: "仓储部", Work: true}},
			Week: [7]string{"09:00-12:00, 13:00-18:00", "09:00-12:00"}, MakeUp: "09:00-12:00", Batches: "10:00, 16:30", Zone: "Asia/Shanghai"}),
		"empty": YearPage(Year{Head: Head{Version: 1}, Year: 2027, Department: ui.Field{Name: "department", Label: "部门", NoEmpty: true, Options: departments}}),
		"hours": HoursPage(HoursForm{Head: head, Base: "3", Week: [7]string{"", "09:00-12:00"}, MakeUp: "09:00-12:00", Batches: "10:00", Zone: "Asia/Shanghai", Errors: errs,
			Lost: []ui.Comparison{{Label: "周一", Yours: "09:00-12:00", Theirs: "09:00-17:00"}}}),
		"day":      DayPage(DayForm{Head: head, Departments: departments, Date: "2025-10-01", Kind: "off", Set: true, Errors: errs}),
		"holidays": HolidaysPage(HolidaysForm{Head: head, Errors: errs, Years: []NoticeYear{{Year: 2027, NotAnnounced: true, Href: "?year=2027"}, {Year: 2025, Off: 28, Work: 5, Papers: []string{"https://www.gov.cn/x.htm"}, Href: "?year=2025"}}}),
		"versions": VersionsPage(Versions{Head: head, Rows: []Version{version, {ID: 1, At: october, Href: "/settings/calendar/versions/1"}}, Next: "?before=1"}),
		"version":  OneVersion(VersionPage{Head: head, Shown: version, Changes: []ui.Change{{Label: "周五工作时间", Before: "09:00-18:00", After: "09:00-17:00"}}, Errors: errs}),
		"try": TryPage(Try{Head: head, Start: "2025-09-30T17:00", Amount: "24", Unit: "working_hours", Departments: departments, Errors: errs, Result: result,
			Units: []string{"working_hours", "working_days", "working_minutes", "elapsed_hours", "elapsed_days", "elapsed_minutes", "batch"}}),
		"versions-none": VersionsPage(Versions{}),
		"try-empty":     TryPage(Try{Head: head}),
	}
}

// TestPagesSpeakBothLanguages renders every page and holds that no text is missing and nothing typed in
// becomes markup. With BIHUAN_SHOTS=folder the pages are written there.
func TestPagesSpeakBothLanguages(t *testing.T) {
	before := locale.OnMissing(func(tag locale.Tag, key string) { t.Errorf("%s: no text for %s", tag, key) })
	t.Cleanup(func() { locale.OnMissing(before) })
	for _, tag := range locale.Tags() {
		ctx := locale.With(context.Background(), locale.New(string(tag)))
		ctx = layout.With(ctx, layout.Shell{Firm: "闭环公司", Person: layout.Person{PersonID: 1, Name: "王小明"}, CSRF: "c", Once: func() string { return "o" }, Path: "/"})
		for name, page := range samplePages() {
			var html strings.Builder
			if err := page.Render(ctx, &html); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if strings.Contains(html.String(), "<script>alert") || strings.Contains(html.String(), "<b>盘点") {
				t.Errorf("%s: typed text became markup", name)
			}
			if strings.Contains(html.String(), " style=") || strings.Contains(html.String(), " onclick=") {
				t.Errorf("%s: inline style or script", name)
			}
			if dir := os.Getenv("BIHUAN_SHOTS"); dir != "" {
				if err := os.WriteFile(filepath.Join(dir, "calendar-"+name+"-"+string(tag)+".html"), []byte(html.String()), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
