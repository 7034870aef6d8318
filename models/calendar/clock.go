package calendar

import "time"

// clock is one running target: where it began, when it stood still and what it counts.
type clock struct {
	calendar   *Calendar
	start      int64
	pauses     []stretch // in order, apart, not before start
	department int64
	elapsed    bool
}

// counted is the time between two instants in the clock's manner, pauses included.
func (k *clock) counted(from, to int64) int64 {
	if k.elapsed {
		return max(to-from, 0)
	}
	return k.calendar.between(from, to, k.department)
}

// paused is the counted time that pauses took before an instant.
func (k *clock) paused(before int64) int64 {
	var sum int64
	for _, p := range k.pauses {
		sum += k.counted(p.from, min(p.to, before))
	}
	return sum
}

// advance is the first instant at which amount was counted, pauses left out.
func (k *clock) advance(amount int64) (int64, bool) {
	at := k.start
	for _, p := range k.pauses {
		run := k.counted(at, p.from)
		if amount < run || amount == run && run > 0 {
			break
		}
		amount -= run
		at = p.to
	}
	if k.elapsed {
		return at + amount, true
	}
	return k.calendar.add(at, amount, k.department)
}

// due gives the instant at which the target is used up and the counted time that makes it up.
func (k *clock) due(t Target) (due, budget int64, ok bool) {
	c := k.calendar
	switch t.Unit {
	case Batch:
		if due, ok = c.batch(k.start, t.Amount, k.department, k.pauses); !ok {
			return 0, 0, false
		}
		return due, k.counted(k.start, due) - k.paused(due), true
	case WorkingDays:
		end, ok := c.dayEnd(k.start, t.Amount, k.department)
		if !ok {
			return 0, 0, false
		}
		budget = k.counted(k.start, end)
	default:
		budget = t.Amount * t.Unit.minutes() * microsPerMinute
	}
	due, ok = k.advance(budget)
	return due, budget, ok
}

// Explanation says how a deadline came about, in data from which a sentence can be made.
type Explanation struct {
	Unit   Unit  `json:"unit"`
	Amount int64 `json:"amount"`
	// From is the first instant that counted: a start at night counts from the next morning.
	From time.Time `json:"from"`
	// PausedMinutes is the counted time that pauses took.
	PausedMinutes int64 `json:"paused_minutes,omitempty"`
	// Skipped are the whole days without working time, in order.
	Skipped []Skip `json:"skipped,omitempty"`
	// MoreSkipped counts further days off when there were too many to list.
	MoreSkipped int `json:"more_skipped,omitempty"`
	// MakeUp are the days that count although they would be off by the weekly hours.
	MakeUp []Date `json:"make_up,omitempty"`
	// Unannounced is the first year on the way whose holidays are not known yet, or 0.
	Unannounced int `json:"unannounced,omitempty"`
}

// Skip is a run of days without working time for one reason.
type Skip struct {
	From Date   `json:"from"`
	To   Date   `json:"to"`
	Kind Kind   `json:"kind"`
	Name string `json:"name,omitempty"`
}

// maxListed bounds the lists of an explanation, which is stored with every deadline.
const maxListed = 24

func (k *clock) explain(t Target, due int64) Explanation {
	c := k.calendar
	e := Explanation{Unit: t.Unit, Amount: t.Amount, PausedMinutes: k.paused(due) / microsPerMinute}
	from, ok := k.advance(0)
	if !ok || from > due {
		from = due
	}
	e.From = instantOf(from)
	if k.elapsed {
		return e
	}
	first, last := c.dateAt(k.start), c.dateAt(due)
	for d := first; d <= last; d++ {
		info := c.Day(d, k.department)
		if len(info.Hours) == 0 {
			e.skip(d, info)
		} else if len(c.doc.Week[d.Weekday()]) == 0 && len(e.MakeUp) < maxListed {
			e.MakeUp = append(e.MakeUp, d)
		}
	}
	e.Unannounced = c.unannounced(first, last)
	return e
}

func (e *Explanation) skip(d Date, info DayInfo) {
	if n := len(e.Skipped); n > 0 {
		if s := &e.Skipped[n-1]; s.To == d-1 && s.Kind == info.Kind && s.Name == info.Name {
			s.To = d
			return
		}
		if n == maxListed {
			e.MoreSkipped++
			return
		}
	}
	e.Skipped = append(e.Skipped, Skip{From: d, To: d, Kind: info.Kind, Name: info.Name})
}

// unannounced is the first year between two days whose holidays are unknown. The last days of December
// belong to the notice of the year that follows.
func (c *Calendar) unannounced(first, last Date) int {
	const newYearDays = 3
	for y := first.Year(); y <= (last + newYearDays).Year(); y++ {
		if !c.Announced(y) {
			return y
		}
	}
	return 0
}
