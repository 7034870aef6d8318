package main

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"bihuan/models/action"
)

// actionFloor is the bare query of a list of actions: its columns and the names of its people, in its order.
func actionFloor(order string, stretches ...string) string {
	s, err := shapeOf(&action.Action{})
	if err != nil {
		panic(err) // a type of this program
	}
	var columns []string
	for _, c := range s.columns {
		if !strings.Contains(" finding cause report finish_amount finish_unit cost indicator indicator_department_id indicator_type indicator_cause remind_at ", " "+c+" ") {
			columns = append(columns, "a."+c)
		}
	}
	var ids []string
	for i, where := range stretches {
		ids = append(ids, fmt.Sprintf("SELECT id FROM (SELECT id FROM actions WHERE %s ORDER BY %s LIMIT 51) AS s%d", where, order, i))
	}
	return "SELECT " + strings.Join(columns, ", ") + ", o.name, p.name, v.name FROM (" + strings.Join(ids, " UNION ") + `) AS i JOIN actions a ON a.id = i.id
		LEFT JOIN people o ON o.id = a.owner_id LEFT JOIN people p ON p.id = a.opener_id LEFT JOIN people v ON v.id = a.verifier_id ORDER BY a.` +
		strings.ReplaceAll(order, ", ", ", a.") + " LIMIT 51"
}

// actionPages are the pages of actions in the table. known are numbers of open actions by department.
func actionPages(known map[int64][]string) []page {
	deskHands, supervisors, general := several(firstHandler), several(firstSupervisor), []int64{firstGeneral, firstGeneral + 1}
	fixed := func(path string) func(*worker) string { return func(*worker) string { return path } }
	twice := func(value func(int64) any) func(int64) []any {
		return func(person int64) []any { return []any{value(person), value(person)} }
	}
	none := func(int64) []any { return nil }
	month := func(w *worker) time.Time { return time.Now().AddDate(0, -1-w.rng.IntN(30), 0) }
	return []page{
		{name: "actions, mine", people: deskHands, path: fixed("/actions?view=mine&state=open"), args: twice(func(p int64) any { return p }),
			floor: actionFloor(byDue, "owner_id = ? AND closed = 0", "id IN (SELECT action_id FROM action_coworkers WHERE person_id = ? AND former = 0) AND closed = 0")},
		{name: "actions, department", people: supervisors, path: fixed("/actions?view=department&state=open"), floor: actionFloor(byDue, "department_id = ? AND closed = 0"),
			args: func(p int64) []any { return []any{departmentOf(p)} }},
		{name: "actions, department, also closed", people: supervisors, path: fixed("/actions?view=department&sort=opened"),
			floor: actionFloor(byOpening, "department_id = ? AND closed = 0", "department_id = ? AND closed = 1"), args: twice(func(p int64) any { return departmentOf(p) })},
		{name: "actions, all", people: general, path: fixed("/actions?view=all&state=open"), floor: actionFloor(byDue, "closed = 0"), args: none},
		{name: "actions, late", people: general, path: fixed("/actions?view=late"), floor: actionFloor(byDue, "closed = 0 AND next_due_at < ?"),
			args: func(int64) []any { return []any{time.Now().UTC()} }},
		{name: "actions, late, department", people: supervisors, path: fixed("/actions?view=late")},
		{name: "actions, not effective", people: general, path: fixed("/actions?view=ineffective")},
		{name: "actions, a kind that never was", people: general, path: fixed("/actions?view=all&kind=never")},
		{name: "actions, closed in a department", people: general, path: fixed("/actions?view=all&state=closed&department=5&sort=opened")},
		{name: "actions, a month", people: general, path: func(w *worker) string {
			from := month(w)
			return "/actions?view=all&from=" + from.Format(time.DateOnly) + "&to=" + from.AddDate(0, 1, 0).Format(time.DateOnly)
		}},
		{name: "actions, words", people: supervisors, path: func(w *worker) string { return "/actions?view=department&q=" + url.QueryEscape(words[w.rng.IntN(60)]) }},
		{name: "actions, board, handler", people: deskHands, path: fixed("/actions/board")},
		{name: "actions, board, whole firm", people: general, path: fixed("/actions/board")},
		{name: "actions, board by department", people: general, path: fixed("/actions/board?by=department")},
		{name: "actions, calendar, handler", people: deskHands, path: fixed("/actions/calendar")},
		{name: "actions, calendar, whole firm", people: general, path: fixed("/actions/calendar")},
		{name: "action", people: deskHands, path: func(w *worker) string {
			list := known[departmentOf(w.person)]
			return "/actions/" + list[w.rng.IntN(len(list))]
		}},
		{name: "actions, chains, supervisor", people: supervisors, path: fixed("/chains")},
		{name: "actions, chains, whole firm", people: general, path: fixed("/chains")},
	}
}

const byOpening = "opened_at DESC, id DESC"
