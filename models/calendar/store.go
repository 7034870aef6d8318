package calendar

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/org"
)

// Version is a stored calendar without its document.
type Version struct {
	ID        int64 `gorm:"primaryKey;autoIncrement:false"`
	Note      string
	CreatedBy int64 // person; 0 where the set-up did it
	CreatedAt time.Time
	// Author is that person's name.
	Author string `gorm:"-"`
}

// TableName is where versions are stored.
func (Version) TableName() string { return "calendar_versions" }

type row struct {
	Version  `gorm:"embedded"`
	Document string
}

func newest(q *gorm.DB) (int64, error) {
	var ids []int64
	if err := q.Model(&Version{}).Order("id DESC").Limit(1).Pluck("id", &ids).Error; err != nil {
		return 0, err
	}
	if len(ids) == 0 {
		return 0, fault.NotFound("fault.calendar_missing")
	}
	return ids[0], nil
}

func load(q *gorm.DB, version int64) (*Calendar, error) {
	var r row
	err := q.Where("id = ?", version).Take(&r).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, fault.NotFound("fault.calendar_version_gone", "version", version)
	}
	if err != nil {
		return nil, err
	}
	var doc Document
	if err := json.Unmarshal([]byte(r.Document), &doc); err != nil {
		return nil, fmt.Errorf("calendar version %d: %w", version, err)
	}
	c, err := New(doc)
	if err != nil {
		return nil, fmt.Errorf("calendar version %d: %w", version, err)
	}
	c.version = version
	return c, nil
}

// insert stores the document as the version after base.
func insert(tx *db.Tx, doc Document, base, by int64, note string) (*Calendar, error) {
	c, err := New(doc)
	if err != nil {
		return nil, err
	}
	text, err := doc.encode()
	if err != nil {
		return nil, err
	}
	if len(text) > maxDocument {
		return nil, fault.Invalid("fault.calendar_too_large")
	}
	r := row{Version: Version{ID: base + 1, Note: note, CreatedBy: by, CreatedAt: tx.Now}, Document: text}
	err = tx.Create(&r).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return nil, fault.Conflict("fault.stale")
	}
	c.version = r.ID
	return c, err
}

func history(q *gorm.DB, before int64, limit int) ([]Version, error) {
	if before > 0 {
		q = q.Where("id < ?", before)
	}
	var all []Version
	if err := q.Order("id DESC").Limit(limit).Find(&all).Error; err != nil {
		return nil, err
	}
	return all, name(q, all)
}

func version(q *gorm.DB, id int64) (Version, error) {
	all := make([]Version, 1)
	err := q.Where("id = ?", id).Take(&all[0]).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Version{}, fault.NotFound("fault.calendar_version_gone", "version", id)
	}
	if err != nil {
		return Version{}, err
	}
	return all[0], name(q, all)
}

// name fills in who made the versions.
func name(q *gorm.DB, all []Version) error {
	ids := make([]int64, 0, len(all))
	for _, v := range all {
		if v.CreatedBy != 0 && !slices.Contains(ids, v.CreatedBy) {
			ids = append(ids, v.CreatedBy)
		}
	}
	people, err := org.PeopleByID(q.Session(&gorm.Session{NewDB: true}), ids)
	for i := range all {
		all[i].Author = people[all[i].CreatedBy].Name
	}
	return err
}

// Seed stores the starter calendar as version 1 where there is none. The set-up that calls it records
// the event.
func Seed(tx *db.Tx) error {
	_, err := newest(tx.DB)
	if !fault.Is(err, fault.NotFoundKind) {
		return err
	}
	_, err = insert(tx, Starter(), 0, 0, "")
	return err
}
