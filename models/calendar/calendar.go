package calendar

import (
	"encoding/json"
	"math"
	"slices"
	"time"
	_ "time/tzdata" // the zone must be known on machines without a zone database too
)

// Kind says why a day is worked or not.
type Kind string

// The kinds of day.
const (
	KindWorkday Kind = "workday" // worked by the weekly hours
	KindWeekend Kind = "weekend" // off by the weekly hours
	KindHoliday Kind = "holiday" // off by the State Council's notice
	KindMakeUp  Kind = "make_up" // worked by the State Council's notice
	KindSpecial Kind = "special" // the firm's or the department's own day, worked or off
)

// DayInfo is what the calendar says about one day.
type DayInfo struct {
	Kind  Kind
	Name  string
	Hours Hours // read only; empty on a day off
}

type entry struct {
	Day
	kind Kind
}

// Calendar is a document made ready for reckoning. It never changes and may be shared.
type Calendar struct {
	doc     Document
	version int64
	loc     *time.Location
	firm    map[Date]entry
	// The zone's offset does not change any more from the second settled on.
	settled, offset int64
}

// Compile validates the document and makes it ready for reckoning. The document is copied.
func Compile(doc Document) (*Calendar, error) {
	if err := doc.Validate(); err != nil {
		return nil, err
	}
	loc, err := loadZone(doc.Zone)
	if err != nil {
		return nil, err
	}
	c := &Calendar{doc: doc.Clone(), loc: loc, firm: map[Date]entry{}, settled: math.MaxInt64}
	years := make([]int, 0, len(c.doc.Notices))
	for y := range c.doc.Notices {
		years = append(years, y)
	}
	slices.Sort(years) // where two notices speak of a day the later one is right
	for _, y := range years {
		for date, day := range c.doc.Notices[y].Days {
			kind := KindHoliday
			if day.Work {
				kind = KindMakeUp
			}
			c.firm[date] = entry{day, kind}
		}
	}
	for date, day := range c.doc.Days {
		c.firm[date] = entry{day, KindSpecial}
	}
	c.settle()
	return c, nil
}

// settle finds out from when on the zone has one offset for good, as China's has since 1991.
func (c *Calendar) settle() {
	const day = secondsPerDay
	t := time.Date(maxYear, 1, 1, 0, 0, 0, 0, c.loc)
	start, end := t.ZoneBounds()
	if !end.IsZero() {
		return
	}
	_, offset := t.Zone()
	c.offset, c.settled = int64(offset), math.MinInt64
	if !start.IsZero() {
		c.settled = start.Unix() + 2*day
	}
}

// Document gives a copy of what the calendar was made from.
func (c *Calendar) Document() Document { return c.doc.Clone() }

// Version is the number under which the calendar is stored; 0 when it is not.
func (c *Calendar) Version() int64 { return c.version }

// Location is the time zone of the calendar's hours.
func (c *Calendar) Location() *time.Location { return c.loc }

// MarshalJSON writes the document.
func (c *Calendar) MarshalJSON() ([]byte, error) { return json.Marshal(c.doc) }

// UnmarshalJSON reads and validates a document.
func (c *Calendar) UnmarshalJSON(b []byte) error {
	var doc Document
	if err := json.Unmarshal(b, &doc); err != nil {
		return err
	}
	n, err := Compile(doc)
	if err != nil {
		return err
	}
	*c = *n
	return nil
}

// WithHolidays gives a new calendar with a year's notice in place of the one it had.
func (c *Calendar) WithHolidays(y Year) (*Calendar, error) { return Compile(c.doc.WithHolidays(y)) }

// Announced tells whether the State Council's notice for the year is in the calendar. Without it
// the year's holidays are unknown and only weekends count as days off.
func (c *Calendar) Announced(year int) bool { return len(c.doc.Notices[year].Days) > 0 }

// Day tells what a day is for a department (0: the firm).
func (c *Calendar) Day(d Date, department int64) DayInfo {
	e, ok := c.firm[d]
	if department != 0 && c.doc.Departments != nil {
		if own, has := c.doc.Departments[department][d]; has {
			e, ok = entry{own, KindSpecial}, true
		}
	}
	week := c.doc.Week[d.Weekday()]
	switch {
	case !ok && len(week) == 0:
		return DayInfo{Kind: KindWeekend}
	case !ok:
		return DayInfo{Kind: KindWorkday, Hours: week}
	case !e.Work:
		return DayInfo{Kind: e.kind, Name: e.Name}
	case len(e.Hours) > 0:
		return DayInfo{Kind: e.kind, Name: e.Name, Hours: e.Hours}
	case len(week) > 0:
		return DayInfo{Kind: e.kind, Name: e.Name, Hours: week}
	}
	return DayInfo{Kind: e.kind, Name: e.Name, Hours: c.doc.MakeUp}
}

// DateOf is the day on which the instant falls in the calendar's zone.
func (c *Calendar) DateOf(t time.Time) Date { return c.dateAt(t.UnixMicro()) }

func (c *Calendar) dateAt(us int64) Date {
	sec := floorDiv(us, microsPerSecond)
	offset := c.offset
	if sec < c.settled {
		_, o := time.Unix(sec, 0).In(c.loc).Zone()
		offset = int64(o)
	}
	return Date(floorDiv(sec+offset, secondsPerDay))
}

// instant is the first instant at which the local clock has reached that minute of that day. Unlike
// time.Date it never runs backwards: a time of day that a clock change skips is the change itself,
// one that comes twice is its first coming.
func (c *Calendar) instant(d Date, m Minute) int64 {
	wall := int64(d)*secondsPerDay + int64(m)*60
	if u := wall - c.offset; u >= c.settled {
		return u * microsPerSecond
	}
	const widest = 26 * 60 * 60 // wider than any zone's offset
	t := time.Unix(wall-widest, 0).In(c.loc)
	for {
		_, offset := t.Zone()
		start, end := t.ZoneBounds()
		u := wall - int64(offset)
		if !start.IsZero() {
			u = max(u, start.Unix())
		}
		if end.IsZero() || u < end.Unix() {
			return u * microsPerSecond
		}
		t = end
	}
}
