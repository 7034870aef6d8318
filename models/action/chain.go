package action

import (
	"context"
	"time"

	"bihuan/models/auth"
	"bihuan/models/fault"
	"bihuan/models/link"
)

// card is the action as a chain shows it.
func (c *Action) card(now time.Time) link.Card {
	k := link.Card{Title: c.Title, State: string(c.State), Tone: link.Open}
	if c.NextClock != "" {
		k.Due = c.NextDueAt
	}
	switch {
	case c.Outcome == Cancelled:
		k.Tone, k.State = link.Ended, string(Cancelled)
	case c.State == Closed:
		k.Tone = link.Good
		if c.Outcome == Effective {
			k.State = string(Effective)
		}
	case now.After(c.NextDueAt):
		k.Tone = link.Late
	case c.Ineffective > 0:
		k.Tone = link.Bad
	}
	return k
}

// cards tells chains of actions that the actor may see.
func (as *Actions) cards(ctx context.Context, a auth.Actor, ids []int64) (map[int64]link.Card, error) {
	var found []Action
	if err := visible(as.d.Read(ctx), a).Select(listColumns).Where("actions.id IN ?", ids).Find(&found).Error; err != nil {
		return nil, err
	}
	cards := make(map[int64]link.Card, len(found))
	for _, c := range found {
		cards[c.ID] = c.card(as.d.Now())
	}
	return cards, nil
}

// origin tells what an action that comes from another one begins with.
func (as *Actions) origin(ctx context.Context, a auth.Actor, number string) (link.Origin, error) {
	c, err := load(as.d.Read(ctx), a, number)
	if err != nil {
		return link.Origin{}, err
	}
	if c.Outcome == Cancelled {
		return link.Origin{}, fault.NotFound("fault.action_gone", "number", number)
	}
	return link.Origin{Ref: link.Ref{Kind: Kind, ID: c.ID, Number: c.Number}, Title: c.Title, Finding: c.Finding, Cause: c.Cause, DepartmentID: c.DepartmentID,
		FailureType: c.IndicatorType, Attribution: c.IndicatorCause}, nil
}
