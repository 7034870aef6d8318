package calendar

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"bihuan/models/fault"
)

// Year is one year's State Council notice: the days off and the make-up days. No days means that
// the notice is not out yet.
type Year struct {
	Year   int
	Papers []string
	Days   map[Date]Day
}

const (
	maxHolidayBytes = 256 << 10
	maxHolidayDays  = 200
	maxPapers       = 10
	maxPaper        = 300
)

// holidayFile is the shape of the files of NateScarlet/holiday-cn. Pointers tell what is missing.
type holidayFile struct {
	Year   *int     `json:"year"`
	Papers []string `json:"papers"`
	Days   *[]struct {
		Name     string `json:"name"`
		Date     string `json:"date"`
		IsOffDay *bool  `json:"isOffDay"`
	} `json:"days"`
}

// ParseHolidays reads a year's holidays in the JSON format of NateScarlet/holiday-cn. Every fault is
// one of fault.InvalidKind that names the entry.
func ParseHolidays(r io.Reader) (Year, error) {
	b, err := io.ReadAll(io.LimitReader(r, maxHolidayBytes+1))
	if err != nil {
		return Year{}, err
	}
	if len(b) > maxHolidayBytes {
		return Year{}, fault.Invalid("fault.holidays_too_large", "max", maxHolidayBytes>>10)
	}
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	var f holidayFile
	if !utf8.Valid(b) {
		return Year{}, fault.Invalid("invalid.encoding")
	}
	if err := json.Unmarshal(b, &f); err != nil {
		return Year{}, fault.Wrap(fault.InvalidKind, err, "fault.holidays_shape")
	}
	if f.Year == nil || f.Days == nil {
		return Year{}, fault.Wrap(fault.InvalidKind, errors.New("year or days missing"), "fault.holidays_shape")
	}
	if *f.Year < minYear || *f.Year > maxYear {
		return Year{}, fault.Invalid("fault.holidays_year", "year", *f.Year, "from", minYear, "to", maxYear)
	}
	if len(*f.Days) > maxHolidayDays {
		return Year{}, fault.Invalid("fault.holidays_too_many", "n", len(*f.Days), "max", maxHolidayDays)
	}
	y := Year{Year: *f.Year, Papers: papers(f.Papers), Days: make(map[Date]Day, len(*f.Days))}
	for i, d := range *f.Days {
		date, err := ParseDate(d.Date)
		if err != nil || d.IsOffDay == nil {
			return Year{}, fault.Invalid("fault.holidays_entry", "n", i+1)
		}
		if !y.mayHold(date) {
			return Year{}, fault.Invalid("fault.holidays_wrong_year", "date", d.Date, "year", y.Year)
		}
		if _, twice := y.Days[date]; twice {
			return Year{}, fault.Invalid("fault.holidays_twice", "date", d.Date)
		}
		name := strings.TrimSpace(d.Name)
		if utf8.RuneCountInString(name) > maxName || strings.ContainsFunc(name, unicode.IsControl) {
			return Year{}, fault.Invalid("fault.holidays_name", "date", d.Date, "max", maxName)
		}
		y.Days[date] = Day{Work: !*d.IsOffDay, Name: name}
	}
	return y, nil
}

// mayHold tells whether a notice of that year can speak of the day: New Year's holiday reaches into
// the December before, and a make-up day may follow in January.
func (y Year) mayHold(d Date) bool {
	return d >= NewDate(y.Year-1, time.December, 1) && d <= NewDate(y.Year+1, time.January, 31)
}

// papers keeps the addresses of the notices that can be shown.
func papers(all []string) []string {
	var kept []string
	for _, p := range all {
		secure := strings.HasPrefix(p, "https://") || strings.HasPrefix(p, "http://")
		if secure && len(p) <= maxPaper && !strings.ContainsFunc(p, unicode.IsControl) && len(kept) < maxPapers {
			kept = append(kept, p)
		}
	}
	return kept
}
