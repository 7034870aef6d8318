package terms

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
)

const (
	maxName = 60
	maxCode = 40
	// maxTerms bounds a list: a longer one is no list to choose from.
	maxTerms = 500
)

// Input is what an administrator says about a term.
type Input struct {
	// Code is given once, when the term is added; made from the English name where empty.
	Code   string
	Parent string
	NameZh string
	NameEn string
	Flags  map[string]bool
}

// Add puts a new term at the end of its list and gives its code.
func (l *Lists) Add(ctx context.Context, actor auth.Actor, list string, in Input) (string, error) {
	var code string
	err := l.edit(ctx, actor, list, func(tx *db.Tx, e editing) (err error) {
		if e.list.Fixed {
			return fault.Conflict("fault.term_fixed")
		}
		if len(e.set.Every(list)) >= maxTerms {
			return fault.Conflict("fault.terms_full", "max", maxTerms)
		}
		code, err = e.add(tx, actor, in)
		return err
	})
	return code, err
}

// Change gives a term other names, another parent or other flags; version is the one that the editor saw.
func (l *Lists) Change(ctx context.Context, actor auth.Actor, list, code string, version int, in Input) error {
	return l.edit(ctx, actor, list, func(tx *db.Tx, e editing) error {
		old, err := e.get(code, version)
		if err != nil {
			return err
		}
		in.Code = code
		term, err := e.check(in)
		if err != nil {
			return err
		}
		changes := differences(e.list, old, term)
		if len(changes) == 0 {
			return nil
		}
		columns := map[string]any{"name_zh": term.NameZh, "name_en": term.NameEn, "parent": term.Parent, "data": term.Data}
		if old.Parent != term.Parent {
			columns["position"] = e.last() + 1
		}
		if err := update(tx, old, columns); err != nil {
			return err
		}
		return actor.Record(tx, event("term.changed", old, changes...))
	})
}

// Move puts a term by so many places further down among its siblings, up where by is negative.
func (l *Lists) Move(ctx context.Context, actor auth.Actor, list, code string, version, by int) error {
	return l.edit(ctx, actor, list, func(tx *db.Tx, e editing) error {
		term, err := e.get(code, version)
		if err != nil {
			return err
		}
		siblings := children(e.set.Every(list), term.Parent)
		from := slices.IndexFunc(siblings, func(t Term) bool { return t.Code == code })
		to := min(max(from+by, 0), len(siblings)-1)
		if from < 0 || from == to {
			return nil
		}
		ordered := slices.Insert(slices.Delete(slices.Clone(siblings), from, from+1), to, term)
		for i, t := range ordered {
			if t.Position == i+1 {
				continue
			}
			if err := update(tx, t, map[string]any{"position": i + 1}); err != nil {
				return err
			}
		}
		return actor.Record(tx, event("term.moved", term, audit.Change{Field: "position", Before: from + 1, After: to + 1}))
	})
}

// Switch makes a term choosable or not. Records that name it keep it.
func (l *Lists) Switch(ctx context.Context, actor auth.Actor, list, code string, version int, active bool) error {
	return l.edit(ctx, actor, list, func(tx *db.Tx, e editing) error {
		term, err := e.get(code, version)
		if err != nil || term.Active == active {
			return err
		}
		kind := "term.activated"
		if !active {
			kind = "term.deactivated"
			if e.list.Fixed {
				return fault.Conflict("fault.term_fixed")
			}
			if rest := e.without(code); len(rest.List(list)) == 0 {
				return fault.Conflict("fault.term_last")
			}
		}
		if err := update(tx, term, map[string]any{"active": active}); err != nil {
			return err
		}
		return actor.Record(tx, event(kind, term, audit.Change{Field: "active", Before: term.Active, After: active}))
	})
}

// editing is one list under the eyes of one transaction, which holds it against others.
type editing struct {
	list List
	set  Set
}

func (l *Lists) edit(ctx context.Context, actor auth.Actor, list string, do func(*db.Tx, editing) error) error {
	if err := actor.Require(auth.TermsWrite); err != nil {
		return err
	}
	defined, ok := Find(list)
	if !ok {
		return fault.NotFound("fault.list_gone")
	}
	err := l.d.InTx(ctx, func(tx *db.Tx) error {
		set, err := hold(tx, list)
		if err != nil {
			return err
		}
		return do(tx, editing{list: defined, set: set})
	})
	l.forget()
	return err
}

func (e editing) get(code string, version int) (Term, error) {
	t, ok := e.set.Get(e.list.Code, code)
	if !ok {
		return Term{}, fault.NotFound("fault.term_gone")
	}
	if t.Version != version {
		return Term{}, fault.Conflict("fault.stale")
	}
	return t, nil
}

func (e editing) last() int {
	n := 0
	for _, t := range e.set.Every(e.list.Code) {
		n = max(n, t.Position)
	}
	return n
}

// without is the set as it were with one term switched off.
func (e editing) without(code string) Set {
	var all []Term
	for _, t := range e.set.byKey {
		if t.List == e.list.Code && t.Code == code {
			t.Active = false
		}
		all = append(all, t)
	}
	return newSet(all)
}

func (e editing) add(tx *db.Tx, actor auth.Actor, in Input) (string, error) {
	in.Code = strings.TrimSpace(in.Code)
	if in.Code == "" {
		in.Code = e.freeCode(in.NameEn)
	} else if e.set.Known(e.list.Code, in.Code) {
		var c fault.Check
		c.Add("code", "invalid.term_code_taken")
		return "", c.Err()
	}
	term, err := e.check(in)
	if err != nil {
		return "", err
	}
	term.Position, term.Active, term.Version, term.UpdatedAt = e.last()+1, true, 1, tx.Now
	if err := tx.Create(&term).Error; err != nil {
		return "", err
	}
	return term.Code, actor.Record(tx, event("term.added", term, differences(e.list, Term{}, term)...))
}

// freeCode makes a code from an English name, or a number where there is none.
func (e editing) freeCode(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
	}
	stem := b.String()
	stem = strings.Trim(stem[:min(len(stem), maxCode-4)], "_")
	if stem == "" || stem[0] < 'a' {
		stem = strings.Trim("term_"+stem, "_")
	}
	code := stem
	for n := 2; e.set.Known(e.list.Code, code); n++ {
		code = fmt.Sprintf("%s_%d", stem, n)
	}
	return code
}

// check gives the term that the input describes, or what is wrong with it.
func (e editing) check(in Input) (Term, error) {
	t := Term{List: e.list.Code, Code: in.Code, Parent: in.Parent, NameZh: strings.TrimSpace(in.NameZh),
		NameEn: strings.TrimSpace(in.NameEn), Data: encodeFlags(e.list, in.Flags)}
	var c fault.Check
	if !validCode(t.Code) {
		c.Add("code", "invalid.term_code")
	}
	c.Required("name_zh", t.NameZh)
	c.Line("name_zh", t.NameZh, maxName)
	c.Line("name_en", t.NameEn, maxName)
	e.checkParent(&c, t)
	for _, other := range e.set.Every(e.list.Code) {
		if other.Code == t.Code || other.Parent != t.Parent {
			continue
		}
		if other.NameZh == t.NameZh {
			c.Add("name_zh", "invalid.term_name_taken")
		}
		if t.NameEn != "" && strings.EqualFold(other.NameEn, t.NameEn) {
			c.Add("name_en", "invalid.term_name_taken")
		}
	}
	return t, c.Err()
}

func (e editing) checkParent(c *fault.Check, t Term) {
	if t.Parent == "" {
		if e.list.NeedsParent {
			c.Add("parent", "invalid.required")
		}
		return
	}
	parent, ok := e.set.Get(e.list.Parent, t.Parent)
	if e.list.Parent == "" || !ok {
		c.Add("parent", "invalid.choice")
		return
	}
	if e.list.Parent != e.list.Code {
		return
	}
	above := parent
	for range maxDepth {
		if above.Code == t.Code {
			c.Add("parent", "invalid.term_cycle")
			return
		}
		if above, ok = e.set.parent(above); !ok {
			break
		}
	}
	if e.set.Depth(parent)+1+e.height(t.Code) > maxDepth-1 {
		c.Add("parent", "invalid.term_depth", "max", maxDepth)
	}
}

// height is how many levels stand below a term.
func (e editing) height(code string) int {
	h := 0
	for _, t := range children(e.set.Every(e.list.Code), code) {
		h = max(h, 1+e.height(t.Code))
	}
	return h
}

func validCode(code string) bool {
	if code == "" || len(code) > maxCode || code[0] < 'a' || code[0] > 'z' {
		return false
	}
	return strings.Trim(code, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

func event(kind string, t Term, changes ...audit.Change) audit.Event {
	return audit.Event{Kind: kind, Record: audit.Ref{Kind: "term", ID: t.ID, Number: t.List + "/" + t.Code}, Changes: changes}
}

func differences(l List, old, now Term) []audit.Change {
	var out []audit.Change
	note := func(field string, before, after any) {
		if before != after {
			out = append(out, audit.Change{Field: field, Before: before, After: after})
		}
	}
	note("name_zh", old.NameZh, now.NameZh)
	note("name_en", old.NameEn, now.NameEn)
	note("parent", old.Parent, now.Parent)
	for _, name := range l.Flags {
		note(name, old.Flag(name), now.Flag(name))
	}
	return out
}
