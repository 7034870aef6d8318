package action

import (
	"bihuan/views/record"
	"bihuan/views/ui"
)

func (o Open) form() ui.FormSpec {
	draft := "action-new"
	if o.Source != nil {
		draft += "-" + o.Source.Number
	}
	return ui.FormSpec{Action: Home + "/new", ID: "open", Draft: draft, Class: "register-form"}
}

func (o Open) order() []string {
	var names []string
	for _, list := range [][]record.Control{o.What, o.Who, o.Proof} {
		names = append(names, record.Order(list)...)
	}
	return names
}

// proofOpen tells whether the folded questions stand open: where they are filled already or one was refused.
func (o Open) proofOpen() bool {
	for _, name := range record.Order(o.Proof) {
		if o.Errors[name] != "" {
			return true
		}
	}
	return len(o.Proof) > 0 && o.Proof[0].Value != ""
}

func (o Open) cancel() string {
	if o.Source != nil && o.Source.Href != "" {
		return o.Source.Href
	}
	return Home
}
