package signing

import (
	"context"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"bihuan/views/list"
	"bihuan/views/locale"
	"bihuan/views/record"
	"bihuan/views/ui"
)

// Record is the page of one campaign.
type Record struct {
	Number, Title string
	State         string
	Clock         []record.ClockLine
	Next          record.Next
	Figures       []ui.Stat
	Departments   []Department
	Export        []ui.Action
	Facts         []ui.Fact
	History       record.Timeline
}

// Department is a department's progress: those found at the beginning and joiners together, joiners apart.
type Department struct {
	ID                                   string
	Name                                 string
	Bound, Signed, Late, Due             int64
	Excused, Gone, Ended, Joined, Joiner int64 // Joiner: how many of Joined have signed
}

func (r Record) head(ctx context.Context) ui.Head {
	return ui.Head{Number: r.Number, Title: r.Title, Back: &ui.Link{Label: locale.T(ctx, "signing.campaigns"), Href: Home}, Marks: []ui.Mark{StateMark(ctx, r.State)}}
}

func (r Record) columns(ctx context.Context) []ui.Column {
	column := func(key, class string) ui.Column {
		return ui.Column{Key: key, Label: locale.T(ctx, "signing.progress."+key), Class: class}
	}
	return []ui.Column{column("department", "cell-main"), column("signed", "cell-state"), column("late", "cell-num"), column("due", "cell-num"), column("excused", "cell-num"),
		column("left", "cell-num"), column("joined", "cell-num")}
}

// segments are the parts of a department's bar, in percent of those bound.
func (d Department) segments() []Segment {
	var all []Segment
	at := int64(0)
	add := func(kind string, n int64) {
		if n > 0 && d.Bound > 0 {
			all = append(all, Segment{Kind: kind, At: strconv.FormatInt(at*1000/d.Bound, 10), Share: strconv.FormatInt(n*1000/d.Bound, 10)})
			at += n
		}
	}
	add("signed", d.Signed)
	add("excused", d.Excused)
	add("late", d.Late)
	add("due", d.Due-d.Late)
	add("ended", d.Ended)
	return all
}

// Segment is a part of a bar: At and Share are in thousandths.
type Segment struct{ Kind, At, Share string }

// people leads to the people of a department in a state.
func (r Record) people(d Department, name, value string) templ.SafeURL {
	return templ.SafeURL(PeoplePath(r.Number, url.Values{"department": {d.ID}, name: {value}}))
}

// People is the list of a campaign's people.
type People struct {
	Number, Title string
	Head          ui.Head
	Filter        list.Filter
	Rows          []Person
	Pages         ui.Pages
	Export        []ui.Action
}

// Person is one person of a campaign.
type Person struct {
	Name, Number string
	Department   string
	Mark         ui.Mark
	Joined       bool
	When         string // signed or excused
	How          string // by whom excused and why; on paper; the score
	Clock        ui.Clock
	Steps        []ui.Link
}

func (p People) columns(ctx context.Context) []ui.Column {
	column := func(key, class string) ui.Column {
		return ui.Column{Key: key, Label: locale.T(ctx, "signing.people."+key), Class: class}
	}
	return []ui.Column{column("name", "cell-main"), column("department", "cell-wide"), column("state", "cell-state"), column("when", "cell-time"), column("how", "cell-wide"), column("due", "cell-clock")}
}

// Fields are the controls of a campaign's step.
func Fields(s record.Sheet, step string) []record.Control {
	person := s.Must(s.Person("person", people))
	switch step {
	case "excuse":
		return []record.Control{person, s.Must(s.Area("why", 2, record.MaxReason))}
	case "enter":
		return []record.Control{s.Together(person, s.Must(s.Day("signed_on"))), s.Must(s.Area("note", 2, record.MaxReason)), s.Upload("files")}
	case "close", "cancel":
		return []record.Control{s.Must(s.Area("reason", 2, record.MaxReason))}
	}
	return nil
}
