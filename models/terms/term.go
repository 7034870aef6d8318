package terms

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"bihuan/models/fault"
)

// Term is one value of a list.
type Term struct {
	ID        int64
	List      string
	Code      string
	Parent    string // code of the parent, empty where it has none
	NameZh    string
	NameEn    string
	Position  int
	Active    bool
	Data      string // JSON object of flags, empty where none is set
	Version   int
	UpdatedAt time.Time
}

// Name is the term's name in a language (BCP 47): English for "en…", Chinese otherwise.
func (t Term) Name(tag string) string {
	if strings.HasPrefix(tag, "en") && t.NameEn != "" {
		return t.NameEn
	}
	return t.NameZh
}

// Flag tells whether a yes/no property is set.
func (t Term) Flag(name string) bool { return flags(t.Data)[name] }

func flags(data string) map[string]bool {
	m := map[string]bool{}
	if data != "" {
		// Data is written by this package only; a broken value means no flag.
		_ = json.Unmarshal([]byte(data), &m)
	}
	return m
}

// encodeFlags keeps the flags that the list knows, sorted by name.
func encodeFlags(l List, set map[string]bool) string {
	kept := map[string]bool{}
	for _, name := range l.Flags {
		if set[name] {
			kept[name] = true
		}
	}
	if len(kept) == 0 {
		return ""
	}
	text, err := json.Marshal(kept)
	if err != nil {
		return ""
	}
	return string(text)
}

// Set is all lists at one moment. It is never changed, so it may be shared.
type Set struct {
	lists map[string][]Term
	byKey map[string]Term
}

func key(list, code string) string { return list + "/" + code }

// newSet takes terms in any order and puts each list into the order of its tree.
func newSet(all []Term) Set {
	s := Set{lists: map[string][]Term{}, byKey: make(map[string]Term, len(all))}
	slices.SortFunc(all, func(a, b Term) int {
		if a.Position != b.Position {
			return a.Position - b.Position
		}
		return int(a.ID - b.ID)
	})
	raw := map[string][]Term{}
	for _, t := range all {
		s.byKey[key(t.List, t.Code)] = t
		raw[t.List] = append(raw[t.List], t)
	}
	for _, l := range lists {
		switch l.Parent {
		case "":
			s.lists[l.Code] = raw[l.Code]
		case l.Code:
			s.lists[l.Code] = tree(raw[l.Code], "", 0)
		default:
			for _, parent := range raw[l.Parent] {
				s.lists[l.Code] = append(s.lists[l.Code], children(raw[l.Code], parent.Code)...)
			}
		}
	}
	return s
}

// maxDepth bounds a tree: deeper ones help nobody, and the bound ends a cycle made by hand in the database.
const maxDepth = 4

func tree(all []Term, parent string, depth int) []Term {
	if depth >= maxDepth {
		return nil
	}
	var out []Term
	for _, t := range children(all, parent) {
		out = append(out, t)
		out = append(out, tree(all, t.Code, depth+1)...)
	}
	return out
}

func children(all []Term, parent string) []Term {
	var out []Term
	for _, t := range all {
		if t.Parent == parent {
			out = append(out, t)
		}
	}
	return out
}

// List gives the terms that can be chosen now, each parent before its children.
func (s Set) List(list string) []Term {
	var out []Term
	for _, t := range s.lists[list] {
		if s.Usable(t) {
			out = append(out, t)
		}
	}
	return out
}

// Every gives all terms of a list, those switched off too, each parent before its children.
func (s Set) Every(list string) []Term { return slices.Clone(s.lists[list]) }

// Under gives the terms that can be chosen under a parent.
func (s Set) Under(list, parent string) []Term {
	return slices.DeleteFunc(s.List(list), func(t Term) bool { return t.Parent != parent })
}

// Get gives one term, be it switched off or not.
func (s Set) Get(list, code string) (Term, bool) {
	t, ok := s.byKey[key(list, code)]
	return t, ok
}

// Usable tells whether a term can be chosen: it and all above it are switched on.
func (s Set) Usable(t Term) bool {
	for range maxDepth {
		if !t.Active {
			return false
		}
		parent, ok := s.parent(t)
		if !ok {
			return true
		}
		t = parent
	}
	return false
}

func (s Set) parent(t Term) (Term, bool) {
	if t.Parent == "" {
		return Term{}, false
	}
	l, _ := Find(t.List)
	return s.Get(l.Parent, t.Parent)
}

// Depth is how many terms of the same list stand above t.
func (s Set) Depth(t Term) int {
	for n := range maxDepth {
		parent, ok := s.parent(t)
		if !ok || parent.List != t.List {
			return n
		}
		t = parent
	}
	return maxDepth
}

// Has tells whether a code can be chosen now.
func (s Set) Has(list, code string) bool {
	t, ok := s.Get(list, code)
	return ok && s.Usable(t)
}

// Known tells whether a code stands in the list at all; a record may keep it though it cannot be chosen any more.
func (s Set) Known(list, code string) bool {
	_, ok := s.Get(list, code)
	return ok
}

// Flag tells whether a yes/no property of a term is set.
func (s Set) Flag(list, code, name string) bool {
	t, ok := s.Get(list, code)
	return ok && t.Flag(name)
}

// Name is the name of a code in a language; an unknown code is shown itself.
func (s Set) Name(list, code, tag string) string {
	if t, ok := s.Get(list, code); ok {
		return t.Name(tag)
	}
	return code
}

// Check notes a code that cannot be chosen; one that stood there before may stay though it was switched off.
func (s Set) Check(c *fault.Check, field, list, value, before string, required bool) {
	switch {
	case value == "" && required:
		c.Add(field, "invalid.required")
	case value != "" && value != before && !s.Has(list, value):
		c.Add(field, "invalid.choice")
	}
}
