package control

import (
	"context"
	"slices"
	"strings"

	"gorm.io/gorm"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/fault"
	"bihuan/models/link"
)

// mostClauses is how many clauses a control implements, or demand an item, at most.
const mostClauses = 10

// clausesOf finds the clauses of these numbers that the actor may see. What is none is noted at the field clauses.
// It takes connections of its own, so it is called before the transaction.
func (p Parts) clausesOf(ctx context.Context, a auth.Actor, numbers []string, check *fault.Check) ([]link.Ref, error) {
	var refs []link.Ref
	for _, n := range numbers {
		if n = strings.TrimSpace(n); n == "" {
			continue
		}
		if len(refs) == mostClauses {
			check.Add("clauses", "invalid.control_clauses", "max", mostClauses)
			return refs, nil
		}
		o, err := p.Links.Origin(ctx, a, PolicyKind, n)
		if fault.Is(err, fault.NotFoundKind) {
			check.Add("clauses", "invalid.control_clause", "number", n)
			continue
		}
		if err != nil {
			return nil, err
		}
		if !slices.Contains(refs, o.Ref) {
			refs = append(refs, o.Ref)
		}
	}
	return refs, nil
}

// kept adds the clauses that lead to a record and that the actor may not see: no form shows them, so leaving them out
// does not mean that they go. It takes connections of its own, so it is called before the transaction.
func (p Parts) kept(ctx context.Context, q *gorm.DB, a auth.Actor, self link.Ref, refs []link.Ref) ([]link.Ref, error) {
	there, err := clauses(q, self)
	if err != nil {
		return nil, err
	}
	for _, r := range there {
		if slices.Contains(refs, r) {
			continue
		}
		_, err := p.Links.Origin(ctx, a, PolicyKind, r.Number)
		switch {
		case fault.Is(err, fault.NotFoundKind) || fault.Is(err, fault.ForbiddenKind):
			refs = append(refs, r)
		case err != nil:
			return nil, err
		}
	}
	return refs, nil
}

// seen are the clauses in a chain that lead to its record and that the reader may see.
func seen(c link.Chain) []link.Ref {
	var refs []link.Ref
	for _, e := range c.Edges {
		if n := c.Nodes[e.From]; e.To == c.Self && n.Kind == PolicyKind && !e.Ended && !n.Hidden {
			refs = append(refs, n.Ref)
		}
	}
	return refs
}

// clauses are the clauses that lead to a record now.
func clauses(q *gorm.DB, self link.Ref) ([]link.Ref, error) {
	var rows []link.Link
	err := q.Where("to_kind = ? AND to_id = ? AND from_kind = ? AND ended = ?", self.Kind, self.ID, PolicyKind, false).Order("id").Find(&rows).Error
	refs := make([]link.Ref, len(rows))
	for i, l := range rows {
		refs[i] = l.From()
	}
	return refs, err
}

// setClauses ties the record to these clauses and to no others. A link that goes is ended, not removed: the chain
// still tells that it was there.
func (s *step) setClauses(self link.Ref, refs []link.Ref) error {
	there, err := clauses(s.tx.DB, self)
	if err != nil {
		return err
	}
	for _, r := range there {
		if slices.Contains(refs, r) {
			continue
		}
		s.Changes = append(s.Changes, audit.Change{Field: "clause", Before: r.Number})
		if _, err := link.Turn(s.tx, r, self, true); err != nil {
			return err
		}
	}
	for _, r := range refs {
		if slices.Contains(there, r) {
			continue
		}
		s.Note("clause", r.Number)
		found, err := link.Turn(s.tx, r, self, false)
		if err == nil && !found {
			err = link.Add(s.tx, s.a, r, self)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// underPolicy keeps the records of a kind to which a policy or one of its clauses leads.
const underPolicy = "id IN (SELECT to_id FROM links WHERE to_kind = ? AND from_kind = ? AND ended = ? AND (from_number = ? OR from_number LIKE ? ESCAPE '!'))"
