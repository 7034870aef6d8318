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

// newest is the number of the newest version, 0 where none was stored.
func newest(q *gorm.DB) (int64, error) {
	var ids []int64
	err := q.Model(&Version{}).Order("id DESC").Limit(1).Pluck("id", &ids).Error
	return slices.Max(append(ids, 0)), err
}

// load reads a version. Version 0 is what a portal set up without a starter pack works by until
// somebody saves a calendar: office hours without any announced holidays.
func load(q *gorm.DB, version int64) (*Calendar, error) {
	if version == 0 {
		return Compile(Default())
	}
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
	c, err := Compile(doc)
	if err != nil {
		return nil, fmt.Errorf("calendar version %d: %w", version, err)
	}
	c.version = version
	return c, nil
}

// insert stores the document as the version after base.
func insert(tx *db.Tx, doc Document, base, by int64, note string) (*Calendar, error) {
	c, err := Compile(doc)
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

func departments(q *gorm.DB) (org.Tree, error) {
	var all []org.Department
	err := q.Find(&all).Error
	return org.NewTree(all), err
}

// Seed stores the starter calendar as version 1 where there is none. The set-up that calls it records
// the event.
func Seed(tx *db.Tx) error {
	if n, err := newest(tx.DB); n != 0 || err != nil {
		return err
	}
	_, err := insert(tx, Starter(), 0, 0, "")
	return err
}
