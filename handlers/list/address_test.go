package list

import (
	"net/url"
	"testing"
	"time"

	"bihuan/models/db"
	view "bihuan/views/list"
	"bihuan/views/ui"
)

var things = List{Kind: "thing", Path: "/things", Names: []string{"q", "state", "from", "class"}, Days: []string{"from"}}

func read(t *testing.T, query string) Address {
	t.Helper()
	v, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	return things.Read(v)
}

// TestAddress: what makes no sense is left out, and changes leave the address they were made from alone.
func TestAddress(t *testing.T) {
	for query, want := range map[string]string{
		"":                                  "/things",
		"q=+a+&other=1&state=":              "/things?q=a",
		"q=%ff":                             "/things",
		"from=0001-01-01":                   "/things",
		"from=nonsense&sort=due":            "/things?sort=due",
		"view=all&from=2026-03-01&at=x&col": "/things?from=2026-03-01&view=all",
	} {
		if got := read(t, query).Href(); got != want {
			t.Errorf("%s: %s", query, got)
		}
	}
	a := read(t, "view=all&q=a&state=open")
	if got := a.Href("q", "", "sort", "due"); got != "/things?sort=due&state=open&view=all" || a.Get("q") != "a" {
		t.Error(got, a.Query())
	}
	if !a.Same("state=open&view=all&q=a") || a.Same("view=all") || a.Same("%zz") {
		t.Error("which query is the same")
	}
	begin, end := read(t, "from=2026-03-01").Day("from", time.UTC)
	if begin.Format(time.DateOnly) != "2026-03-01" || end.Format(time.DateOnly) != "2026-03-02" {
		t.Error(begin, end)
	}
	if begin, _ := a.Day("from", time.UTC); !begin.IsZero() {
		t.Error(begin)
	}
	next := a.Pages(nil, &db.Cursor{Key: "k", ID: 7}).Next
	u, err := url.Parse(next)
	if err != nil || things.Read(u.Query()).Cursor() == nil || a.Cursor() != nil {
		t.Error(next, err)
	}
}

// TestFilterTellsItsConditions: each condition in use has a chip that undoes it; what has no control is kept.
func TestFilterTellsItsConditions(t *testing.T) {
	a := read(t, "view=all&state=open&class=x&q=a")
	f := a.Filter([]view.Field{{Kind: view.Text, Chip: "Words", Field: ui.Field{Name: "q", Label: "Number or words"}},
		{Kind: view.Select, Field: ui.Field{Name: "state", Label: "State", Options: []ui.Option{{Value: "open", Label: "Open"}}}}},
		[]view.Field{{Kind: view.Hidden, Field: ui.Field{Name: "class", Label: "Class"}}, {Kind: view.Date, Field: ui.Field{Name: "from", Label: "From"}}})
	want := []ui.FilterChip{{Label: "Words", Value: "a", Remove: "/things?class=x&state=open&view=all"}, {Label: "State", Value: "Open", Remove: "/things?class=x&q=a&view=all"},
		{Label: "Class", Value: "x", Remove: "/things?q=a&state=open&view=all"}}
	if len(f.Chips) != len(want) {
		t.Fatal(f.Chips)
	}
	for i := range want {
		if f.Chips[i] != want[i] {
			t.Errorf("%+v, not %+v", f.Chips[i], want[i])
		}
	}
	if len(f.Hidden) != 2 || f.Hidden[1] != (ui.Pair{Name: "class", Value: "x"}) || f.Clear != "/things?view=all" || f.Fields[1].Value != "open" {
		t.Errorf("%+v", f)
	}
}

// TestSortsLeadToTheOther: the usual order stands in no address.
func TestSortsLeadToTheOther(t *testing.T) {
	s := read(t, "sort=new").Sorts("new", Order{"due", "due", "asc"}, Order{"received", "new", "desc"})
	if s["due"] != (view.Sort{Href: "/things"}) || s["received"] != (view.Sort{Href: "/things?sort=new", Now: "desc"}) {
		t.Errorf("%+v", s)
	}
}
