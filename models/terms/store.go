package terms

import (
	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"bihuan/models/db"
)

// Load reads all lists as they stand for this handle, so that a transaction sees its own changes.
func Load(q *gorm.DB) (Set, error) {
	var all []Term
	if err := q.Find(&all).Error; err != nil {
		return Set{}, err
	}
	return newSet(all), nil
}

// hold reads all lists and keeps one of them against other editors until the transaction ends.
func hold(tx *db.Tx, list string) (Set, error) {
	var ids []int64
	err := tx.Model(&Term{}).Clauses(clause.Locking{Strength: "UPDATE"}).Where("list = ?", list).Pluck("id", &ids).Error
	if err != nil {
		return Set{}, err
	}
	return Load(tx.DB)
}

func update(tx *db.Tx, t Term, columns map[string]any) error {
	columns["version"], columns["updated_at"] = t.Version+1, tx.Now
	return db.Changed(tx.Model(&Term{}).Where("id = ? AND version = ?", t.ID, t.Version).UpdateColumns(columns))
}
