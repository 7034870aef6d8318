package main

import (
	"database/sql"
	"fmt"
	"net/url"
	"strconv"
	"time"
)

// policyNumbers are numbers of policies in force and of open campaigns.
type policyNumbers struct{ policies, campaigns []string }

func (s *store) policyNumbers() (n policyNumbers, err error) {
	if n.policies, err = numbers(s.raw, "SELECT number FROM policies ORDER BY id LIMIT 2000"); err == nil {
		n.campaigns, err = numbers(s.raw, "SELECT number FROM sign_campaigns WHERE state = 'open' ORDER BY id LIMIT 200")
	}
	return n, err
}

func numbers(d *sql.DB, query string) ([]string, error) {
	rows, err := d.Query(query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var n string
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, rows.Err()
}

// policyPages are the pages of policies and signatures in the table.
func policyPages(known policyNumbers) []page {
	deskHands, supervisors, general := several(firstHandler), several(firstSupervisor), []int64{firstGeneral, firstGeneral + 1}
	fixed := func(path string) func(*worker) string { return func(*worker) string { return path } }
	of := func(list []string, form string) func(*worker) string {
		return func(w *worker) string { return fmt.Sprintf(form, list[w.rng.IntN(len(list))]) }
	}
	edition := func(person int64) []any { return []any{(person%int64(len(known.policies)) + 1) * editionsEach} }
	text := "SELECT p.*, e.title, e.body, e.parts, e.hash FROM policies p JOIN policy_editions e ON e.id = p.current_id WHERE e.id = ?"
	search := func(w *worker) string { return url.QueryEscape(words[w.rng.IntN(60)]) }
	return []page{
		{name: "policies, list", people: deskHands, path: fixed("/policies"), args: func(int64) []any { return nil },
			floor: "SELECT p.*, o.name FROM policies p LEFT JOIN people o ON o.id = p.owner_id WHERE p.state = 'in_force' ORDER BY p.changed_at DESC, p.id DESC LIMIT 51"},
		{name: "policies, list, words", people: deskHands, path: func(w *worker) string { return "/policies?q=" + search(w) }},
		{name: "policies, reading", people: deskHands, path: of(known.policies, "/policies/%s"), floor: text, args: edition},
		{name: "policies, as of a day", people: deskHands, path: of(known.policies, "/policies/%s?on="+time.Now().AddDate(-1, 0, 0).Format(time.DateOnly))},
		{name: "policies, compare, neighbours", people: deskHands, path: of(known.policies, "/policies/%s/compare?from=19&to=20")},
		{name: "policies, compare, first and last", people: deskHands, path: of(known.policies, "/policies/%s/compare?from=1&to=20")},
		{name: "policies, record", people: deskHands, path: of(known.policies, "/policies/%s/record")},
		{name: "policies, clause search", people: deskHands, path: func(w *worker) string { return "/policies/search?q=" + search(w) }},
		{name: "policies, clause search, two words", people: deskHands, path: func(w *worker) string { return "/policies/search?q=" + search(w) + "+" + search(w) }},
		{name: "policies, who was bound", people: general, path: of(known.policies, "/policies/%s/bound?on="+time.Now().Format(time.DateOnly))},
		{name: "policies, campaigns", people: general, path: fixed("/campaigns")},
		{name: "policies, campaign progress", people: general, path: of(known.campaigns, "/campaigns/%s")},
		{name: "policies, campaign progress, department", people: supervisors, path: func(w *worker) string {
			for {
				n := known.campaigns[w.rng.IntN(len(known.campaigns))]
				if i, _ := strconv.Atoi(n[len(n)-6:]); binds(i-1, int(departmentOf(w.person)-firstDepartment)) {
					return "/campaigns/" + n
				}
			}
		}},
		{name: "policies, my reading list", people: deskHands, path: fixed("/reading")},
	}
}
