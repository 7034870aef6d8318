package signing

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/org"
	"bihuan/models/policy"
)

// List is what newcomers of an audience are to read, in order. Each of its policies in force has an open campaign of
// its own, which whoever comes into the audience from SinceOn on joins.
type List struct {
	ID       int64
	Version  int64
	Name     string
	Audience org.Audience `gorm:"serializer:json"`
	Days     int          // working days allowed
	Active   bool
	SinceOn  string
	Policies []Listed `gorm:"-"`
}

// TableName is where lists are stored.
func (List) TableName() string { return "sign_lists" }

// Listed is a policy of a list.
type Listed struct {
	Number string
	Title  string
	State  policy.State
}

type listPolicy struct {
	ListID   int64 `gorm:"primaryKey;autoIncrement:false"`
	PolicyID int64 `gorm:"primaryKey;autoIncrement:false"`
	Position int
}

// TableName is where they are stored.
func (listPolicy) TableName() string { return "sign_list_policies" }

// ListInput makes a list (ID 0) or changes one. Policies are numbers in the order of reading.
type ListInput struct {
	ID       int64
	Version  int64
	Name     string
	Audience org.Audience
	Days     int
	Active   bool
	Policies []string
}

const maxListed = 50

// Lists gives all reading lists by name.
func (ss *Signings) Lists(ctx context.Context, a auth.Actor) ([]List, error) {
	if err := a.Require(auth.SignManage); err != nil {
		return nil, err
	}
	q := ss.d.Read(ctx)
	var all []List
	if err := q.Order("name").Find(&all).Error; err != nil {
		return nil, err
	}
	var rows []struct {
		ListID int64
		Listed
	}
	err := q.Table("sign_list_policies l").Select("l.list_id, p.number, p.title, p.state").Joins("JOIN policies p ON p.id = l.policy_id").Order("l.list_id, l.position").Find(&rows).Error
	for i := range all {
		for _, r := range rows {
			if r.ListID == all[i].ID {
				all[i].Policies = append(all[i].Policies, r.Listed)
			}
		}
	}
	return all, err
}

// Listed gives what a list shows of policies that the actor may see, in the order of their numbers.
func (ss *Signings) Listed(ctx context.Context, a auth.Actor, numbers []string) ([]Listed, error) {
	if err := a.Require(auth.SignManage); err != nil || len(numbers) == 0 {
		return nil, err
	}
	tree, err := ss.Org.Departments(ctx)
	if err != nil {
		return nil, err
	}
	var found []Listed
	err = policy.Visible(ss.d.Read(ctx).Model(&policy.Policy{}), a, tree).Select("policies.number, policies.title, policies.state").
		Where("policies.number IN ?", numbers[:min(len(numbers), maxListed+1)]).Find(&found).Error
	slices.SortFunc(found, func(x, y Listed) int { return slices.Index(numbers, x.Number) - slices.Index(numbers, y.Number) })
	return found, err
}

// SaveList makes or changes a reading list. Policies that it drops keep what people signed; open duties end.
func (ss *Signings) SaveList(ctx context.Context, a auth.Actor, in ListInput) error {
	if err := a.Require(auth.SignManage); err != nil {
		return err
	}
	tree, err := ss.Org.Departments(ctx)
	if err != nil {
		return err
	}
	in.Name = strings.TrimSpace(in.Name)
	return ss.d.InTx(ctx, func(tx *db.Tx) error {
		ids, err := ss.checkList(tx, a, in, tree)
		if err != nil {
			return err
		}
		l, before, err := ss.putList(tx, in)
		if err != nil {
			return err
		}
		if err := putListed(tx, l.ID, ids); err != nil {
			return err
		}
		kind := "reading_list.changed"
		if in.ID == 0 {
			kind = "reading_list.created"
		}
		changes := []audit.Change{{Field: "name", Before: before.Name, After: l.Name}, {Field: "audience", Before: before.Audience.String(), After: l.Audience.String()},
			{Field: "days", Before: before.Days, After: l.Days}, {Field: "active", Before: before.Active, After: l.Active}, {Field: "policies", After: strings.Join(in.Policies, " ")}}
		changes = slices.DeleteFunc(changes, func(c audit.Change) bool { return c.Before == c.After })
		if err := a.Record(tx, audit.Event{Kind: kind, Changes: changes, Record: audit.Ref{Kind: ListRecord, ID: l.ID, Number: l.Name}}); err != nil {
			return err
		}
		return ss.settleList(tx, a, l)
	})
}

// checkList checks a list and gives the ids of its policies.
func (ss *Signings) checkList(tx *db.Tx, a auth.Actor, in ListInput, tree org.Tree) ([]int64, error) {
	var c fault.Check
	c.Required("name", in.Name)
	c.Line("name", in.Name, maxName)
	if in.Days < 1 || in.Days > maxDays {
		c.Add("days", "invalid.range", "from", 1, "to", maxDays)
	}
	if in.Audience.Empty() {
		c.Add("audience", "invalid.required")
	}
	if err := in.Audience.Check(tx.DB, &c, "audience", tree, ss.day(tx.Now)); err != nil {
		return nil, err
	}
	var there []policy.Policy // who may not see one of them may all the same keep it in the list
	if err := tx.Where("id IN (SELECT policy_id FROM sign_list_policies WHERE list_id = ?)", in.ID).Find(&there).Error; err != nil {
		return nil, err
	}
	var ids []int64
	for _, number := range in.Policies[:min(len(in.Policies), maxListed+1)] {
		p, err := findPolicy(tx.DB, a, tree, number)
		if i := slices.IndexFunc(there, func(k policy.Policy) bool { return k.Number == number }); i >= 0 {
			p, err = there[i], nil
		}
		switch {
		case fault.Is(err, fault.NotFoundKind):
			c.Add("policies", "invalid.choice")
		case err != nil:
			return nil, err
		case !slices.Contains(ids, p.ID):
			ids = append(ids, p.ID)
			if err := ss.checkReaders(tx, &c, "audience", in.Audience, &p, tree); err != nil {
				return nil, err
			}
		}
	}
	if len(ids) == 0 || len(ids) > maxListed {
		c.Add("policies", "invalid.range", "from", 1, "to", maxListed)
	}
	return ids, c.Err()
}

// putList writes the row of a list and gives it with what it was before.
func (ss *Signings) putList(tx *db.Tx, in ListInput) (l, was List, err error) {
	l = List{ID: in.ID, Version: 1, Name: in.Name, Audience: in.Audience, Days: in.Days, Active: in.Active, SinceOn: ss.day(tx.Now)}
	if in.ID == 0 {
		err = tx.Create(&l).Error
	} else {
		var found []List
		if err := tx.Where("id = ?", in.ID).Find(&found).Error; err != nil {
			return l, was, err
		}
		if len(found) == 0 {
			return l, was, fault.NotFound("fault.reading_list_gone")
		}
		was = found[0]
		if was.Version != in.Version {
			return l, was, fault.Conflict("fault.stale")
		}
		l.Version, l.SinceOn = was.Version+1, was.SinceOn
		err = db.Changed(tx.Model(&l).Where("version = ?", was.Version).Select("version", "name", "audience", "days", "active").UpdateColumns(&l))
	}
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		var c fault.Check
		c.Add("name", "invalid.name_taken")
		err = c.Err()
	}
	return l, was, err
}

func putListed(tx *db.Tx, list int64, policies []int64) error {
	if err := tx.Where("list_id = ?", list).Delete(&listPolicy{}).Error; err != nil {
		return err
	}
	rows := make([]listPolicy, len(policies))
	for i, id := range policies {
		rows[i] = listPolicy{ListID: list, PolicyID: id, Position: i + 1}
	}
	return tx.Create(&rows).Error
}

// settleLists brings the campaigns of all reading lists in step with them.
func (ss *Signings) settleLists(tx *db.Tx, a auth.Actor) error {
	var all []List
	if err := tx.Where("active = ?", true).Order("id").Find(&all).Error; err != nil {
		return err
	}
	for _, l := range all {
		if err := ss.settleList(tx, a, l); err != nil {
			return err
		}
	}
	return nil
}

// standFor begins the campaigns of a policy that came into force for the lists that name it.
func (ss *Signings) standFor(tx *db.Tx, a auth.Actor, p *policy.Policy) error {
	var all []List
	err := tx.Where("active = ? AND id IN (SELECT m.list_id FROM sign_list_policies m WHERE m.policy_id = ?)", true, p.ID).Order("id").Find(&all).Error
	if err != nil {
		return err
	}
	for i := range all {
		var m listPolicy
		if err := tx.Where("list_id = ? AND policy_id = ?", all[i].ID, p.ID).Take(&m).Error; err != nil {
			return err
		}
		if err := ss.stand(tx, a, &all[i], p, m.Position, nil); err != nil {
			return err
		}
	}
	return nil
}

// settleList begins the campaigns that a list wants, sets the places of those that stand, and ends what it dropped.
func (ss *Signings) settleList(tx *db.Tx, a auth.Actor, l List) error {
	var wanted []struct {
		policy.Policy
		Place int
	}
	if l.Active {
		err := tx.Table("policies").Select("policies.*, m.position AS place").Joins("JOIN sign_list_policies m ON m.policy_id = policies.id").
			Where("m.list_id = ? AND policies.state = ?", l.ID, policy.InForce).Order("m.position").Find(&wanted).Error
		if err != nil {
			return err
		}
	}
	var there []Campaign
	if err := tx.Where("list_id = ? AND state = ?", l.ID, Open).Order("id").Find(&there).Error; err != nil {
		return err
	}
	for _, c := range there {
		if slices.ContainsFunc(wanted, func(w struct {
			policy.Policy
			Place int
		}) bool {
			return w.ID == c.PolicyID
		}) {
			continue
		}
		locked, err := lock(tx, c.ID)
		if err != nil {
			return err
		}
		if err := ss.end(tx, a, &locked, Closed, ""); err != nil {
			return err
		}
	}
	for i := range wanted {
		if err := ss.stand(tx, a, &l, &wanted[i].Policy, wanted[i].Place, there); err != nil {
			return err
		}
	}
	return nil
}

// stand begins the campaign of a policy for a list, or brings it in step with the list; there are those known to stand.
func (ss *Signings) stand(tx *db.Tx, a auth.Actor, l *List, p *policy.Policy, place int, there []Campaign) error {
	i := slices.IndexFunc(there, func(c Campaign) bool { return c.PolicyID == p.ID })
	if i < 0 && there == nil {
		if err := tx.Where("list_id = ? AND policy_id = ? AND state = ?", l.ID, p.ID, Open).Limit(1).Find(&there).Error; err != nil {
			return err
		}
		i = len(there) - 1
	}
	allowed := calendar.Target{Amount: int64(l.Days), Unit: calendar.WorkingDays}
	if i >= 0 {
		c := there[i]
		if c.Position == place && c.Allowed == allowed && c.Audience.Equal(l.Audience) {
			return nil
		}
		err := tx.Model(&c).Select("position", "allowed_amount", "allowed_unit", "audience", "version").
			UpdateColumns(&Campaign{Position: place, Allowed: allowed, Audience: l.Audience, Version: c.Version + 1}).Error
		if err != nil {
			return err
		}
		if err := tx.Model(&Duty{}).Where("campaign_id = ? AND state = ?", c.ID, Due).UpdateColumns(map[string]any{"position": place}).Error; err != nil {
			return err
		}
		return ss.settleOne(tx, a, c.ID, nil)
	}
	var kinds []policy.Kind
	if err := tx.Where("code = ?", p.Kind).Limit(1).Find(&kinds).Error; err != nil {
		return err
	}
	if len(kinds) == 0 {
		return fmt.Errorf("signing: policy %s is of no known kind", p.Number)
	}
	c := Campaign{Cause: Newcomer, ListID: l.ID, Position: place, Title: p.Title, Audience: l.Audience, SinceOn: l.SinceOn, EditionID: p.CurrentID, EditionNo: p.CurrentNo,
		LeastNo: p.RequiredNo, Quiz: p.Quiz, Allowed: allowed, Reminders: kinds[0].Reminders, StartedAt: tx.Now}
	return ss.begin(tx, a, &c, p)
}
