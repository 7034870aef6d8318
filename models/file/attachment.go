package file

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"gorm.io/gorm"

	"bihuan/models/db"
	"bihuan/models/fault"
)

// PerRecord is how many files a record may have.
const PerRecord = 20

// Attachment says that a file belongs to a record.
type Attachment struct {
	ID         int64
	RecordKind string
	RecordID   int64
	PersonID   int64 // who attached it
	Hash       string
	Size       int64
	Type       string
	Name       string
	CreatedAt  time.Time
}

// Attach adds files to a record, PerRecord at most. The use case that calls it records the event. A file that the
// record already has is not added again.
func Attach(tx *db.Tx, recordKind string, recordID, personID int64, uploads []Upload) error {
	return AttachUpTo(tx, PerRecord, recordKind, recordID, personID, uploads)
}

// AttachUpTo is Attach for records that may have another number of files.
func AttachUpTo(tx *db.Tx, most int, recordKind string, recordID, personID int64, uploads []Upload) error {
	if len(uploads) == 0 {
		return nil
	}
	there, err := Of(tx.DB, recordKind, recordID)
	if err != nil {
		return err
	}
	var added []Attachment
	for _, u := range uploads {
		if !validHash(u.Hash) {
			return errors.New("file: an upload without a hash")
		}
		same := func(a Attachment) bool { return a.Hash == u.Hash }
		if slices.ContainsFunc(there, same) || slices.ContainsFunc(added, same) {
			continue
		}
		added = append(added, Attachment{RecordKind: recordKind, RecordID: recordID, PersonID: personID, Hash: u.Hash, Size: u.Size,
			Type: u.Type, Name: u.Name, CreatedAt: tx.Now})
	}
	if len(there)+len(added) > most {
		return fault.Invalid("invalid.files_count", "max", most)
	}
	if len(added) == 0 {
		return nil
	}
	return tx.Create(&added).Error
}

// Of lists the files of a record, oldest first.
func Of(q *gorm.DB, recordKind string, recordID int64) ([]Attachment, error) {
	var all []Attachment
	return all, q.Where("record_kind = ? AND record_id = ?", recordKind, recordID).Order("id").Find(&all).Error
}

// Get gives one file of a record.
func Get(q *gorm.DB, recordKind string, recordID, id int64) (Attachment, error) {
	var a Attachment
	err := q.Where("id = ? AND record_kind = ? AND record_id = ?", id, recordKind, recordID).Take(&a).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Attachment{}, fault.NotFound("fault.file_gone")
	}
	return a, err
}

// Sweep removes files that no record has and that were taken before an instant (of the computer's clock), and
// uploads that broke off. It tells how many went. The instant should lie a day back: a file is taken before its form is saved.
func (s *Store) Sweep(ctx context.Context, d *db.DB, before time.Time) (int, error) {
	folders, err := os.ReadDir(s.dir)
	if err != nil {
		return 0, err
	}
	removed := 0
	for _, folder := range folders {
		if err := ctx.Err(); err != nil {
			return removed, err
		}
		if !folder.IsDir() {
			continue
		}
		old, err := olderThan(filepath.Join(s.dir, folder.Name()), before)
		if err != nil {
			return removed, err
		}
		kept := map[string]bool{}
		for part := range slices.Chunk(old, 200) {
			var hashes []string
			if err := d.Read(ctx).Model(&Attachment{}).Where("hash IN ?", part).Distinct().Pluck("hash", &hashes).Error; err != nil {
				return removed, err
			}
			for _, h := range hashes {
				kept[h] = true
			}
		}
		for _, name := range old {
			if kept[name] {
				continue
			}
			if err := os.Remove(filepath.Join(s.dir, folder.Name(), name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return removed, err
			}
			removed++
		}
	}
	return removed, nil
}

func olderThan(dir string, before time.Time) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var old []string
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || !info.ModTime().Before(before) {
			continue
		}
		old = append(old, e.Name())
	}
	return old, nil
}
