package policy

import (
	"context"
	"slices"
	"strings"

	"bihuan/models/auth"
)

// Neighbour is a policy named beside another one.
type Neighbour struct{ Number, Title string }

// openShelf is what stands open to everybody who reads policies: those in force that are not restricted.
type openShelf struct {
	categories map[string][]Neighbour // by number
	titles     map[string]string      // the newest policy that bears a title
}

// shelf gives the policies that stand open to everybody, at most some seconds old.
func (ps *Policies) shelf(ctx context.Context) (openShelf, error) {
	return ps.open.Get(func() (openShelf, error) {
		var found []struct{ Number, Title, Category string }
		err := ps.d.Read(ctx).Model(&Policy{}).Select("number, title, category").Where("state = ? AND restricted = ?", InForce, false).Order("id").Find(&found).Error
		all := openShelf{categories: map[string][]Neighbour{}, titles: map[string]string{}}
		for _, f := range found {
			all.categories[f.Category] = append(all.categories[f.Category], Neighbour{f.Number, f.Title})
			all.titles[f.Title] = f.Number
		}
		for _, list := range all.categories {
			slices.SortFunc(list, byNumber)
		}
		return all, err
	})
}

func byNumber(a, b Neighbour) int { return strings.Compare(a.Number, b.Number) }

// Neighbours gives the policies before and after one in its category, by number, of those that stand open to everybody;
// nil where there is none.
func (ps *Policies) Neighbours(ctx context.Context, a auth.Actor, p Policy) (before, after *Neighbour, err error) {
	if err := a.Require(auth.PolicyRead); err != nil {
		return nil, nil, err
	}
	s, err := ps.shelf(ctx)
	if err != nil {
		return nil, nil, err
	}
	list := s.categories[p.Category]
	at, found := slices.BinarySearchFunc(list, Neighbour{Number: p.Number}, byNumber)
	if at > 0 {
		before = &list[at-1]
	}
	if found {
		at++
	}
	if at < len(list) {
		after = &list[at]
	}
	return before, after, nil
}

// Titled gives the numbers of the policies that bear these very titles, by title, of those that stand open to everybody.
func (ps *Policies) Titled(ctx context.Context, a auth.Actor, titles []string) (map[string]string, error) {
	if err := a.Require(auth.PolicyRead); err != nil || len(titles) == 0 {
		return nil, err
	}
	s, err := ps.shelf(ctx)
	numbers := map[string]string{}
	for _, t := range titles {
		if number, ok := s.titles[t]; ok {
			numbers[t] = number
		}
	}
	return numbers, err
}
