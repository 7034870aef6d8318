package policy

import (
	"context"
	"time"

	"gorm.io/gorm"

	"bihuan/models/auth"
	"bihuan/models/fault"
	"bihuan/models/link"
)

// ofClause is a clause together with the document that it is of.
type ofClause struct {
	Clause       `gorm:"embedded"`
	Title        string
	State        State
	NextDueAt    time.Time
	DepartmentID int64
}

// card is a clause as a chain shows it.
func (c ofClause) card() link.Card {
	k := link.Card{Title: c.Title, State: string(c.State), Tone: link.Good}
	if c.Label != "" {
		k.Title += " " + c.Label
	}
	switch {
	case c.State == Retired:
		k.Tone = link.Ended
	case c.State == Unissued:
		k.Tone = link.Open
	case c.Key != 0 && !c.InForce:
		k.State, k.Tone = "gone", link.Ended
	}
	return k
}

func (ps *Policies) clauses(ctx context.Context, a auth.Actor) (*gorm.DB, error) {
	tree, err := ps.Org.Departments(ctx)
	if err != nil {
		return nil, err
	}
	q := ps.d.Read(ctx).Table("policies").Joins("JOIN policy_clauses c ON c.policy_id = policies.id")
	return Visible(q, a, tree).Select("c.id, c.policy_id, c.clause_key, c.number, c.kind, c.label, c.path, c.edition_id, c.position, c.in_force, policies.title, policies.state, policies.department_id"), nil
}

// cards tells chains of clauses that the actor may see.
func (ps *Policies) cards(ctx context.Context, a auth.Actor, ids []int64) (map[int64]link.Card, error) {
	q, err := ps.clauses(ctx, a)
	if err != nil {
		return nil, err
	}
	var found []ofClause
	if err := q.Where("c.id IN ?", ids).Find(&found).Error; err != nil {
		return nil, err
	}
	cards := make(map[int64]link.Card, len(found))
	for _, c := range found {
		cards[c.ID] = c.card()
	}
	return cards, nil
}

// origin tells what an action that comes from a clause begins with; number is the clause's, or the document's.
func (ps *Policies) origin(ctx context.Context, a auth.Actor, number string) (link.Origin, error) {
	q, err := ps.clauses(ctx, a)
	if err != nil {
		return link.Origin{}, err
	}
	key, ok := keyOf(number)
	var found []ofClause
	if ok {
		err = q.Where("policies.number = ? AND c.clause_key = ?", Bare(number), key).Limit(1).Find(&found).Error
	}
	if err != nil {
		return link.Origin{}, err
	}
	if len(found) == 0 {
		return link.Origin{}, fault.NotFound("fault.policy_gone", "number", number)
	}
	c := found[0]
	return link.Origin{Ref: link.Ref{Kind: Record, ID: c.ID, Number: c.Number}, Title: c.card().Title, DepartmentID: c.DepartmentID}, nil
}

// findClause reads the clause that a number names, of a policy that the actor may see.
func findClause(q *gorm.DB, policy int64, number string) (Clause, error) {
	key, ok := keyOf(number)
	var found []Clause
	if ok {
		if err := q.Where("policy_id = ? AND clause_key = ?", policy, key).Limit(1).Find(&found).Error; err != nil {
			return Clause{}, err
		}
	}
	if len(found) == 0 {
		return Clause{}, fault.NotFound("fault.policy_clause_gone", "number", number)
	}
	return found[0], nil
}
