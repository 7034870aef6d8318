package savedview

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"gorm.io/gorm"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
)

// Kind is the record kind in events.
const Kind = "saved_view"

// View is a list with its filter that a person keeps under a name.
type View struct {
	ID       int64
	PersonID int64
	List     string // which list, as "complaint"
	Name     string
	Query    string // the filter as it stands in the address
	Position int
}

// TableName is where views are stored.
func (View) TableName() string { return "saved_views" }

// maxViews is how many views a person keeps of one list.
const maxViews = 30

// Views are the use cases on saved views; everybody keeps their own.
type Views struct{ d *db.DB }

// New gives the use cases on this database.
func New(d *db.DB) *Views { return &Views{d: d} }

// Of lists what the actor keeps of a list.
func (vs *Views) Of(ctx context.Context, a auth.Actor, list string) ([]View, error) {
	if err := a.Require(auth.HomeRead); err != nil {
		return nil, err
	}
	return of(vs.d.Read(ctx), a.PersonID, list)
}

func of(q *gorm.DB, person int64, list string) ([]View, error) {
	var all []View
	return all, q.Where("person_id = ? AND list = ?", person, list).Order("position, id").Find(&all).Error
}

// Save keeps a list under a name and gives the view's id; one of the same name is replaced.
func (vs *Views) Save(ctx context.Context, a auth.Actor, list, name, query string) (int64, error) {
	if err := a.Require(auth.HomeRead); err != nil {
		return 0, err
	}
	in := View{PersonID: a.PersonID, List: list, Name: strings.TrimSpace(name), Query: strings.TrimPrefix(query, "?")}
	if err := in.validate(); err != nil {
		return 0, err
	}
	var id int64
	err := vs.d.InTx(ctx, func(tx *db.Tx) error {
		v := in
		all, err := of(tx.DB, a.PersonID, list)
		if err != nil {
			return err
		}
		if err := v.write(tx, all); err != nil {
			return err
		}
		id = v.ID
		return a.Record(tx, v.event("saved_view.saved"))
	})
	return id, err
}

func (v View) validate() error {
	var c fault.Check
	c.Required("name", v.Name)
	c.Line("name", v.Name, 40)
	c.Line("query", v.Query, 2000)
	if _, err := url.ParseQuery(v.Query); err != nil {
		c.Add("query", "invalid.choice")
	}
	return c.Err()
}

// write puts the view in the place of the one of its name, or last.
func (v *View) write(tx *db.Tx, all []View) error {
	if i := slices.IndexFunc(all, func(old View) bool { return old.Name == v.Name }); i >= 0 {
		v.ID, v.Position = all[i].ID, all[i].Position
		return tx.Model(v).UpdateColumns(map[string]any{"query": v.Query}).Error
	}
	if len(all) >= maxViews {
		return fault.Conflict("fault.saved_views_full", "max", maxViews)
	}
	v.Position = 1
	if n := len(all); n > 0 {
		v.Position = all[n-1].Position + 1
	}
	return tx.Create(v).Error
}

// Delete forgets a view of the actor's own.
func (vs *Views) Delete(ctx context.Context, a auth.Actor, id int64) error {
	if err := a.Require(auth.HomeRead); err != nil {
		return err
	}
	return vs.d.InTx(ctx, func(tx *db.Tx) error {
		var v View
		if err := tx.Where("id = ? AND person_id = ?", id, a.PersonID).Limit(1).Find(&v).Error; err != nil {
			return err
		}
		if v.ID == 0 {
			return fault.NotFound("fault.saved_view_gone")
		}
		if err := tx.Delete(&v).Error; err != nil {
			return err
		}
		return a.Record(tx, v.event("saved_view.deleted"))
	})
}

func (v View) event(kind string) audit.Event {
	// What a person looks for may be a name.
	return audit.Event{Kind: kind, Record: audit.Ref{Kind: Kind, ID: v.ID}, Changes: []audit.Change{
		{Field: "list", After: v.List}, {Field: "name", After: audit.Personal(v.Name)}, {Field: "query", After: audit.Personal(v.Query)}}}
}
