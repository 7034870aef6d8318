package link

import (
	"errors"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
)

// Add says, in the transaction of what makes it so, that one record led to another. The use case that calls it
// records the event. A chain never leads back to where it came from: that is refused, and so is a link that is
// there already.
func Add(tx *db.Tx, a auth.Actor, from, to Ref) error {
	circle, err := leadsTo(tx, to, from)
	if err != nil {
		return err
	}
	if circle {
		return fault.Conflict("fault.link_circle", "from", from.Number, "to", to.Number)
	}
	l := Link{FromKind: from.Kind, FromID: from.ID, FromNumber: from.Number, ToKind: to.Kind, ToID: to.ID, ToNumber: to.Number, At: tx.Now, PersonID: a.PersonID}
	err = tx.Create(&l).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return fault.Conflict("fault.link_there", "from", from.Number, "to", to.Number)
	}
	if err != nil {
		return err
	}
	return setMet(tx, from, to.Kind, true)
}

// leadsTo tells whether a record leads to another one, however far. Its locks make two links that would close a circle
// together wait for each other, so that the second one finds the first.
func leadsTo(tx *db.Tx, from, to Ref) (bool, error) {
	type node struct {
		ToKind string
		ToID   int64
	}
	target, seen := node{to.Kind, to.ID}, map[node]bool{}
	for next := []node{{from.Kind, from.ID}}; len(next) > 0; {
		var found []node
		for _, n := range next {
			if n == target {
				return true, nil
			}
			seen[n] = true
			var to []node
			err := tx.Model(&Link{}).Clauses(clause.Locking{Strength: "UPDATE"}).Where("from_kind = ? AND from_id = ?", n.ToKind, n.ToID).Find(&to).Error
			if err != nil {
				return false, err
			}
			found = append(found, to...)
		}
		next = slices.DeleteFunc(found, func(n node) bool { return seen[n] })
	}
	return false, nil
}

// Turn says that one record does not lead to another any more (ended), or leads to it again. Found is false where the
// two were never linked. What the first one's chain wants is met or unmet by it.
func Turn(tx *db.Tx, from, to Ref, ended bool) (found bool, err error) {
	res := tx.Model(&Link{}).Where("from_kind = ? AND from_id = ? AND to_kind = ? AND to_id = ?", from.Kind, from.ID, to.Kind, to.ID).
		UpdateColumns(map[string]any{"ended": ended})
	if res.Error != nil || res.RowsAffected == 0 {
		return false, res.Error
	}
	met, err := leads(tx, from, to.Kind)
	if err != nil {
		return true, err
	}
	return true, setMet(tx, from, to.Kind, met)
}

// End says that a record came to nothing, or (ended false) that it counts again; the chains that led to it
// want another one, or are met again.
func End(tx *db.Tx, to Ref, ended bool) error {
	var links []Link
	if err := tx.Where("to_kind = ? AND to_id = ?", to.Kind, to.ID).Find(&links).Error; err != nil || len(links) == 0 {
		return err
	}
	if err := tx.Model(&Link{}).Where("to_kind = ? AND to_id = ?", to.Kind, to.ID).UpdateColumns(map[string]any{"ended": ended}).Error; err != nil {
		return err
	}
	for _, l := range links {
		met, err := leads(tx, l.From(), to.Kind)
		if err != nil {
			return err
		}
		if err := setMet(tx, l.From(), to.Kind, met); err != nil {
			return err
		}
	}
	return nil
}

// leads tells whether a record has a link that counts to a record of a kind. It locks what it looks at: of two
// transactions that change such links at once the second one finds what the first one did.
func leads(tx *db.Tx, from Ref, kind string) (bool, error) {
	var found []int64
	err := tx.Model(&Link{}).Clauses(clause.Locking{Strength: "UPDATE"}).Where("from_kind = ? AND from_id = ? AND to_kind = ? AND ended = ?", from.Kind, from.ID, kind, false).Limit(1).Pluck("id", &found).Error
	return len(found) > 0, err
}

// want is one thing that a record's chain wants.
type want struct {
	ID           int64
	RecordKind   string
	RecordID     int64
	RecordNumber string
	Wants        string
	DepartmentID int64
	Since        time.Time
	Met          bool
}

// TableName is where wants are stored.
func (want) TableName() string { return "link_wants" }

// Want says that the chain of a record is not complete without a link to a record of the kind wants, or without
// something that only its own domain can tell of (Met says so then). The queue shows it under its department.
// Said again it moves to the department and keeps its time.
func Want(tx *db.Tx, record Ref, department int64, wants string) error {
	var rows []want
	err := tx.Where("record_kind = ? AND record_id = ? AND wants = ?", record.Kind, record.ID, wants).Limit(1).Find(&rows).Error
	if err != nil {
		return err
	}
	met, err := leads(tx, record, wants)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		return tx.Create(&want{RecordKind: record.Kind, RecordID: record.ID, RecordNumber: record.Number, Wants: wants, DepartmentID: department, Since: tx.Now, Met: met}).Error
	}
	return tx.Model(&want{}).Where("id = ?", rows[0].ID).UpdateColumns(map[string]any{"department_id": department, "met": met}).Error
}

// Unwant says that the chain of a record is complete without it.
func Unwant(tx *db.Tx, record Ref, wants string) error {
	return tx.Where("record_kind = ? AND record_id = ? AND wants = ?", record.Kind, record.ID, wants).Delete(&want{}).Error
}

func setMet(tx *db.Tx, record Ref, wants string, met bool) error {
	return tx.Model(&want{}).Where("record_kind = ? AND record_id = ? AND wants = ?", record.Kind, record.ID, wants).
		UpdateColumns(map[string]any{"met": met}).Error
}
