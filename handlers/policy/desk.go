package policy

import (
	"strings"

	"bihuan/handlers/home"
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/policy"
	homeview "bihuan/views/home"
	view "bihuan/views/policy"
	"bihuan/views/ui"
)

// desk is what policies lay on the desk and answer to a search.
type desk struct{ *pages }

// Desk gives what policies lay on the desk and answer to a search.
func (parts Parts) Desk() home.Source { return desk{&pages{Parts: parts}} }

// Desk is what waits for the reader: his word, his drafts, the periodic review of what he keeps.
func (d desk) Desk(c *web.Context) (home.Part, error) {
	if !c.Can(auth.PolicyRead) {
		return home.Part{}, nil
	}
	items, err := d.Policies.OnDesk(c.Ctx(), c.Actor())
	part := home.Part{Full: len(items) >= policy.MaxWaiting}
	if err != nil || len(items) == 0 {
		return part, err
	}
	w, err := d.words(c)
	if err != nil {
		return part, err
	}
	part.More = ui.Link{Label: w.T("policy.list.more"), Href: view.Home + "?view=all"}
	for _, item := range items {
		part.Waiting = append(part.Waiting, w.waiting(item))
	}
	return part, nil
}

// waiting is a policy that waits for the reader; a step opens its form, writing its page.
func (w words) waiting(item policy.WaitingItem) home.Item {
	whose := []string{w.Tree.Name(item.DepartmentID)}
	if item.OwnerName != "" {
		whose = append(whose, item.OwnerName)
	}
	out := home.Item{Line: homeview.Line{Number: item.Number, Href: view.RecordPath(item.Number), Title: item.Title, Whose: strings.Join(whose, " · "), State: w.stateMark(item.State),
		Clock: ui.Clock{State: ui.ClockNone}}}
	if item.Stage != "" {
		out.State = w.stageMark(item.Stage)
	}
	if !item.Due.Equal(policy.Never) {
		out.Due, out.Clock = item.Due, w.nextClock(item.Policy)
	}
	href := record.StepHref(view.RecordPath(item.Number), string(item.Step))
	if item.Step == policy.WriteStep {
		href = view.Path(item.Number) + "/edit"
	}
	out.Next = &ui.Action{Label: w.T("policy.step." + string(item.Step)), Href: href, Small: true}
	return out
}
