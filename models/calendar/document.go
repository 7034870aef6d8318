package calendar

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"bihuan/models/fault"
)

// Bounds of a document; they keep hostile or mistaken input from costing more than it is worth.
const (
	maxSpans       = 12
	maxBatches     = 24
	maxDays        = 2000
	maxDepartments = 500
	maxName        = 60
	minYear        = 1990
	maxYear        = 2199
)

// Document is a calendar as data: what is stored, edited and compared.
type Document struct {
	// Zone is the IANA name of the time zone that all hours are in.
	Zone string `json:"zone"`
	// Week holds the hours of each weekday, Sunday first as in time.Weekday.
	Week [7]Hours `json:"week"`
	// MakeUp are the hours of a worked day whose weekday has none.
	MakeUp Hours `json:"make_up"`
	// Batches are the times of day at which what came in is cleared together.
	Batches []Minute `json:"batches"`
	// Notices are the State Council's arrangements by the year of the notice, which is not
	// always the year of the day: a notice may hold late December of the year before.
	Notices map[int]Notice `json:"notices,omitempty"`
	// Days are the firm's own days.
	Days map[Date]Day `json:"days,omitempty"`
	// Departments are the own days of single departments by department id.
	Departments map[int64]map[Date]Day `json:"departments,omitempty"`
}

// Notice is one year's arrangement of holidays and make-up days.
type Notice struct {
	Papers []string     `json:"papers,omitempty"`
	Days   map[Date]Day `json:"days"`
}

// Day says what differs from the weekly hours on one day.
type Day struct {
	// Work tells a worked day from a day off.
	Work bool   `json:"work,omitempty"`
	Name string `json:"name,omitempty"`
	// Hours of a worked day; empty means those of its weekday, or the make-up hours.
	Hours Hours `json:"hours,omitempty"`
}

// Default is a calendar with office hours from Monday to Friday and no announced holidays.
func Default() Document {
	office := Hours{{From: 9 * 60, To: 12 * 60}, {From: 13 * 60, To: 18 * 60}}
	d := Document{Zone: "Asia/Shanghai", MakeUp: slices.Clone(office), Batches: []Minute{10 * 60, 16*60 + 30}}
	for w := time.Monday; w <= time.Friday; w++ {
		d.Week[w] = slices.Clone(office)
	}
	return d
}

// Clone copies the document with everything in it.
func (d Document) Clone() Document {
	for i := range d.Week {
		d.Week[i] = slices.Clone(d.Week[i])
	}
	d.MakeUp, d.Batches = slices.Clone(d.MakeUp), slices.Clone(d.Batches)
	d.Notices = maps.Clone(d.Notices)
	for y, n := range d.Notices {
		d.Notices[y] = Notice{Papers: slices.Clone(n.Papers), Days: cloneDays(n.Days)}
	}
	d.Days, d.Departments = cloneDays(d.Days), maps.Clone(d.Departments)
	for id, days := range d.Departments {
		d.Departments[id] = cloneDays(days)
	}
	return d
}

func cloneDays(days map[Date]Day) map[Date]Day {
	days = maps.Clone(days)
	for date, day := range days {
		day.Hours = slices.Clone(day.Hours)
		days[date] = day
	}
	return days
}

// Validate tells what keeps the document from being used, by field: zone, week, week_0 to week_6,
// make_up, batches, notices, days, departments.
func (d Document) Validate() error {
	var c fault.Check
	if _, err := loadZone(d.Zone); err != nil {
		c.Add("zone", "invalid.calendar_zone", "zone", d.Zone)
	}
	minutes := 0
	for i, h := range d.Week {
		minutes += h.Minutes()
		if !h.valid() {
			c.Add(fmt.Sprintf("week_%d", i), "invalid.calendar_hours")
		}
	}
	if minutes == 0 {
		c.Add("week", "invalid.calendar_no_hours")
	}
	if !d.MakeUp.valid() {
		c.Add("make_up", "invalid.calendar_hours")
	} else if len(d.MakeUp) == 0 {
		c.Add("make_up", "invalid.required")
	}
	d.checkBatches(&c)
	for year, n := range d.Notices {
		if year < minYear || year > maxYear {
			c.Add("notices", "invalid.calendar_year", "from", minYear, "to", maxYear)
		}
		checkDays(&c, "notices", n.Days)
	}
	checkDays(&c, "days", d.Days)
	if len(d.Departments) > maxDepartments {
		c.Add("departments", "invalid.calendar_too_many", "max", maxDepartments)
	}
	for id, days := range d.Departments {
		if id <= 0 {
			c.Add("departments", "invalid.choice")
		}
		checkDays(&c, "departments", days)
	}
	return c.Err()
}

func (d Document) checkBatches(c *fault.Check) {
	if len(d.Batches) > maxBatches {
		c.Add("batches", "invalid.calendar_too_many", "max", maxBatches)
	}
	for i, m := range d.Batches {
		if m < 0 || m >= minutesPerDay || i > 0 && m <= d.Batches[i-1] {
			c.Add("batches", "invalid.calendar_batches")
		}
		if !slices.ContainsFunc(d.Week[:], func(h Hours) bool { return h.holds(m) }) {
			c.Add("batches", "invalid.calendar_batch_outside", "time", m.String())
		}
	}
}

func checkDays(c *fault.Check, field string, days map[Date]Day) {
	if len(days) > maxDays {
		c.Add(field, "invalid.calendar_too_many", "max", maxDays)
	}
	for date, day := range days {
		checkDay(c, field, field, field, date, day)
	}
}

// checkDay notes what is wrong with one day at the fields of its date, name and hours.
func checkDay(c *fault.Check, dateField, nameField, hoursField string, date Date, day Day) {
	// A notice's year reaches into its neighbours.
	if y := date.Year(); y < minYear-1 || y > maxYear+1 {
		c.Add(dateField, "invalid.calendar_year", "from", minYear, "to", maxYear)
	}
	if !day.Hours.valid() {
		c.Add(hoursField, "invalid.calendar_hours")
	}
	if !day.Work && len(day.Hours) > 0 {
		c.Add(hoursField, "invalid.calendar_off_hours")
	}
	c.Line(nameField, day.Name, maxName)
}

func loadZone(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, fmt.Errorf("zone %q depends on the machine", name)
	}
	return time.LoadLocation(name)
}

// encode gives the document's one stored form: JSON with sorted keys.
func (d Document) encode() (string, error) {
	b, err := json.Marshal(d)
	return string(b), err
}

// setDay gives days with one day set, or taken out where day is nil.
func setDay(days map[Date]Day, date Date, day *Day) map[Date]Day {
	if day == nil {
		delete(days, date)
		return days
	}
	if days == nil {
		days = map[Date]Day{}
	}
	days[date] = *day
	return days
}

// WithDay gives the document with one own day of the firm (department 0) or of a department set;
// a nil day takes it out.
func (d Document) WithDay(department int64, date Date, day *Day) Document {
	d = d.Clone()
	if department == 0 {
		d.Days = setDay(d.Days, date, day)
		return d
	}
	days := setDay(d.Departments[department], date, day)
	switch {
	case len(days) == 0:
		delete(d.Departments, department)
	case d.Departments == nil:
		d.Departments = map[int64]map[Date]Day{department: days}
	default:
		d.Departments[department] = days
	}
	return d
}

// WithHolidays gives the document with a year's notice put in place of the one it had. Own days stay
// and go on standing above the notice. A year without days means that nothing was announced yet: an
// older notice of that year is taken out.
func (d Document) WithHolidays(y Year) Document {
	d = d.Clone()
	if len(y.Days) == 0 {
		delete(d.Notices, y.Year)
		return d
	}
	if d.Notices == nil {
		d.Notices = map[int]Notice{}
	}
	d.Notices[y.Year] = Notice{Papers: slices.Clone(y.Papers), Days: cloneDays(y.Days)}
	return d
}
