package search

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"bihuan/models/db"
)

const (
	// KeepChanges is how long a change is kept for instances to read. One that was away longer rebuilds its file.
	KeepChanges = 7 * 24 * time.Hour
	// settled is after how long no older change can still be uncommitted.
	settled   = 10 * time.Minute
	readBatch = 2000
	maxHoles  = 100
)

// Change says that a record is to be indexed anew.
type change struct {
	ID        int64
	Kind      string
	RecordID  int64
	CreatedAt time.Time
}

func (change) TableName() string { return "search_changes" }

type origin struct {
	ID       int64
	Origin   string
	PrunedTo int64
}

func (origin) TableName() string { return "search_origins" }

// Put notes in the transaction that a record was made, changed or removed.
func Put(tx *db.Tx, kind string, id int64) error {
	return tx.Create(&change{Kind: kind, RecordID: id, CreatedAt: tx.Now}).Error
}

// PutAll is Put for many records of a kind.
func PutAll(tx *db.Tx, kind string, ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	rows := make([]change, len(ids))
	for i, id := range ids {
		rows[i] = change{Kind: kind, RecordID: id, CreatedAt: tx.Now}
	}
	return tx.CreateInBatches(rows, 500).Error
}

// readOrigin gives the identity of the main database, made at the first reading.
func readOrigin(ctx context.Context, d *db.DB) (origin, error) {
	var o origin
	err := d.Read(ctx).Where("id = 1").Take(&o).Error
	if !errors.Is(err, gorm.ErrRecordNotFound) {
		return o, err
	}
	raw := make([]byte, 16)
	if _, err := rand.Read(raw); err != nil {
		return o, err
	}
	err = d.InTx(ctx, func(tx *db.Tx) error { return tx.Create(&origin{ID: 1, Origin: hex.EncodeToString(raw)}).Error })
	if err != nil && !errors.Is(err, gorm.ErrDuplicatedKey) {
		return o, err
	}
	err = d.Read(ctx).Where("id = 1").Take(&o).Error
	return o, err
}

// Prune removes changes that every instance has long read.
func Prune(ctx context.Context, d *db.DB) error {
	if _, err := readOrigin(ctx, d); err != nil {
		return err
	}
	for {
		var ids []int64
		err := d.Read(ctx).Model(&change{}).Where("created_at < ?", d.Now().Add(-KeepChanges)).
			Order("created_at, id").Limit(readBatch).Pluck("id", &ids).Error
		if err != nil || len(ids) == 0 {
			return err
		}
		err = d.InTx(ctx, func(tx *db.Tx) error {
			last := slices.Max(ids)
			if err := tx.Model(&origin{}).Where("id = 1 AND pruned_to < ?", last).UpdateColumn("pruned_to", last).Error; err != nil {
				return err
			}
			return tx.Where("id IN ?", ids).Delete(&change{}).Error
		})
		if err != nil {
			return err
		}
	}
}

// place is how far a file has read the changes. Ids commit out of order: up to low everything has been
// read for good; above it, up to high, everything but the holes.
type place struct {
	low   int64
	lowAt time.Time
	high  int64
	holes []hole
}

// hole is a range of ids that were not there when later ones were read: not committed yet, or never.
type hole struct{ from, to int64 }

// next reads changes that were not read yet: those that appeared in holes, then new ones.
func (p place) next(ctx context.Context, d *db.DB) ([]change, error) {
	var late, fresh []change
	if len(p.holes) > 0 {
		q := d.Read(ctx).Where("id > ? AND id < ?", p.low, p.high)
		if len(p.holes) <= maxHoles {
			ranges := make([]string, len(p.holes))
			for i, h := range p.holes {
				ranges[i] = fmt.Sprintf("id BETWEEN %d AND %d", h.from, h.to)
			}
			q = q.Where("(" + strings.Join(ranges, " OR ") + ")")
		}
		if err := q.Order("id").Find(&late).Error; err != nil {
			return nil, err
		}
		late = slices.DeleteFunc(late, func(c change) bool { return !p.missing(c.ID) })
	}
	err := d.Read(ctx).Where("id > ?", p.high).Order("id").Limit(readBatch).Find(&fresh).Error
	return append(late, fresh...), err
}

func (p place) missing(id int64) bool {
	i, _ := slices.BinarySearchFunc(p.holes, id, func(h hole, id int64) int {
		if h.to < id {
			return -1
		}
		return 1
	})
	return i < len(p.holes) && p.holes[i].from <= id
}

// after gives the place once rows, as next gave them, have been indexed.
func (p place) after(rows []change) place {
	p.holes = slices.Clone(p.holes)
	for _, c := range rows {
		switch {
		case c.ID > p.high:
			if c.ID > p.high+1 {
				p.holes = append(p.holes, hole{p.high + 1, c.ID - 1})
			}
			p.high = c.ID
		default:
			p.fill(c.ID)
		}
	}
	return p
}

func (p *place) fill(id int64) {
	for i, h := range p.holes {
		if h.from <= id && id <= h.to {
			var rest []hole
			if h.from < id {
				rest = append(rest, hole{h.from, id - 1})
			}
			if id < h.to {
				rest = append(rest, hole{id + 1, h.to})
			}
			p.holes = slices.Replace(p.holes, i, i+1, rest...)
			return
		}
	}
}

// settle moves low up to the last change before which none can appear any more.
func (p place) settle(ctx context.Context, d *db.DB) (place, error) {
	var young, last []change
	edge := p.high + 1
	err := d.Read(ctx).Where("id > ? AND id <= ? AND created_at >= ?", p.low, p.high, d.Now().Add(-settled)).Order("id").Limit(1).Find(&young).Error
	if err != nil {
		return p, err
	}
	if len(young) > 0 {
		edge = young[0].ID
	}
	err = d.Read(ctx).Where("id > ? AND id < ?", p.low, edge).Order("id DESC").Limit(1).Find(&last).Error
	if err != nil || len(last) == 0 {
		return p, err
	}
	p.low, p.lowAt = last[0].ID, last[0].CreatedAt
	p.holes = slices.DeleteFunc(slices.Clone(p.holes), func(h hole) bool { return h.to <= p.low })
	return p, nil
}

// follows tells whether the changes in the database still lead on from p: none after it was pruned, and
// the one at it is the one that was read (a restored copy of the database may give its id to another).
func (p place) follows(ctx context.Context, d *db.DB, o origin) (bool, error) {
	if p.low < o.PrunedTo {
		return false, nil
	}
	if p.low == 0 || p.low == o.PrunedTo {
		return true, nil
	}
	var at []change
	err := d.Read(ctx).Where("id = ?", p.low).Find(&at).Error
	return len(at) == 1 && at[0].CreatedAt.Equal(p.lowAt), err
}
