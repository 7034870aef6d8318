package policy

import (
	"context"

	"gorm.io/gorm"

	"bihuan/models/auth"
)

// Neighbour is a policy named beside another one.
type Neighbour struct{ Number, Title string }

// Neighbours gives the policies in force before and after one in its category, by number, among those that the actor
// may see; nil where there is none.
func (ps *Policies) Neighbours(ctx context.Context, a auth.Actor, p Policy) (before, after *Neighbour, err error) {
	if err := a.Require(auth.PolicyRead); err != nil {
		return nil, nil, err
	}
	tree, err := ps.Org.Departments(ctx)
	if err != nil {
		return nil, nil, err
	}
	side := func(where, order string) *gorm.DB {
		return Visible(ps.d.Read(ctx).Model(&Policy{}), a, tree).Select("number, title").
			Where("policies.state = ? AND policies.category = ? AND policies.number "+where, InForce, p.Category, p.Number).Order("policies.number " + order).Limit(1)
	}
	var found []Neighbour
	err = ps.d.Read(ctx).Raw("SELECT * FROM (?) AS b UNION ALL SELECT * FROM (?) AS a", side("< ?", "DESC"), side("> ?", "ASC")).Scan(&found).Error
	for i := range found {
		if n := &found[i]; n.Number < p.Number {
			before = n
		} else {
			after = n
		}
	}
	return before, after, err
}

// mostTitles bounds how many titles one text may ask for.
const mostTitles = 50

// Titled gives the numbers of the policies in force that bear these very titles, by title, of those that the actor may
// see and of no more than fifty titles.
func (ps *Policies) Titled(ctx context.Context, a auth.Actor, titles []string) (map[string]string, error) {
	if err := a.Require(auth.PolicyRead); err != nil || len(titles) == 0 {
		return nil, err
	}
	tree, err := ps.Org.Departments(ctx)
	if err != nil {
		return nil, err
	}
	var found []Neighbour
	err = Visible(ps.d.Read(ctx).Model(&Policy{}), a, tree).Select("number, title").
		Where("policies.state = ? AND policies.title IN ?", InForce, titles[:min(len(titles), mostTitles)]).Order("policies.id DESC").Find(&found).Error
	numbers := make(map[string]string, len(found))
	for _, f := range found {
		numbers[f.Title] = f.Number
	}
	return numbers, err
}
