package link

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"bihuan/models/auth"
)

// mostLinks bounds a chain as it is read and drawn; far more than people can follow.
const mostLinks = 60

// Node is one record of a chain. Depth is its distance from the record asked about: below 0 what led to it,
// above 0 what it led to. Hidden says that the reader may not see the record: only its kind is told.
type Node struct {
	Ref
	Card
	Depth  int
	Hidden bool
}

// Edge joins two nodes of a chain by their places.
type Edge struct {
	From, To int
	Ended    bool
}

// Chain is what led to a record and what it led to, the record itself at Self. More says that it goes on.
type Chain struct {
	Nodes []Node
	Edges []Edge
	Self  int
	More  bool
}

// step is a link met on a walk: forward away from the record, or back to where it came from.
type step struct {
	Link
	forward bool
	depth   int
}

// walked is a row of the walk.
type walked struct {
	Link
	Way   int
	Depth int
}

const walkSQL = `WITH RECURSIVE
 after_it AS (SELECT id, to_kind, to_id, 1 AS depth FROM links WHERE from_kind = ? AND from_id = ?
  UNION SELECT l.id, l.to_kind, l.to_id, w.depth + 1 FROM links l JOIN after_it w ON l.from_kind = w.to_kind AND l.from_id = w.to_id WHERE w.depth < 8),
 before_it AS (SELECT id, from_kind, from_id, 1 AS depth FROM links WHERE to_kind = ? AND to_id = ?
  UNION SELECT l.id, l.from_kind, l.from_id, w.depth + 1 FROM links l JOIN before_it w ON l.to_kind = w.from_kind AND l.to_id = w.from_id WHERE w.depth < 8)
 SELECT links.*, w.way, w.depth FROM (SELECT id, 1 AS way, MIN(depth) AS depth FROM after_it GROUP BY id
  UNION ALL SELECT id, 0 AS way, MIN(depth) AS depth FROM before_it GROUP BY id) AS w
 JOIN links ON links.id = w.id ORDER BY w.depth, links.id LIMIT ?`

// walk follows the links of a record both ways in one statement, the nearest first.
func walk(q *gorm.DB, r Ref) ([]step, error) {
	var rows []walked
	if err := q.Raw(walkSQL, r.Kind, r.ID, r.Kind, r.ID, mostLinks+1).Scan(&rows).Error; err != nil {
		return nil, err
	}
	steps := make([]step, len(rows))
	for i, w := range rows {
		steps[i] = step{Link: w.Link, forward: w.Way == 1, depth: w.Depth}
	}
	return steps, nil
}

// Of gives the chain of a record that the actor sees. self is how the record itself is shown: its page knows.
func (ls *Links) Of(ctx context.Context, a auth.Actor, r Ref, self Card) (Chain, error) {
	steps, err := walk(ls.d.Read(ctx), r)
	if err != nil {
		return Chain{}, err
	}
	c := Chain{Nodes: []Node{{Ref: r, Card: self}}, More: len(steps) > mostLinks}
	for _, s := range steps[:min(len(steps), mostLinks)] {
		var from, to int
		if s.forward {
			from, to = c.place(s.From(), s.depth-1), c.place(s.To(), s.depth)
		} else {
			to, from = c.place(s.To(), 1-s.depth), c.place(s.From(), -s.depth)
		}
		c.Edges = append(c.Edges, Edge{From: from, To: to, Ended: s.Ended})
	}
	return c, ls.tell(ctx, a, &c)
}

// place finds a record among the nodes, or adds it.
func (c *Chain) place(r Ref, depth int) int {
	i := slices.IndexFunc(c.Nodes, func(n Node) bool { return n.Kind == r.Kind && n.ID == r.ID })
	if i < 0 {
		c.Nodes = append(c.Nodes, Node{Ref: r, Depth: depth})
		i = len(c.Nodes) - 1
	}
	return i
}

// tell fills in how the other records are shown, one question per kind.
func (ls *Links) tell(ctx context.Context, a auth.Actor, c *Chain) error {
	ids := map[string][]int64{}
	for _, n := range c.Nodes[1:] {
		ids[n.Kind] = append(ids[n.Kind], n.ID)
	}
	cards, err := ls.cards(ctx, a, ids)
	if err != nil {
		return err
	}
	for i := range c.Nodes[1:] {
		n := &c.Nodes[i+1]
		card, ok := cards[n.Kind][n.ID]
		if n.Card = card; !ok {
			n.Hidden, n.Number, n.ID = true, "", 0
		}
	}
	return nil
}

// cards asks each kind for its records.
func (ls *Links) cards(ctx context.Context, a auth.Actor, ids map[string][]int64) (map[string]map[int64]Card, error) {
	all := map[string]map[int64]Card{}
	for kind, list := range ids {
		k, ok := ls.kind(kind)
		if !ok || !a.Can(k.Read) {
			continue
		}
		found, err := k.Cards(ctx, a, list)
		if err != nil {
			return nil, err
		}
		all[kind] = found
	}
	return all, nil
}

// Pointer is a record that a link joins to another one: Card is how it is shown, Hidden that the reader may not see it.
type Pointer struct {
	Link
	Ref
	Card
	Forward bool // the record asked about led to it
	Hidden  bool
}

// Pointers gives all records that links join to some of a kind, one entry for each link, the newest first, at most
// mostPointers. ids is a subquery or a list of the records asked about.
func (ls *Links) Pointers(ctx context.Context, a auth.Actor, kind string, ids any) ([]Pointer, error) {
	var links []walked
	err := ls.d.Read(ctx).Raw("SELECT links.*, 0 AS way FROM links WHERE to_kind = ? AND to_id IN (?) AND ended = ? "+
		"UNION ALL SELECT links.*, 1 AS way FROM links WHERE from_kind = ? AND from_id IN (?) AND ended = ? ORDER BY id DESC LIMIT ?",
		kind, ids, false, kind, ids, false, mostPointers).Scan(&links).Error
	if err != nil || len(links) == 0 {
		return nil, err
	}
	all := make([]Pointer, len(links))
	wanted := map[string][]int64{}
	for i, l := range links {
		p := Pointer{Link: l.Link, Ref: l.From(), Forward: l.Way == 1}
		if p.Forward {
			p.Ref = l.To()
		}
		all[i] = p
		wanted[p.Ref.Kind] = append(wanted[p.Ref.Kind], p.Ref.ID)
	}
	cards, err := ls.cards(ctx, a, wanted)
	if err != nil {
		return nil, err
	}
	for i := range all {
		p := &all[i]
		card, ok := cards[p.Ref.Kind][p.Ref.ID]
		if p.Card = card; !ok {
			p.Hidden, p.Ref.Number, p.Ref.ID = true, "", 0
			if p.Forward {
				p.Link.ToNumber, p.Link.ToID = "", 0
			} else {
				p.Link.FromNumber, p.Link.FromID = "", 0
			}
		}
	}
	return all, nil
}

// mostPointers bounds what one page tells of links to many records.
const mostPointers = 500
