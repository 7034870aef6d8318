package policy

import (
	"strings"

	"bihuan/handlers/home"
	"bihuan/handlers/list"
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
	writes := c.Can(auth.PolicyWrite)
	if err != nil || len(items) == 0 && !writes {
		return part, err
	}
	w, err := d.words(c)
	if err != nil {
		return part, err
	}
	if writes {
		if part.Figures, err = d.figures(c, w); err != nil {
			return part, err
		}
	}
	part.More = ui.Link{Label: w.T("policy.list.more"), Href: view.Home + "?view=all"}
	for _, item := range items {
		part.Waiting = append(part.Waiting, w.waiting(item))
	}
	return part, nil
}

// figures are, for who keeps policies, how many are on their way and to be reviewed.
func (d desk) figures(c *web.Context, w words) ([]ui.Stat, error) {
	n, err := d.Policies.Counts(c.Ctx(), c.Actor())
	if err != nil {
		return nil, err
	}
	figure := func(v policy.ListView, tone string) ui.Stat {
		s := ui.Stat{Label: w.T("policy.figure." + string(v)), Value: "0", Href: view.Home + "?view=" + string(v)}
		if n[v] > 0 {
			s.Tone, s.Value = tone, list.Capped(c, n[v], policy.CountCap+1)
		}
		return s
	}
	return []ui.Stat{figure(policy.ViewDrafts, ""), figure(policy.ViewReview, ui.ToneWarn)}, nil
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
