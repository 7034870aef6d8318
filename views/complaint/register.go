package complaint

import (
	"context"

	"bihuan/views/locale"
	"bihuan/views/record"
	"bihuan/views/ui"

	"github.com/a-h/templ"
)

// Register is the form of a new complaint.
type Register struct {
	Who, What, Wish []record.Control
	Errors          map[string]string
	Known           Known
}

// Known is what the portal knows already while a complaint is typed.
type Known struct {
	Asked   bool
	Same    []RelatedRow // likely the same matter
	Earlier []RelatedRow // of the same customer
}

// Registered is the page after registering.
type Registered struct {
	Number, Subject string
	Words           string // the acknowledgement, to copy
	Clocks          []record.ClockLine
}

// ask sends what is typed to the check; it posts, so that no name or number
// stands in an address.
var ask = templ.Attributes{
	"hx-post": "/complaints/check", "hx-trigger": "input changed delay:500ms, change", "hx-include": "closest form",
	"hx-params": "_csrf,phone,customer_no,subject,body", "hx-encoding": "application/x-www-form-urlencoded",
	"hx-target": "#check", "hx-select": "#check", "hx-swap": "outerHTML", "hx-push-url": "false", "hx-sync": "closest form:replace",
}

// Asking marks the controls whose text is checked as it is typed.
func Asking(list []record.Control) []record.Control {
	out := make([]record.Control, len(list))
	for i, c := range list {
		c.Row = Asking(c.Row)
		switch c.Name {
		case "phone", "customer_no", "subject", "body":
			c.Attrs = ask
		}
		out[i] = c
	}
	return out
}

func (r Register) form() ui.FormSpec {
	return ui.FormSpec{Action: "/complaints/new", ID: "register", Files: true, Draft: "complaint-new", Class: "register-form"}
}

func (r Register) order() []string {
	var names []string
	for _, list := range [][]record.Control{r.Who, r.What, r.Wish} {
		names = append(names, record.Order(list)...)
	}
	return names
}

func (k Known) count(ctx context.Context) string {
	if n := len(k.Same) + len(k.Earlier); n > 0 {
		return locale.Number(ctx, int64(n))
	}
	return ""
}
