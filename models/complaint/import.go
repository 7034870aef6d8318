package complaint

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/change"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/org"
	"bihuan/models/search"
	"bihuan/models/terms"
)

// Rows is a table being read; Next gives a row with its line, io.EOF after the last. A sheet.Reader is one.
type Rows interface {
	Header() []string
	Next() (cells []string, line int, err error)
}

// ImportOptions say what a row takes that its table does not tell.
type ImportOptions struct {
	DryRun       bool
	Batch        int    // rows in one transaction, 200 where 0
	DepartmentID int64  // the actor's where 0
	Channel      string // the first of the list where empty
	Severity     string
	// File is the table's name, where no job knows it: the import leaves an event of its own with it.
	File string
	// Progress is told how many rows were read.
	Progress func(done int) error `json:"-"`

	guard func(tx *db.Tx) error
}

// Result says how an import went, or would go.
type Result struct {
	Imported int
	Skipped  int // imported before, or twice in the table
	Failed   int
	Errors   []RowError // the first maxRowErrors
	Preview  []Preview  // the first rows as they were understood
}

// RowError says what is wrong with one row. Lines count from 1 with the header.
type RowError struct {
	Line  int
	Field string
	Key   string
	Args  []any
}

// Preview is one row as it was understood.
type Preview struct {
	Line                                                       int
	Subject, Body, Channel, FailureType, Category, Name, Phone string
	ReceivedAt                                                 time.Time
	DepartmentID                                               int64
}

const (
	maxRowErrors = 1000
	previewRows  = 10
	importBatch  = 200
	insertBatch  = 50
)

// importing is one import under way.
type importing struct {
	cs      *Complaints
	a       auth.Actor
	o       ImportOptions
	columns map[string]int
	terms   terms.Set
	tree    org.Tree
	class   [2]DeadlineClass
	cal     *calendar.Calendar
	batchID string
	seen    map[string]string // keys of the rows read, by their number
	result  Result
}

// importRow is one row ready to be written.
type importRow struct {
	line int
	id   string // where it comes from
	key  string
	c    Complaint
	p    Complainant
}

// Import takes complaints in from a table. Rows that were imported before are passed over, so it may be
// repeated; a row that cannot be taken in is told with its line and stops no other. So is one whose number was
// imported from the same source with other contents: it may be another complaint.
func (cs *Complaints) Import(ctx context.Context, a auth.Actor, rows Rows, m Mapping, o ImportOptions) (Result, error) {
	if err := a.Require(auth.ComplaintImport); err != nil {
		return Result{}, err
	}
	im, err := cs.prepare(ctx, a, rows.Header(), m, o)
	if err != nil {
		return Result{}, err
	}
	if err := im.begin(ctx); err != nil {
		return Result{}, err
	}
	defer cs.Index.Kick()
	var batch []importRow
	for read := 1; ; read++ {
		cells, line, err := rows.Next()
		if err != nil && !errors.Is(err, io.EOF) {
			return im.result, err
		}
		end := err != nil
		if !end {
			if row, ok := im.understand(cells, line); ok {
				batch = append(batch, row)
			}
		}
		if len(batch) >= im.o.Batch || end {
			if err := im.flush(ctx, batch); err != nil {
				return im.result, err
			}
			batch = batch[:0]
			if o.Progress != nil {
				if err := o.Progress(read); err != nil {
					return im.result, err
				}
			}
		}
		if end {
			return im.result, nil
		}
	}
}

// prepare reads once what every row needs, and checks what the options say.
func (cs *Complaints) prepare(ctx context.Context, a auth.Actor, header []string, m Mapping, o ImportOptions) (*importing, error) {
	im := &importing{cs: cs, a: a, o: o, seen: map[string]string{}, batchID: cs.d.Now().Format("20060102T150405.000")}
	var err error
	if im.terms, err = cs.Terms.All(ctx); err != nil {
		return nil, err
	}
	if im.tree, err = cs.Org.Departments(ctx); err != nil {
		return nil, err
	}
	if im.cal, err = cs.Calendars.Current(ctx); err != nil {
		return nil, err
	}
	classes, err := cs.Classes(ctx)
	if err != nil {
		return nil, err
	}
	for i, urgent := range []bool{false, true} {
		if im.class[i], err = classFor(classes, urgent); err != nil {
			return nil, err
		}
	}
	if im.o.Batch <= 0 || im.o.Batch > 1000 {
		im.o.Batch = importBatch
	}
	if im.o.DepartmentID == 0 {
		im.o.DepartmentID = a.DepartmentID
	}
	if channels := im.terms.List(terms.Channel); im.o.Channel == "" && len(channels) > 0 {
		im.o.Channel = channels[0].Code
	}
	var c fault.Check
	im.terms.Check(&c, "channel", terms.Channel, im.o.Channel, "", true)
	im.terms.Check(&c, "severity", terms.Severity, im.o.Severity, "", false)
	if d, ok := im.tree.Get(im.o.DepartmentID); !ok || d.Closed {
		c.Add("department_id", "invalid.choice")
	}
	im.columns = m.columns(header, &c)
	return im, c.Err()
}

// flush writes rows in one transaction, with an event each; those that are there already are passed over.
func (im *importing) flush(ctx context.Context, batch []importRow) error {
	if len(batch) == 0 {
		return nil
	}
	if im.o.DryRun {
		there, err := keysThere(im.cs.d.Read(ctx), batch)
		if err != nil {
			return err
		}
		fresh, changed := sift(batch, there)
		im.count(batch, fresh, changed)
		return nil
	}
	var fresh, changed []importRow
	write := func(tx *db.Tx) error {
		if im.o.guard != nil {
			if err := im.o.guard(tx); err != nil {
				return err
			}
		}
		there, err := keysThere(tx.DB, batch)
		if err != nil {
			return err
		}
		if fresh, changed = sift(batch, there); len(fresh) == 0 {
			return nil
		}
		return im.write(tx, fresh)
	}
	err := im.cs.d.InTx(ctx, write)
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		// Somebody imports the same table at this moment; what that one wrote is there now.
		err = im.cs.d.InTx(ctx, write)
	}
	if err != nil {
		return err
	}
	im.count(batch, fresh, changed)
	return nil
}

func (im *importing) count(batch, fresh, changed []importRow) {
	im.result.Imported += len(fresh)
	im.result.Skipped += len(batch) - len(fresh) - len(changed)
	for _, r := range changed {
		im.failNumber(r)
	}
}

// sift gives the rows that are new, and those whose number is known with other contents.
func sift(batch []importRow, there map[string]string) (fresh, changed []importRow) {
	for _, r := range batch {
		switch known, ok := there[numberPart(r.key)]; {
		case !ok:
			fresh = append(fresh, r)
		case known != r.key:
			changed = append(changed, r)
		}
	}
	return fresh, changed
}

// keysThere gives the keys of what was imported under the numbers of the rows, by the number's part.
func keysThere(q *gorm.DB, batch []importRow) (map[string]string, error) {
	there := make(map[string]string, len(batch))
	for part := range slices.Chunk(batch, importBatch) {
		spans, args := make([]string, len(part)), make([]any, 0, 2*len(part))
		for i, r := range part {
			spans[i] = "import_key BETWEEN ? AND ?"
			args = append(args, numberPart(r.key), numberPart(r.key)+"g") // beyond every hexadecimal digit
		}
		var found []string
		if err := q.Model(&Complaint{}).Where(strings.Join(spans, " OR "), args...).Pluck("import_key", &found).Error; err != nil {
			return nil, err
		}
		for _, k := range found {
			there[numberPart(k)] = k
		}
	}
	return there, nil
}

func (im *importing) write(tx *db.Tx, rows []importRow) error {
	complaints, clocks := make([]Complaint, len(rows)), make([][]Clock, len(rows))
	for i, r := range rows {
		c := &complaints[i]
		*c = r.c
		w := &work{cs: im.cs, tx: tx, c: c}
		class := im.class[0]
		if c.UrgentSafety {
			class = im.class[1]
		}
		c.RegisteredAt, c.DeadlineClass, c.ImportKey = tx.Now, class.Code, &r.key
		var err error
		if w.clocks, err = w.startClocks(im.cal, class); err != nil {
			return err
		}
		for k := range w.clocks {
			w.clocks[k].PassOver(tx.Now)
		}
		w.have, clocks[i] = true, w.clocks
		if err := w.settleClocks(); err != nil {
			return err
		}
		if c.Number, err = tx.NextNumber(Prefix); err != nil {
			return err
		}
	}
	if err := tx.CreateInBatches(&complaints, insertBatch).Error; err != nil {
		return err
	}
	return im.writeBeside(tx, rows, complaints, clocks)
}

// writeBeside writes complainants, clocks, events and search changes of complaints that have their ids now.
func (im *importing) writeBeside(tx *db.Tx, rows []importRow, complaints []Complaint, clocks [][]Clock) error {
	var all []Clock
	people, ids := make([]Complainant, len(rows)), make([]int64, len(rows))
	for i := range rows {
		id := complaints[i].ID
		people[i], ids[i] = rows[i].p, id
		people[i].ComplaintID = id
		for _, k := range clocks[i] {
			k.ComplaintID = id
			all = append(all, k)
		}
	}
	if err := tx.CreateInBatches(&people, importBatch).Error; err != nil {
		return err
	}
	if err := tx.CreateInBatches(&all, importBatch).Error; err != nil {
		return err
	}
	for i := range complaints {
		c := &complaints[i]
		w := &work{tx: tx, a: im.a, c: c, kind: "complaint.imported"}
		w.Changes = append(factChanges(&Complaint{}, c), people[i].changes(Complainant{})...)
		w.Note("department_id", c.DepartmentID)
		w.Note("deadline_class", c.DeadlineClass)
		w.Note("import_batch", im.batchID)
		if err := w.record(); err != nil {
			return err
		}
	}
	return search.PutAll(tx, Kind, ids)
}

// begin records which file is taken in where no job did so.
func (im *importing) begin(ctx context.Context) error {
	if im.o.File == "" || im.o.DryRun {
		return nil
	}
	return im.cs.d.InTx(ctx, func(tx *db.Tx) error {
		return im.a.Record(tx, audit.Event{Kind: "complaint_import.started", Record: audit.Ref{Kind: "complaint_import", Number: im.batchID},
			Changes: []audit.Change{{Field: "file", After: audit.Personal(im.o.File)}, {Field: "dry_run", After: false}}})
	})
}

// failNumber notes a row whose number is known with other contents.
func (im *importing) failNumber(r importRow) {
	var c fault.Check
	c.Add("external_id", "invalid.complaint_import_number", "number", change.Cut(r.id, maxCode))
	im.fail(r.line, c.Err())
}

// fail notes what is wrong with a row.
func (im *importing) fail(line int, err error) {
	im.result.Failed++
	f := fault.Of(err)
	for _, field := range slices.Sorted(maps.Keys(f.Fields)) {
		if len(im.result.Errors) < maxRowErrors {
			m := f.Fields[field]
			im.result.Errors = append(im.result.Errors, RowError{Line: line, Field: field, Key: m.Key, Args: m.Args})
		}
	}
}

// keyOf recognises a row when it comes again. Its first half stands for the number that the row has where it comes
// from, together with that source, or for the contents where it has none; its second half stands for the contents.
func keyOf(source, externalID string, contents []string) string {
	digest := func(kind string, values ...string) string {
		sum := sha256.Sum256([]byte(kind + "\x00" + strings.Join(values, "\x00")))
		return hex.EncodeToString(sum[:keyHalf/2])
	}
	row := digest("row", contents...)
	if externalID == "" {
		return row + row
	}
	return digest("number", foldHeading(source), externalID) + row
}

const keyHalf = 32

func numberPart(key string) string { return key[:min(len(key), keyHalf)] }
