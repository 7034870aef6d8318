// Package record holds what the pages of every kind of record do: showing a record with the form of its next
// step, taking a step, giving a refused form back as it was typed, and telling what happened. A domain lists
// its steps and describes one record; everything else is done here.
//
//	// fields: what stands behind the fields that are not told by their names.
//	var fields = &record.Fields{Terms: map[string]string{"kind": terms.ActionKind}, Keys: map[string]string{"state": "action.state."}, People: []string{"owner_id"}}
//
//	func Routes(r *web.Router, parts Parts) {
//		p := &pages{Parts: parts}
//		p.records = record.Pages[stepForm]{Kind: action.Kind, Home: "/actions", Right: auth.ActionRead, Read: p.read, Steps: []record.Step[stepForm]{
//			{Name: "verify", Right: auth.ActionVerify, Second: "send_back", Do: record.Do(p.Actions.Verify, func(f stepForm) action.VerifyInput { … })},
//			{Name: "report", Right: auth.ActionDo, Files: true, Do: p.report},  // func(c *web.Context, ref record.Ref, f stepForm) error
//			{Name: "edit", Right: auth.ActionOpen, Compare: []string{"title", "due_on"}, Do: p.edit},
//		}}
//		p.records.Register(r) // GET /actions/:number, POST /actions/:number/<step>, and where the trail finds the record
//		r.GET("/actions/people", auth.ActionOpen, record.OfferPeople(p.Organisation, "owner_id", "verifier_id"))
//	}
//
//	// matter is a record.Record: it embeds words (which embed record.Words, from record.NewWords) and has Ref, Options,
//	// Usual, Later, Quiet, Fill and Fields; Page asks the story for its timeline and gives the views' component.
//	func (m *matter) Page(next views.Next) (templ.Component, error) {
//		var err error
//		m.page.Next = next
//		m.page.Timeline, err = story.Timeline(m.c, path, m.Value, record.Events{Entries: m.v.Timeline, People: m.v.People, More: m.v.More}, older)
//		return view.RecordPage(m.page), err
//	}
//
// Message keys of a kind: <kind>.step.<step>, .do.<step> (the button), .done.<step>, where wanted .lead.<step> and
// .hint.<field>; field.<kind>.<field>; event.<event>. The form's controls come from views/record.Sheet.
package record
