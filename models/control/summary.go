package control

import (
	"cmp"
	"context"
	"slices"

	"gorm.io/gorm"

	"bihuan/models/auth"
	"bihuan/models/fault"
	"bihuan/models/terms"
)

// Period is a span of days, both included.
type Period struct{ From, To string }

func (p Period) check() error {
	var c fault.Check
	for field, day := range map[string]string{"from": p.From, "to": p.To} {
		if !validDay(day) {
			c.Add(field, "invalid.date")
		}
	}
	if c.OK() && p.To < p.From {
		c.Add("to", "invalid.control_period")
	}
	return c.Err()
}

// Tally counts the checks that were due in a period, of one area or department.
type Tally struct {
	Area         string
	DepartmentID int64
	InTime       int64 // done by the day on which they were due
	Late         int64 // done later
	Missing      int64 // not done yet, though the day is past
	Passed       int64 // of those done
}

// Due is how many checks were due.
func (t Tally) Due() int64 { return t.InTime + t.Late + t.Missing }

// Share is the share of checks in time, in tenths of a percent; 0 where none was due.
func (t Tally) Share() int64 {
	if t.Due() == 0 {
		return 0
	}
	return (t.InTime*2000 + t.Due()) / (2 * t.Due())
}

// Summary tells how checks that were due in a period were kept.
type Summary struct {
	Total        Tally
	ByArea       []Tally // an area counts with those below it, which follow it
	ByDepartment []Tally
}

// Summary counts the checks that were due in a period and not after today, of what the actor may see. A check counts
// for the area and the department that its control was of at that time; one that is missing for those of now.
func (cs *Controls) Summary(ctx context.Context, a auth.Actor, p Period) (Summary, error) {
	if err := a.Require(auth.ControlRead); err != nil {
		return Summary{}, err
	}
	if err := p.check(); err != nil {
		return Summary{}, err
	}
	var done, missing []Tally
	q := cs.d.Read(ctx)
	err := visible(q.Table("control_checks"), a, auth.ControlRead).Where("due_on BETWEEN ? AND ? AND "+stands, p.From, p.To).
		Select("area, department_id, SUM(CASE WHEN happened_on <= due_on THEN 1 ELSE 0 END) AS in_time, SUM(CASE WHEN happened_on > due_on THEN 1 ELSE 0 END) AS late," +
			" SUM(CASE WHEN result = 'passed' THEN 1 ELSE 0 END) AS passed").Group("area, department_id").Scan(&done).Error
	if err != nil {
		return Summary{}, err
	}
	err = visible(q.Session(&gorm.Session{}).Table("controls"), a, auth.ControlRead).Where("closed = ? AND due_on BETWEEN ? AND ? AND due_on < ?", false, p.From, p.To, cs.Org.Today()).
		Select("area, department_id, COUNT(*) AS missing").Group("area, department_id").Scan(&missing).Error
	if err != nil {
		return Summary{}, err
	}
	set, err := cs.Terms.All(ctx)
	if err != nil {
		return Summary{}, err
	}
	all := append(done, missing...)
	s := Summary{ByArea: byArea(set, all), ByDepartment: gather(all, func(t Tally) Tally { return Tally{DepartmentID: t.DepartmentID} })}
	for _, t := range gather(all, func(Tally) Tally { return Tally{} }) {
		s.Total = t
	}
	return s, nil
}

// byArea adds tallies up for each area and for all above it, in the order of the tree.
func byArea(set terms.Set, all []Tally) []Tally {
	var out []Tally
	for _, t := range set.Every(terms.ControlArea) {
		under := areasUnder(set, t.Code)
		within := slices.DeleteFunc(slices.Clone(all), func(t Tally) bool { return !slices.Contains(under, t.Area) })
		out = append(out, gather(within, func(Tally) Tally { return Tally{Area: t.Code} })...)
	}
	return out
}

// gather adds tallies up that have the same key, the worst kept first.
func gather(all []Tally, key func(Tally) Tally) []Tally {
	sums := map[Tally]Tally{}
	for _, t := range all {
		k := key(t)
		sum, ok := sums[k]
		if !ok {
			sum = k
		}
		sum.InTime, sum.Late, sum.Missing, sum.Passed = sum.InTime+t.InTime, sum.Late+t.Late, sum.Missing+t.Missing, sum.Passed+t.Passed
		sums[k] = sum
	}
	var out []Tally
	for _, t := range sums {
		out = append(out, t)
	}
	slices.SortFunc(out, func(x, y Tally) int {
		return cmp.Or(cmp.Compare(x.Share(), y.Share()), cmp.Compare(y.Due(), x.Due()), cmp.Compare(x.Area, y.Area), cmp.Compare(x.DepartmentID, y.DepartmentID))
	})
	return out
}
