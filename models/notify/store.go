package notify

import (
	"errors"
	"time"

	"gorm.io/gorm"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
)

func list(q *gorm.DB, actor auth.Actor, at *db.Cursor, limit int) ([]Notification, error) {
	var items []Notification
	q = q.Where("person_id = ?", actor.PersonID)
	return items, db.Keyset(q, "id", true, nil, at).Limit(limit).Find(&items).Error
}

func unseen(q *gorm.DB, actor auth.Actor) *gorm.DB {
	return q.Model(&Notification{}).Where("person_id = ? AND seen = ?", actor.PersonID, false)
}

func get(q *gorm.DB, actor auth.Actor, id int64) (Notification, error) {
	var n Notification
	err := q.Where("id = ? AND person_id = ?", id, actor.PersonID).Take(&n).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Notification{}, fault.NotFound("fault.notification_gone")
	}
	return n, err
}

// remove takes ids first: a DELETE with LIMIT is not SQL on both databases.
func remove(tx *db.Tx, seenBefore, anyBefore time.Time, limit int) (int64, error) {
	var ids []int64
	err := tx.Model(&Notification{}).Where("created_at < ? AND (seen = ? OR created_at < ?)", seenBefore, true, anyBefore).
		Order("created_at").Limit(limit).Pluck("id", &ids).Error
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	res := tx.Where("id IN ?", ids).Delete(&Notification{})
	return res.RowsAffected, res.Error
}
