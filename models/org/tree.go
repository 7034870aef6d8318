package org

import (
	"context"
	"slices"
	"strconv"
	"strings"
)

// Tree is the departments as they stood a moment ago. It is a value for reading.
type Tree struct {
	byID     map[int64]Department
	children map[int64][]int64
}

// NewTree makes a tree of departments.
func NewTree(departments []Department) Tree {
	t := Tree{byID: make(map[int64]Department, len(departments)), children: map[int64][]int64{}}
	slices.SortFunc(departments, func(a, b Department) int {
		if a.Position != b.Position {
			return a.Position - b.Position
		}
		return int(a.ID - b.ID)
	})
	for _, d := range departments {
		t.byID[d.ID] = d
		t.children[d.ParentID] = append(t.children[d.ParentID], d.ID)
	}
	return t
}

// Get gives a department; ok is false where there is none.
func (t Tree) Get(id int64) (d Department, ok bool) {
	d, ok = t.byID[id]
	return d, ok
}

// Name is a department's name, empty where there is none.
func (t Tree) Name(id int64) string { return t.byID[id].Name }

// FullName spells the way below the root, as 售后部 / 一组.
func (t Tree) FullName(id int64) string {
	d, ok := t.byID[id]
	if !ok {
		return ""
	}
	if parent, ok := t.byID[d.ParentID]; ok && parent.ParentID != 0 {
		return t.FullName(parent.ID) + " / " + d.Name
	}
	return d.Name
}

// Head is the person who leads a department, or the nearest one above that is led; 0 where nobody does.
func (t Tree) Head(id int64) int64 {
	for range len(t.byID) + 1 {
		d, ok := t.byID[id]
		if !ok {
			return 0
		}
		if d.HeadID != 0 {
			return d.HeadID
		}
		id = d.ParentID
	}
	return 0
}

// Root is the department that stands for the firm, 0 before the portal is set up.
func (t Tree) Root() int64 {
	if roots := t.children[0]; len(roots) > 0 {
		return roots[0]
	}
	return 0
}

// Below lists a department and all that lie below it.
func (t Tree) Below(id int64) []int64 {
	d, ok := t.byID[id]
	if !ok {
		return nil
	}
	ids := []int64{}
	for _, other := range t.byID {
		if strings.HasPrefix(other.Path, d.Path) {
			ids = append(ids, other.ID)
		}
	}
	slices.Sort(ids)
	return ids
}

// Above lists a department and those it lies in, the nearest first.
func (t Tree) Above(id int64) []int64 { return above(t.byID[id].Path) }

// above reads the ids out of a path, the nearest first.
func above(path string) []int64 {
	var ids []int64
	for part := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		if n, err := strconv.ParseInt(part, 10, 64); err == nil {
			ids = append(ids, n)
		}
	}
	slices.Reverse(ids)
	return ids
}

// Place is a department with its depth below the root.
type Place struct {
	Department
	Depth int
}

// All lists the departments from the root down, each before those below it.
func (t Tree) All() []Place {
	places := make([]Place, 0, len(t.byID))
	var walk func(parent int64, depth int)
	walk = func(parent int64, depth int) {
		for _, id := range t.children[parent] {
			places = append(places, Place{Department: t.byID[id], Depth: depth})
			walk(id, depth+1)
		}
	}
	walk(0, 0)
	return places
}

// Find gives the open departments of a name; it may be a full name.
func (t Tree) Find(name string) []Department {
	var found []Department
	for _, p := range t.All() {
		if !p.Closed && (p.Name == name || t.FullName(p.ID) == name) {
			found = append(found, p.Department)
		}
	}
	return found
}

// Departments gives the tree, at most two seconds old.
func (o *Organisation) Departments(ctx context.Context) (Tree, error) {
	return o.tree.Get(func() (Tree, error) { return readTree(o.db.Read(ctx)) })
}
