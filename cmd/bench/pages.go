package main

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"bihuan/models/complaint"
)

// page is one that is asked for.
type page struct {
	name   string
	people []int64
	path   func(w *worker) string
	form   func(w *worker) url.Values // what is sent; nil where it is only read
	// paged lists are followed from page to page.
	paged bool
	// floor is the one query for the same rows, with its arguments for a person.
	floor string
	args  func(person int64) []any
}

func departmentOf(person int64) int64 {
	if person >= firstHandler && person < firstGeneral {
		return firstDepartment + (person-firstHandler)%departments
	}
	return firstDepartment + person - firstSupervisor
}

// The people who ask: those of departments without others below them, as most are.
func several(first int64) []int64 {
	var all []int64
	for i := range int64(8) {
		all = append(all, first+8+i)
	}
	return all
}

// listFloor is the bare query of a list: its columns, the complainant and the handler's name, in its order. Open
// and closed complaints are two stretches of the index, so a list of both is put together of two.
func listFloor(where, order string, both bool) string {
	s, err := shapeOf(&complaint.Complaint{})
	if err != nil {
		panic(err) // a type of this program
	}
	var columns []string
	for _, c := range s.columns {
		if !strings.Contains(" body remedy_sought action_text findings reply summary ", " "+c+" ") {
			columns = append(columns, "c."+c)
		}
	}
	stretch := func(closed string) string {
		return "SELECT id FROM (SELECT id FROM complaints WHERE " + where + " AND closed = " + closed + " ORDER BY " + order + " LIMIT 51) AS s" + closed
	}
	ids := stretch("0")
	if both {
		ids += " UNION ALL " + stretch("1")
	}
	columnOrder := "c." + strings.ReplaceAll(order, ", ", ", c.")
	return "SELECT " + strings.Join(columns, ", ") + ", p.name, p.phone, p.phone_digits, p.email, p.address, p.customer_no, h.name FROM (" + ids + `) AS i
		JOIN complaints c ON c.id = i.id JOIN complainants p ON p.complaint_id = c.id LEFT JOIN people h ON h.id = c.handler_id ORDER BY ` + columnOrder + " LIMIT 51"
}

const byDue, byReceipt = "next_due_at, id", "received_at DESC, id DESC"

// pages are the pages of the table. known are numbers of open complaints by department.
func pages(known map[int64][]string) []page {
	deskHands, supervisors, general := several(firstHandler), several(firstSupervisor), []int64{firstGeneral, firstGeneral + 1}
	fixed := func(path string) func(*worker) string { return func(*worker) string { return path } }
	own := func(person int64) []any { return []any{person} }
	of := func(person int64) []any { return []any{departmentOf(person)} }
	ofBoth := func(person int64) []any { return append(of(person), of(person)...) }
	none := func(int64) []any { return nil }
	number := func(w *worker) string {
		list := known[departmentOf(w.person)]
		return list[w.rng.IntN(len(list))]
	}
	late := func(int64) []any { return []any{time.Now().UTC()} }
	return []page{
		{name: "home, handler", people: deskHands, path: fixed("/")},
		{name: "home, supervisor", people: supervisors, path: fixed("/")},
		{name: "home, whole firm", people: general, path: fixed("/")},
		{name: "list, mine", people: deskHands, path: fixed("/complaints?view=mine&state=open"), floor: listFloor("handler_id = ?", byDue, false), args: own},
		{name: "list, department", people: supervisors, path: fixed("/complaints?view=department&state=open"), floor: listFloor("department_id = ?", byDue, false), args: of},
		{name: "list, department, also closed", people: supervisors, path: fixed("/complaints?view=department&sort=received"),
			floor: listFloor("department_id = ?", byReceipt, true), args: ofBoth},
		{name: "list, all", people: general, path: fixed("/complaints?view=all&state=open"), floor: listFloor("1 = 1", byDue, false), args: none},
		{name: "list, all, paged through", people: general, path: fixed("/complaints?view=all&sort=received"), paged: true},
		{name: "list, late", people: general, path: fixed("/complaints?view=late"), floor: listFloor("next_due_at < ?", byDue, false), args: late},
		{name: "list, closed in a class", people: general, path: fixed("/complaints?view=all&state=closed&class=conduct&sort=received")},
		{name: "list, one type in a department", people: supervisors, path: fixed("/complaints?view=department&type=embarrassment")},
		{name: "list, a type that never was", people: general, path: fixed("/complaints?view=all&type=false_accusation")},
		{name: "list, a severity that never was", people: general, path: fixed("/complaints?view=all&severity=urgent")},
		{name: "list, a channel that never was", people: supervisors, path: fixed("/complaints?view=department&channel=inspection")},
		{name: "list, a month", people: general, path: func(w *worker) string {
			from := time.Now().AddDate(0, -1-w.rng.IntN(30), 0)
			return "/complaints?view=all&from=" + from.Format(time.DateOnly) + "&to=" + from.AddDate(0, 1, 0).Format(time.DateOnly)
		}},
		{name: "list, words", people: supervisors, path: func(w *worker) string {
			return "/complaints?view=department&q=" + url.QueryEscape(words[w.rng.IntN(60)])
		}},
		{name: "record", people: deskHands, path: func(w *worker) string { return "/complaints/" + number(w) }},
		{name: "related", people: deskHands, path: func(w *worker) string { return "/complaints/" + number(w) + "/related" }},
		{name: "search, two characters", people: deskHands, path: func(w *worker) string { return "/search?q=" + url.QueryEscape(words[w.rng.IntN(60)]) }},
		{name: "search, two words, whole firm", people: general, path: func(w *worker) string {
			return "/search?q=" + url.QueryEscape(words[w.rng.IntN(40)]+" "+words[40+w.rng.IntN(40)])
		}},
		{name: "search, phone's end", people: general, path: func(w *worker) string { return fmt.Sprintf("/search?q=%04d", w.rng.IntN(10000)) }},
		{name: "search, name", people: general, path: func(w *worker) string { return "/search?q=" + url.QueryEscape(name(w.rng.IntN(3000))) }},
		{name: "form for a new complaint", people: deskHands, path: fixed("/complaints/new")},
		{name: "check while typing", people: deskHands, path: fixed("/complaints/check"), form: checking},
		{name: "register", people: several(firstHandler), path: fixed("/complaints/new"), form: registering},
	}
}

const registerPage = "register"

func registering(w *worker) url.Values {
	t := newText(w.rng)
	phone := fmt.Sprintf("1%010d", 3000000000+w.rng.Int64N(1e9))
	return url.Values{"_csrf": {w.csrf}, "_once": {fmt.Sprintf("%016x%016x", w.rng.Uint64(), w.rng.Uint64())}, "phone": {phone}, "name": {name(w.rng.IntN(100000))},
		"address": {"和邻花园3号楼1502室"}, "body": {t.sentence(70)}, "subject": {t.sentence(14)}, "channel": {"telephone"}, "remedy_sought": {"退款"},
		"order_number": {fmt.Sprintf("DD%010d", w.rng.Int64N(1e10))}, "failure_type": {"slow_service"}, "severity": {"normal"}}
}

func checking(w *worker) url.Values {
	return url.Values{"_csrf": {w.csrf}, "phone": {fmt.Sprintf("1%010d", 3000000000+w.rng.Int64N(5000)*7919)}, "body": {newText(w.rng).sentence(50)}}
}
