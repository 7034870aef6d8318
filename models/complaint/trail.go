package complaint

import (
	"gorm.io/gorm"

	"bihuan/models/audit"
	"bihuan/models/auth"
)

// AboutActor tells which of these complaints are about the actor. The auditors' pages ask, for even an auditor
// does not learn who complained about him, nor in which words.
func AboutActor(q *gorm.DB, a auth.Actor, ids []int64) (map[int64]bool, error) {
	about := map[int64]bool{}
	if len(ids) == 0 || a.PersonID == 0 {
		return about, nil
	}
	var found []int64
	if err := q.Model(&Complaint{}).Where("id IN ? AND complained_person_id = ?", ids, a.PersonID).Pluck("id", &found).Error; err != nil {
		return nil, err
	}
	for _, id := range found {
		about[id] = true
	}
	return about, nil
}

// TrailChange gives a change of a complaint as the auditors' pages may show it: with the complainant masked, or,
// in a complaint about the reader, with everything concealed that somebody wrote.
func TrailChange(c audit.Change, about bool) audit.Change {
	switch {
	case !about:
		c.Before, c.After = MaskValue(c.Field, c.Before), MaskValue(c.Field, c.After)
	case !plain[c.Field]:
		c.Before, c.After = conceal(c.Before), conceal(c.After)
	}
	return c
}
