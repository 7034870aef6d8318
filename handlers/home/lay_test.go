package home

import (
	"fmt"
	"slices"
	"testing"
	"time"

	view "bihuan/views/home"
	"bihuan/views/ui"
)

// TestTheDeskMergesItsSources by what is due, and leads to what it has no room for.
func TestTheDeskMergesItsSources(t *testing.T) {
	now := time.Date(2026, 3, 6, 14, 0, 0, 0, time.UTC)
	item := func(number string, due time.Time) Item { return Item{Line: view.Line{Number: number}, Due: due} }
	one := Part{More: ui.Link{Label: "one"}, Waiting: []Item{item("late", now.Add(-time.Hour)), item("tomorrow", now.Add(20*time.Hour)), item("paused", time.Time{})}}
	other := Part{More: ui.Link{Label: "other"}, Waiting: []Item{item("later than late", now.Add(-time.Minute)), item("today", now.Add(time.Hour))}}
	numbers := func(page view.Desk) (out []string) {
		for _, g := range page.Groups {
			for _, l := range g.Lines {
				out = append(out, g.Key+" "+l.Number)
			}
		}
		return out
	}
	var page view.Desk
	lay(&page, []Part{one, other}, now)
	if want := []string{"late late", "late later than late", "today today", "later tomorrow", "later paused"}; !slices.Equal(numbers(page), want) || page.More != nil {
		t.Error(numbers(page), page.More)
	}
	for i := range most {
		other.Waiting = append(other.Waiting, item(fmt.Sprint(i), now.Add(2*time.Hour)))
	}
	page = view.Desk{}
	lay(&page, []Part{one, other}, now)
	if got := numbers(page); len(got) != most || slices.Contains(got, "later paused") || len(page.More) != 2 {
		t.Error(got, page.More)
	}
}
