package complaint

import (
	"context"
	"errors"
	"io"
	"strconv"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/clock"
	"bihuan/models/db"
	"bihuan/models/file"
	"bihuan/models/job"
	"bihuan/models/sheet"
)

// Kinds of jobs.
const (
	ImportJob = "complaint.import"
	RemindJob = "complaint.remind"
)

// Jobs tells the runner how to remind and to import. actors gives a person with the rights held now.
func (cs *Complaints) Jobs(r *job.Runner, files *file.Store, actors func(ctx context.Context, personID int64) (auth.Actor, error)) {
	r.Handle(RemindJob, func(ctx context.Context, _ *job.Run) error { return cs.Remind(ctx) })
	r.Every(RemindJob, clock.LookEvery)
	r.Handle(ImportJob, func(ctx context.Context, run *job.Run) error {
		var in ImportRequest
		if err := run.Args(&in); err != nil {
			return err
		}
		a, err := actors(ctx, run.PersonID)
		if err != nil {
			return err
		}
		in.Options.guard = run.Guard
		in.Options.Progress = func(done int) error { return run.Progress(ctx, int64(done), 0) }
		result, err := cs.importFile(ctx, a, files, in)
		if err != nil {
			return err
		}
		return run.Result(result)
	})
}

// ImportRequest is what an import job works on: an uploaded table.
type ImportRequest struct {
	File    file.Upload
	Mapping Mapping
	Options ImportOptions
}

// StartImport has a table imported by a job and gives its id. Its result is a Result.
func (cs *Complaints) StartImport(ctx context.Context, a auth.Actor, in ImportRequest) (int64, error) {
	if err := a.Require(auth.ComplaintImport); err != nil {
		return 0, err
	}
	var id int64
	err := cs.d.InTx(ctx, func(tx *db.Tx) (err error) {
		if id, err = job.Enqueue(tx, job.New{Kind: ImportJob, Args: in, PersonID: a.PersonID}); err != nil {
			return err
		}
		return a.Record(tx, audit.Event{Kind: "complaint_import.started", Record: audit.Ref{Kind: "complaint_import", ID: id, Number: strconv.FormatInt(id, 10)},
			Changes: []audit.Change{{Field: "file", After: audit.Personal(in.File.Name)}, {Field: "dry_run", After: in.Options.DryRun}}})
	})
	return id, err
}

func (cs *Complaints) importFile(ctx context.Context, a auth.Actor, files *file.Store, in ImportRequest) (result Result, err error) {
	f, err := files.Open(in.File.Hash)
	if err != nil {
		return Result{}, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	rows, err := sheet.Open(io.NewSectionReader(f, 0, in.File.Size), in.File.Name, sheet.Options{})
	if err != nil {
		return Result{}, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	return cs.Import(ctx, a, rows, in.Mapping, in.Options)
}

// Remind tells people of clocks that run out: the handler, then the supervisors, then the head, as the deadline
// class says, each level once and in working time only.
func (cs *Complaints) Remind(ctx context.Context) error {
	a := auth.System("deadline reminders")
	return clock.Remind(ctx, cs.d, cs.Calendars, "complaints", func(cal *calendar.Calendar, number string) error { return cs.remind(ctx, a, cal, number) })
}

// remind tells what is to be told of one complaint now. It leaves the version alone: what people are typing
// meanwhile stays valid.
func (cs *Complaints) remind(ctx context.Context, a auth.Actor, cal *calendar.Calendar, number string) error {
	tree, err := cs.Org.Departments(ctx)
	if err != nil {
		return err
	}
	return cs.d.InTx(ctx, func(tx *db.Tx) error {
		c, err := load(tx.DB, a, number)
		if err != nil || c.RemindAt.After(tx.Now) {
			return err
		}
		w := &work{cs: cs, tx: tx, a: a, c: c, was: *c, tree: tree, kind: "complaint.reminded"}
		if err := w.useClocks(); err != nil {
			return err
		}
		for i := range w.clocks {
			if err := w.remindOf(&w.clocks[i], cal); err != nil {
				return err
			}
		}
		if err := w.settleClocks(); err != nil {
			return err
		}
		res := tx.Model(&Complaint{}).Where("id = ? AND version = ?", c.ID, c.Version).UpdateColumns(map[string]any{"remind_at": c.RemindAt})
		if err := db.Changed(res); err != nil || len(w.Changes) == 0 {
			return err
		}
		if err := w.record(); err != nil {
			return err
		}
		return w.send()
	})
}
