package complaint

import (
	"context"
	"net/url"
	"strings"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
)

const maxViews = 30

// SaveView keeps a list under a name; one of the same name is replaced.
func (cs *Complaints) SaveView(ctx context.Context, a auth.Actor, name, query string) (int64, error) {
	if err := a.Require(auth.ComplaintRead); err != nil {
		return 0, err
	}
	v := SavedView{PersonID: a.PersonID, Name: strings.TrimSpace(name), Query: strings.TrimPrefix(query, "?")}
	var c fault.Check
	c.Required("name", v.Name)
	c.Line("name", v.Name, 40)
	c.Line("query", v.Query, 2000)
	if _, err := url.ParseQuery(v.Query); err != nil {
		c.Add("query", "invalid.choice")
	}
	if err := c.Err(); err != nil {
		return 0, err
	}
	var id int64
	err := cs.d.InTx(ctx, func(tx *db.Tx) error {
		v := v
		var all []SavedView
		if err := tx.Where("person_id = ?", a.PersonID).Find(&all).Error; err != nil {
			return err
		}
		for _, old := range all {
			if old.Name == v.Name {
				v.ID, v.Position = old.ID, old.Position
			}
		}
		if v.ID == 0 {
			if len(all) >= maxViews {
				return fault.Conflict("fault.complaint_views_full", "max", maxViews)
			}
			v.Position = nextPosition(all)
			if err := tx.Create(&v).Error; err != nil {
				return err
			}
		} else if err := tx.Model(&v).UpdateColumns(map[string]any{"query": v.Query}).Error; err != nil {
			return err
		}
		id = v.ID
		return a.Record(tx, v.event("complaint_view.saved"))
	})
	return id, err
}

// DeleteView forgets a kept list of the actor's own.
func (cs *Complaints) DeleteView(ctx context.Context, a auth.Actor, id int64) error {
	if err := a.Require(auth.ComplaintRead); err != nil {
		return err
	}
	return cs.d.InTx(ctx, func(tx *db.Tx) error {
		var v SavedView
		if err := tx.Where("id = ? AND person_id = ?", id, a.PersonID).Limit(1).Find(&v).Error; err != nil {
			return err
		}
		if v.ID == 0 {
			return fault.NotFound("fault.complaint_view_gone")
		}
		if err := tx.Delete(&v).Error; err != nil {
			return err
		}
		return a.Record(tx, v.event("complaint_view.deleted"))
	})
}

func (v SavedView) event(kind string) audit.Event {
	// What a person looks for may be a name.
	return audit.Event{Kind: kind, Record: audit.Ref{Kind: "complaint_view", ID: v.ID},
		Changes: []audit.Change{{Field: "name", After: audit.Personal(v.Name)}, {Field: "query", After: audit.Personal(v.Query)}}}
}
