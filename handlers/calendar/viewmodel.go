package calendar

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"bihuan/handlers/web"
	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/org"
	view "bihuan/views/calendar"
	"bihuan/views/ui"
)

// Explain gives a stored explanation to the views, whose Sentence puts it into words.
func Explain(e calendar.Explanation) view.Explanation {
	v := view.Explanation{Unit: string(e.Unit), Amount: e.Amount, From: e.From, PausedMinutes: e.PausedMinutes,
		MoreSkipped: e.MoreSkipped, Unannounced: e.Unannounced}
	for _, s := range e.Skipped {
		v.Skipped = append(v.Skipped, view.Skip{From: s.From.Time(), To: s.To.Time(), Kind: string(s.Kind), Name: s.Name})
	}
	for _, d := range e.MakeUp {
		v.MakeUp = append(v.MakeUp, d.Time())
	}
	return v
}

func head(c *web.Context, version int64, side string) view.Head {
	return view.Head{Version: version, MayEdit: c.Can(auth.CalendarWrite), Side: side}
}

// departments are the open ones, and the chosen one even when it was closed.
func departments(tree org.Tree, chosen int64) []ui.Option {
	var options []ui.Option
	for _, p := range tree.All() {
		if !p.Closed || p.ID == chosen {
			options = append(options, ui.Option{Value: id(p.ID), Label: strings.Repeat("　", p.Depth) + p.Name})
		}
	}
	return options
}

// id and number are how forms send and read ids.
func id(n int64) string { return web.FormID(n) }

func number(s string) int64 { return web.ReadID(s) }

// months lays the year out in weeks from Monday.
func months(c *calendar.Calendar, year int, department int64, today calendar.Date) []view.Month {
	all := make([]view.Month, 0, 12)
	for m := time.January; m <= time.December; m++ {
		first, next := calendar.NewDate(year, m, 1), calendar.NewDate(year, m+1, 1)
		month := view.Month{First: first.Time()}
		var week [7]view.Day
		for d := first; d < next; d++ {
			at := (int(d.Weekday()) + 6) % 7
			week[at] = day(c.Day(d, department), d, today)
			if at == 6 || d == next-1 {
				month.Weeks = append(month.Weeks, week)
				week = [7]view.Day{}
			}
		}
		all = append(all, month)
	}
	return all
}

func day(info calendar.DayInfo, d, today calendar.Date) view.Day {
	v := view.Day{Number: d.Time().Day(), Kind: string(info.Kind), Work: len(info.Hours) > 0, Name: info.Name, Today: d == today}
	if info.Kind == calendar.KindMakeUp || info.Kind == calendar.KindSpecial {
		v.Hours = info.Hours.String()
	}
	return v
}

// runs joins neighbouring days of a notice that have one name and one kind.
func runs(n calendar.Notice) []view.Run {
	var all []view.Run
	for _, d := range slices.Sorted(maps.Keys(n.Days)) {
		day, at := n.Days[d], d.Time()
		if k := len(all); k > 0 && all[k-1].Name == day.Name && all[k-1].Work == day.Work && all[k-1].To.AddDate(0, 0, 1).Equal(at) {
			all[k-1].To = at
			continue
		}
		all = append(all, view.Run{Name: day.Name, From: at, To: at, Work: day.Work})
	}
	return all
}

// ownDays lists the firm's days of a year and those of one department, or of all where it is 0.
func ownDays(doc calendar.Document, tree org.Tree, year int, department int64, mayEdit bool) []view.OwnDay {
	var all []view.OwnDay
	add := func(department int64, name string, days map[calendar.Date]calendar.Day) {
		for d, day := range days {
			if d.Year() != year {
				continue
			}
			own := view.OwnDay{Department: name, Date: d.Time(), Name: day.Name, Work: day.Work, Hours: day.Hours.String()}
			if mayEdit {
				own.Edit = home + "/day?date=" + d.String() + "&department=" + id(department)
			}
			all = append(all, own)
		}
	}
	add(0, "", doc.Days)
	for dept, days := range doc.Departments {
		if department == 0 || department == dept {
			add(dept, cmp.Or(tree.FullName(dept), "#"+id(dept)), days)
		}
	}
	slices.SortFunc(all, func(a, b view.OwnDay) int {
		return cmp.Or(a.Date.Compare(b.Date), cmp.Compare(a.Department, b.Department))
	})
	return all
}

func times(list []calendar.Minute) string {
	parts := make([]string, len(list))
	for i, m := range list {
		parts[i] = m.String()
	}
	return strings.Join(parts, ", ")
}

func changes(c *web.Context, all []audit.Change) []ui.Change {
	list := make([]ui.Change, len(all))
	for i, ch := range all {
		list[i] = ui.Change{Label: c.T("field.calendar." + ch.Field), Before: text(ch.Before), After: text(ch.After)}
	}
	return list
}

func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	}
	return ""
}
