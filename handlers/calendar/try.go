package calendar

import (
	"net/http"
	"strconv"
	"time"

	"bihuan/handlers/web"
	"bihuan/models/calendar"
	"bihuan/models/fault"
	view "bihuan/views/calendar"
)

// clockField is how a browser sends date and time.
const clockField = "2006-01-02T15:04"

type tryForm struct {
	Start      string `query:"start"`
	Amount     string `query:"amount"`
	Unit       string `query:"unit"`
	Department string `query:"department"`
	PauseFrom  string `query:"pause_from"`
	PauseTo    string `query:"pause_to"`
}

func (p pages) try(c *web.Context) error {
	var f tryForm
	if err := c.Bind(&f); err != nil {
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
	asked := f != tryForm{}
	if !asked {
		f = tryForm{Start: p.now().In(c.Locale().Zone()).Format(clockField), Amount: "24", Unit: string(calendar.WorkingHours)}
	}
	department := number(f.Department)
	v := view.Try{Head: head(c, current.Version(), "try"), Start: f.Start, Amount: f.Amount, Unit: f.Unit, PauseFrom: f.PauseFrom, PauseTo: f.PauseTo,
		Department: id(department), Departments: departments(tree, department)}
	for _, u := range calendar.Units {
		v.Units = append(v.Units, string(u))
	}
	if !asked {
		return c.Render(http.StatusOK, view.TryPage(v))
	}
	d, err := f.reckon(current, c.Locale().Zone())
	switch {
	case err == nil:
		v.Result = &view.Result{Due: d.Due, Soon: d.Soon, Explanation: Explain(d.Explanation)}
		return c.Render(http.StatusOK, view.TryPage(v))
	case fault.Is(err, fault.InvalidKind):
		v.Errors = web.FieldErrors(c, err)
		return c.Render(http.StatusUnprocessableEntity, view.TryPage(v))
	}
	return err
}

func (f tryForm) reckon(current *calendar.Calendar, zone *time.Location) (calendar.Deadline, error) {
	var c fault.Check
	read := func(field, value string) time.Time {
		t, err := time.ParseInLocation(clockField, value, zone)
		if err != nil {
			c.Add(field, "invalid.calendar_time")
		}
		return t
	}
	start := read("start", f.Start)
	amount, err := strconv.ParseInt(f.Amount, 10, 64)
	target := calendar.Target{Amount: amount, Unit: calendar.Unit(f.Unit)}
	if err != nil {
		target.Amount = 0
	}
	if bad := fault.Of(target.Validate()); bad != nil {
		for field, m := range bad.Fields {
			c.Add(field, m.Key, m.Args...)
		}
	}
	var pauses []calendar.Pause
	if f.PauseFrom != "" || f.PauseTo != "" {
		pause := calendar.Pause{From: read("pause_from", f.PauseFrom), To: read("pause_to", f.PauseTo)}
		if c.OK() && pause.To.Before(pause.From) {
			c.Add("pause_to", "fault.calendar_pause")
		}
		pauses = append(pauses, pause)
	}
	if err := c.Err(); err != nil {
		return calendar.Deadline{}, err
	}
	return current.Deadline(start, target, pauses, number(f.Department), calendar.DefaultSoon)
}
