// Package clock holds what the settings pages of all rules about deadlines do: reading their form, showing it
// again as it was typed, and answering when it was refused or somebody else was quicker.
package clock

import (
	"net/http"
	"strconv"

	"bihuan/handlers/web"
	"bihuan/models/calendar"
	"bihuan/models/clock"
	"bihuan/models/fault"
	view "bihuan/views/clock"
)

// Form is what the form of every rule sends; numbers stay text, so that what was typed is shown again.
type Form struct {
	Version  int64    `form:"version"`
	Position int      `form:"position"`
	NameZh   string   `form:"name_zh"`
	NameEn   string   `form:"name_en"`
	Active   bool     `form:"active"`
	Soon     string   `form:"soon_percent"`
	When     []string `form:"reminder_when"`
	Amount   []string `form:"reminder_amount"`
	To       []string `form:"reminder_to"`
}

// mostReminders and spareReminders are how many levels the form offers, and how many of them empty; lastPosition
// is the last place in the list, which a hidden field holds.
const (
	mostReminders  = 8
	spareReminders = 2
	lastPosition   = 1_000_000
)

// Remind sets the reminders as they are kept.
func (f *Form) Remind(list []clock.Reminder) {
	for _, r := range Reminders(list) {
		f.When, f.Amount, f.To = append(f.When, r.When), append(f.Amount, r.Amount), append(f.To, r.To)
	}
}

// Place is the place in the list.
func (f Form) Place() int { return min(max(f.Position, 0), lastPosition) }

// Reminders are those that were typed.
func (f Form) Reminders() []clock.Reminder {
	var list []clock.Reminder
	for _, r := range f.typed() {
		n := int(Number(r.Amount))
		switch r.When {
		case view.ByPercent:
			list = append(list, clock.Reminder{Percent: n, To: r.To})
		case view.ByHours:
			list = append(list, clock.Reminder{Hours: n, To: r.To})
		case view.ByDays:
			list = append(list, clock.Reminder{Days: n, To: r.To})
		}
	}
	return list
}

// typed are the rows of reminders that say when.
func (f Form) typed() []view.Reminder {
	var list []view.Reminder
	for i := range min(len(f.When), len(f.Amount), len(f.To)) {
		if f.When[i] != "" {
			list = append(list, view.Reminder{When: f.When[i], Amount: f.Amount[i], To: f.To[i]})
		}
	}
	return list
}

// Page is the form as it is shown, with some rows for more reminders; levels are who can be reminded.
func (f Form) Page(levels []string) view.Form {
	v := view.Form{ID: "new", Version: strconv.FormatInt(f.Version, 10), Position: strconv.Itoa(f.Position), NameZh: f.NameZh, NameEn: f.NameEn,
		Active: f.Active, Soon: f.Soon, Reminders: f.typed(), Levels: levels}
	for _, u := range calendar.Units {
		v.Units = append(v.Units, string(u))
	}
	for range spareReminders {
		if len(v.Reminders) < mostReminders {
			v.Reminders = append(v.Reminders, view.Reminder{To: levels[0]})
		}
	}
	return v
}

// Reminders are kept reminders as pages show them.
func Reminders(list []clock.Reminder) []view.Reminder {
	out := make([]view.Reminder, 0, len(list))
	for _, r := range list {
		when, n := view.ByPercent, r.Percent
		switch {
		case r.Hours > 0:
			when, n = view.ByHours, r.Hours
		case r.Days > 0:
			when, n = view.ByDays, r.Days
		}
		out = append(out, view.Reminder{When: when, Amount: strconv.Itoa(n), To: r.To})
	}
	return out
}

// Target is a kept time allowed as pages show it.
func Target(name string, t calendar.Target) view.Target {
	v := view.Target{Name: name, Unit: string(t.Unit)}
	if t.Amount != 0 {
		v.Amount = strconv.FormatInt(t.Amount, 10)
	}
	return v
}

// Allowed is the time allowed that was typed.
func Allowed(amount, unit string) calendar.Target {
	return calendar.Target{Amount: Number(amount), Unit: calendar.Unit(unit)}
}

// Number is a number that was typed. What is none becomes -1, which no rule lets pass.
func Number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 32)
	if err != nil {
		return -1
	}
	return n
}

// Answer leads back to the list where the rule was saved. Where it was refused, again shows what was typed with
// its mistakes; where somebody else saved it meanwhile, lost shows both.
func Answer(c *web.Context, err error, home, name string, again func(status int, mistakes map[string]string) error, lost func() error) error {
	told := fault.Of(err)
	switch {
	case err == nil:
		c.Flash("success", "clock.saved", "name", name)
		return c.SeeOther(home)
	case told == nil:
		return err
	case told.Kind == fault.InvalidKind:
		return again(http.StatusUnprocessableEntity, web.FieldErrors(c, err))
	case told.Kind == fault.ConflictKind && told.Key == "fault.stale":
		return lost()
	case told.Kind == fault.ConflictKind:
		return again(http.StatusConflict, map[string]string{"": c.T(told.Key, told.Args...)})
	}
	return err
}
