package complaint

import (
	"context"
	"slices"

	"bihuan/models/auth"
)

// maxRelated is how many complaints of each kind stand beside a complaint.
const maxRelated = 5

// Related finds the other complaints of the same customer or order, and those with a like text, as far as the
// actor may see them. It compares the values as they are, shown or not.
func (cs *Complaints) Related(ctx context.Context, a auth.Actor, number string) (Duplicates, error) {
	var found Duplicates
	if err := a.Require(auth.ComplaintRead); err != nil {
		return found, err
	}
	q := cs.d.Read(ctx)
	c, p, err := loadBoth(q, a, number)
	if err != nil || c.about(a) {
		return found, err
	}
	var l lookUps
	for column, value := range map[string]string{"phone_digits": p.PhoneDigits, "customer_no": p.CustomerNo} {
		if value != "" {
			l.who(column, value)
		}
	}
	if c.OrderNumber != "" {
		l.own("order_number", c.OrderNumber)
	}
	earlier, err := l.ids(q)
	if err != nil {
		return found, err
	}
	hits, err := cs.Index.Similar(ctx, Kind, c.Subject+"\n"+c.Body, 0, maxSimilar, cs.visible(ctx, a))
	if err != nil {
		return found, err
	}
	var alike []int64
	for _, h := range hits {
		if h.ID != c.ID && !slices.Contains(earlier, h.ID) {
			alike = append(alike, h.ID)
		}
	}
	all := slices.DeleteFunc(append(slices.Clone(earlier), alike...), func(id int64) bool { return id == c.ID })
	if len(all) == 0 {
		return found, nil
	}
	passed, err := cs.passing(ctx, a, Filter{}, all)
	if err != nil {
		return found, err
	}
	first := firstOf(passed, earlier)
	second := firstOf(alike, passed)
	rows, err := cs.rows(ctx, a, append(slices.Clone(first), second...), listColumns)
	if err != nil {
		return found, err
	}
	for _, r := range rows {
		if slices.Contains(first, r.ID) {
			found.Earlier = append(found.Earlier, r)
		} else {
			found.Similar = append(found.Similar, r)
		}
	}
	return found, nil
}

// firstOf gives the first ids of a list that stand in another one too.
func firstOf(ids, in []int64) []int64 {
	kept := slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return !slices.Contains(in, id) })
	return kept[:min(len(kept), maxRelated)]
}
