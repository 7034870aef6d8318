package calendar

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bihuan/models/fault"
)

func holidayJSON(year, days string) string {
	return `{"year":` + year + `,"papers":["https://www.gov.cn/x.htm","javascript:alert(1)"],"days":[` + days + `]}`
}

const newYear = `{"name":"元旦","date":"2025-01-01","isOffDay":true}`

func TestParseHolidays(t *testing.T) {
	y, err := ParseHolidays(strings.NewReader("\xef\xbb\xbf" + holidayJSON("2025", newYear+`,{"name":" 春节 ","date":"2025-01-26","isOffDay":false}`)))
	if err != nil {
		t.Fatal(err)
	}
	if y.Year != 2025 || len(y.Days) != 2 || y.Days[NewDate(2025, 1, 1)].Work || !y.Days[NewDate(2025, 1, 26)].Work || y.Days[NewDate(2025, 1, 26)].Name != "春节" {
		t.Errorf("%+v", y)
	}
	if len(y.Papers) != 1 {
		t.Errorf("papers %q: only web addresses are kept", y.Papers)
	}
	if empty, err := ParseHolidays(strings.NewReader(holidayJSON("2027", ""))); err != nil || len(empty.Days) != 0 {
		t.Errorf("a year that is not announced: %v %v", empty, err)
	}
}

func TestParseHolidaysRefuses(t *testing.T) {
	for key, inputs := range map[string][]string{
		"fault.holidays_shape": {"", "null", "[]", "{}", `{"year":2025}`, `{"year":"2025","days":[]}`, `{"year":2025,"days":{}}`,
			`{"year":2025.5,"days":[]}`, holidayJSON("2025", newYear) + "x", holidayJSON("2025", `"2025-01-01"`), strings.Repeat("[", 100_000)},
		"fault.holidays_year": {holidayJSON("1989", ""), holidayJSON("99999", "")},
		"fault.holidays_entry": {holidayJSON("2025", `{"name":"元旦","date":"2025-02-30","isOffDay":true}`), holidayJSON("2025", `{"name":"元旦","date":"2025-01-01"}`),
			holidayJSON("2025", `{"name":"元旦","isOffDay":true}`)},
		"fault.holidays_wrong_year": {holidayJSON("2023", newYear), holidayJSON("2027", newYear)},
		"fault.holidays_twice":      {holidayJSON("2025", newYear+","+newYear)},
		"fault.holidays_name":       {holidayJSON("2025", strings.Replace(newYear, "元旦", strings.Repeat("节", 61), 1)), holidayJSON("2025", strings.Replace(newYear, "元旦", `a\u0000`, 1))},
		"fault.holidays_too_large":  {strings.Repeat(" ", maxHolidayBytes+1)},
		"fault.holidays_too_many":   {holidayJSON("2025", strings.TrimSuffix(strings.Repeat(newYear+",", 201), ","))},
		"invalid.encoding":          {holidayJSON("2025", strings.Replace(newYear, "元旦", "\xd4\xaa\xb5\xa9", 1))},
	} {
		for _, in := range inputs {
			_, err := ParseHolidays(strings.NewReader(in))
			if f := fault.Of(err); f == nil || f.Kind != fault.InvalidKind || f.Key != key {
				t.Errorf("%.60q: %v, want %s", in, err, key)
			}
		}
	}
}

func TestHolidaysReplaceTheNoticeAndSpareOwnDays(t *testing.T) {
	c := starter(t, func(d *Document) { *d = d.WithDay(0, NewDate(2025, 10, 8), &Day{Work: true, Name: "值班"}) })
	changed, err := c.WithHolidays(Year{Year: 2025, Days: map[Date]Day{NewDate(2025, 10, 8): {Name: "国庆节"}, NewDate(2025, 10, 9): {Name: "国庆节"}}})
	if err != nil {
		t.Fatal(err)
	}
	if k := changed.Day(NewDate(2025, 10, 1), 0).Kind; k != KindWorkday {
		t.Errorf("a day of the old notice stayed: %s", k)
	}
	if i := changed.Day(NewDate(2025, 10, 8), 0); i.Kind != KindSpecial || len(i.Hours) == 0 {
		t.Errorf("the firm's own day was lost: %+v", i)
	}
	if k := changed.Day(NewDate(2025, 10, 9), 0).Kind; k != KindHoliday {
		t.Errorf("new day: %s", k)
	}
	if c.Day(NewDate(2025, 10, 1), 0).Kind != KindHoliday {
		t.Error("the calendar it came from was changed")
	}
	withdrawn, err := changed.WithHolidays(Year{Year: 2025})
	if err != nil || withdrawn.Announced(2025) {
		t.Errorf("an empty notice withdraws the year: %v", err)
	}
}

func FuzzParseHolidays(f *testing.F) {
	f.Add([]byte(holidayJSON("2025", newYear)))
	f.Add([]byte(holidayJSON("2023", `{"name":"元旦","date":"2022-12-31","isOffDay":true}`)))
	f.Add([]byte(holidayJSON("2027", "")))
	f.Add([]byte(`{"year":2025,"days":[null]}`))
	f.Add([]byte(`{"year":-1,"days":[{"date":"9999-12-31","isOffDay":false}]}`))
	if files, err := filepath.Glob("../../../shared/data/holidays/*.json"); err == nil {
		for _, name := range files {
			if b, err := os.ReadFile(name); err == nil {
				f.Add(b)
			}
		}
	}
	base, err := Compile(Default())
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		y, err := ParseHolidays(strings.NewReader(string(b)))
		if err != nil {
			if !fault.Is(err, fault.InvalidKind) {
				t.Fatalf("not an invalid fault: %v", err)
			}
			return
		}
		c, err := base.WithHolidays(y)
		if err != nil {
			t.Fatalf("what was parsed does not fit a calendar: %v", err)
		}
		if c.Announced(y.Year) != (len(y.Days) > 0) {
			t.Fatal("announced disagrees with the days")
		}
		for d, day := range y.Days {
			if len(c.Day(d, 0).Hours) > 0 != day.Work {
				t.Fatalf("%s: work %v", d, day.Work)
			}
		}
	})
}
