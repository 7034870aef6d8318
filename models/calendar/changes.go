package calendar

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"bihuan/models/audit"
)

// maxChanges bounds what one event lists; the versions themselves tell the rest.
const maxChanges = 100

// Changes tells what differs between two documents, in values that read the same in every language:
// days, hours and names. department gives a department's name.
func Changes(before, after Document, department func(id int64) string) []audit.Change {
	var all []audit.Change
	note := func(field, was, is string) {
		if was != is {
			all = append(all, audit.Change{Field: field, Before: orNil(was), After: orNil(is)})
		}
	}
	note("zone", before.Zone, after.Zone)
	for i := range before.Week {
		note(fmt.Sprintf("week_%d", i), before.Week[i].String(), after.Week[i].String())
	}
	note("make_up", before.MakeUp.String(), after.MakeUp.String())
	note("batches", minutes(before.Batches), minutes(after.Batches))
	for _, y := range keys(before.Notices, after.Notices) {
		note("notice_off", noticeText(y, before.Notices[y], false), noticeText(y, after.Notices[y], false))
		note("notice_work", noticeText(y, before.Notices[y], true), noticeText(y, after.Notices[y], true))
		note("notice_papers", strings.Join(before.Notices[y].Papers, " "), strings.Join(after.Notices[y].Papers, " "))
	}
	ownDays := func(field, prefix string, was, is map[Date]Day) {
		for _, d := range keys(was, is) {
			for _, work := range []bool{false, true} {
				name := field + "_off"
				if work {
					name = field + "_work"
				}
				note(name, dayText(prefix, d, was, work), dayText(prefix, d, is, work))
			}
		}
	}
	ownDays("day", "", before.Days, after.Days)
	for _, id := range keys(before.Departments, after.Departments) {
		ownDays("department_day", cmp.Or(department(id), fmt.Sprintf("#%d", id))+" ", before.Departments[id], after.Departments[id])
	}
	if len(all) > maxChanges {
		more := len(all) - maxChanges
		all = append(all[:maxChanges:maxChanges], audit.Change{Field: "more", After: more})
	}
	return all
}

func orNil(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// keys are the keys of two maps together, in order.
func keys[K cmp.Ordered, V any](a, b map[K]V) []K {
	all := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(all)
	return slices.Compact(all)
}

func minutes(all []Minute) string {
	parts := make([]string, len(all))
	for i, m := range all {
		parts[i] = m.String()
	}
	return strings.Join(parts, ", ")
}

func dayText(prefix string, d Date, days map[Date]Day, work bool) string {
	day, ok := days[d]
	if !ok || day.Work != work {
		return ""
	}
	return strings.TrimRight(fmt.Sprintf("%s%s %s %s", prefix, d, day.Name, day.Hours), " ")
}

// noticeText lists a notice's days off or make-up days as runs: 2026: 元旦 01-01~01-03, 春节 02-15~02-23.
func noticeText(year int, n Notice, work bool) string {
	var runs []Skip
	for _, d := range keys(n.Days, nil) {
		day := n.Days[d]
		if day.Work != work {
			continue
		}
		if k := len(runs); k > 0 && runs[k-1].To == d-1 && runs[k-1].Name == day.Name {
			runs[k-1].To = d
			continue
		}
		runs = append(runs, Skip{From: d, To: d, Name: day.Name})
	}
	if len(runs) == 0 {
		return ""
	}
	parts := make([]string, len(runs))
	for i, r := range runs {
		parts[i] = strings.TrimSpace(r.Name + " " + r.From.String())
		if r.To != r.From {
			parts[i] += "~" + r.To.String()[len("2006-"):]
		}
	}
	return fmt.Sprintf("%d: %s", year, strings.Join(parts, ", "))
}
