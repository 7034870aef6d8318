package signing

import (
	"context"
	"strconv"

	"github.com/a-h/templ"

	"bihuan/views/locale"
	"bihuan/views/record"
	"bihuan/views/ui"
)

// ReadingLists is the page of the reading lists of newcomers.
type ReadingLists struct {
	Back ui.Link
	Rows []ReadingList
}

// ReadingList is one of them.
type ReadingList struct {
	ID, Href, Name, Audience, Days, Since string
	Active                                bool
	Policies                              []Listed
}

// Listed is a policy of a reading list; Note says where it is not in force.
type Listed struct{ Number, Title, Note string }

// ListForm asks for a reading list.
type ListForm struct {
	Action, Title      string
	Version            string
	Name, Days, Active string
	Add                string // the policy that is being typed
	Whom               []record.Control
	Policies           []Listed
	Errors             map[string]string
	Lost               []ui.Comparison // what somebody else saved meanwhile
}

func (f ListForm) order() []string {
	return append(append([]string{"name"}, record.Order(f.Whom)...), "policies", "add", "days")
}

// spec sends the form without leaving the page, so that the place in it is kept while policies are put into order.
func (f ListForm) spec() ui.FormSpec {
	return ui.FormSpec{Action: f.Action, ID: "list", Draft: f.Action, Class: "register-form", Attrs: templ.Attributes{"hx-post": f.Action, "hx-target": "#main", "hx-select": "#main", "hx-swap": "outerHTML", "hx-push-url": "true",
		"hx-select-oob": "#bell"}}
}

// add is the field that names a further policy; what fits is offered while one types.
func (f ListForm) add(ctx context.Context) ui.Field {
	return ui.Field{Name: "add", Label: locale.T(ctx, "field.reading_list.add"), Hint: locale.T(ctx, "signing.list.add.hint"), Value: f.Add, Error: f.Errors["add"], Max: 200, Autocomplete: "off",
		Attrs: templ.Attributes{"list": "policies", "hx-get": f.Action, "hx-trigger": "input changed delay:300ms", "hx-params": "add", "hx-target": "#policies", "hx-select": "#policies", "hx-swap": "outerHTML",
			"hx-push-url": "false"}}
}

// move is the button that does something with the policy in a place.
func move(ctx context.Context, what, icon string, place int, p Listed) ui.Submit {
	label := locale.T(ctx, "signing.list."+what, "title", p.Title)
	return ui.Submit{Icon: icon, Tone: ui.ToneQuiet, Small: true, Name: "do", Value: what + " " + strconv.Itoa(place), Attrs: templ.Attributes{"title": label, "aria-label": label}}
}

func (r ReadingList) mark(ctx context.Context) ui.Mark {
	if r.Active {
		return ui.Mark{Text: locale.T(ctx, "signing.list.on"), Tone: ui.ToneGood, Icon: "check"}
	}
	return ui.Mark{Text: locale.T(ctx, "signing.list.off"), Tone: ui.ToneMuted, Icon: "ban"}
}
