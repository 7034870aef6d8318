package calendar

import (
	"fmt"
	"time"
)

const secondsPerDay = 24 * 60 * 60

// Date is a civil day, counted from 1970-01-01. It has neither hour nor zone.
type Date int32

// NewDate is the day of that year, month and day of the month.
func NewDate(year int, month time.Month, day int) Date {
	return Date(floorDiv(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix(), secondsPerDay))
}

// ParseDate reads a day written 2006-01-02.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("date %.20q: want YYYY-MM-DD", s)
	}
	return NewDate(t.Date()), nil
}

// Time is midnight UTC of the day, for reading its parts and for formatting.
func (d Date) Time() time.Time { return time.Unix(int64(d)*secondsPerDay, 0).UTC() }

// Year is the day's year.
func (d Date) Year() int { return d.Time().Year() }

// Weekday is the day of the week.
func (d Date) Weekday() time.Weekday {
	const thursday = 4 // 1970-01-01
	return time.Weekday(((int64(d)+thursday)%7 + 7) % 7)
}

// String writes the day as 2006-01-02.
func (d Date) String() string { return d.Time().Format(time.DateOnly) }

// MarshalText writes the day as 2006-01-02.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads a day written 2006-01-02.
func (d *Date) UnmarshalText(text []byte) error {
	v, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = v
	return nil
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
