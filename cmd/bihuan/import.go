package main

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strconv"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"bihuan/models/auth"
	"bihuan/models/calendar"
	"bihuan/models/complaint"
	"bihuan/models/fault"
	"bihuan/models/org"
	"bihuan/models/sheet"
)

type importCmd struct {
	Complaints importComplaintsCmd `cmd:"" help:"Import complaints from a CSV or XLSX file. Rows imported before are passed over."`
	People     importPeopleCmd     `cmd:"" help:"Import people from a CSV or XLSX file; who is known by employee number is updated."`
	Holidays   importHolidaysCmd   `cmd:"" help:"Import the State Council's holidays of a year from a JSON file."`
	Policies   importPoliciesCmd   `cmd:"" help:"Take over laws and other documents in force from a folder of Markdown files, several versions of one title as versions of one document."`
}

type importComplaintsCmd struct {
	File       string            `arg:"" type:"existingfile" help:"CSV (UTF-8 or GB18030) or XLSX with a heading line."`
	Map        map[string]string `help:"Field=heading pairs where a heading is not recognised by itself, as body=Text;subject=Title."`
	Department string            `help:"Department that takes the complaints where the table names none; the firm where empty."`
	Channel    string            `help:"Channel code where the table names none."`
	Severity   string            `help:"Severity code where the table names none."`
	DryRun     bool              `help:"Only say what would happen."`
	Errors     string            `type:"path" help:"Write the rows that cannot be taken in to this CSV file."`
}

// Run imports and ends with imported=… skipped=… failed=….
func (i *importComplaintsCmd) Run(ctx context.Context, g *Globals) error {
	h, err := g.ownedHouse(ctx)
	if err != nil {
		return err
	}
	defer h.Close()
	table, err := openTable(i.File)
	if err != nil {
		return err
	}
	defer table.Close()
	mapping := complaint.Guess(table.Header())
	for field, heading := range i.Map {
		mapping[field] = heading
	}
	o := complaint.ImportOptions{DryRun: i.DryRun, File: filepath.Base(i.File), Channel: i.Channel, Severity: i.Severity}
	if o.DepartmentID, err = department(ctx, h.Organisation, i.Department); err != nil {
		return err
	}
	bar := progress("importing")
	o.Progress = func(done int) error { return bar.Set(done) }
	result, err := h.Complaints.Import(ctx, auth.System("import"), table, mapping, o)
	_ = bar.Exit()
	if err != nil {
		return err
	}
	if err := i.tellErrors(result.Errors); err != nil {
		return err
	}
	fmt.Printf("imported=%d skipped=%d failed=%d\n", result.Imported, result.Skipped, result.Failed)
	if result.Failed > 0 {
		return fmt.Errorf("%d rows were not imported", result.Failed)
	}
	return nil
}

const shownErrors = 20

// tellErrors shows the first faulty rows and, where asked, writes all that are known to a file.
func (i *importComplaintsCmd) tellErrors(errs []complaint.RowError) error {
	rows := [][]string{{"line", "field", "reason"}}
	for n, e := range errs {
		reason := explain(fault.Invalid(e.Key, e.Args...))
		if n < shownErrors {
			fmt.Fprintf(os.Stderr, "line %d: %s: %s\n", e.Line, e.Field, reason)
		}
		rows = append(rows, []string{strconv.Itoa(e.Line), e.Field, reason})
	}
	if i.Errors == "" || len(errs) == 0 {
		return nil
	}
	f, err := os.Create(i.Errors)
	if err != nil {
		return err
	}
	if err := csv.NewWriter(f).WriteAll(rows); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}

type importPeopleCmd struct {
	File    string `arg:"" type:"existingfile" help:"CSV (UTF-8 or GB18030) or XLSX with a heading line."`
	Create  bool   `help:"Add departments and posts that the firm does not have yet."`
	Leavers bool   `help:"Let everyone leave who is employed but not in the table."`
	DryRun  bool   `help:"Only say what would happen."`
}

// Run imports people in one transaction: all or, where a row is faulty, none.
func (i *importPeopleCmd) Run(ctx context.Context, g *Globals) error {
	h, err := g.ownedHouse(ctx)
	if err != nil {
		return err
	}
	defer h.Close()
	reader, err := openTable(i.File)
	if err != nil {
		return err
	}
	defer reader.Close()
	table, err := org.ReadTable(reader.Reader)
	if err != nil {
		return err
	}
	do := h.Organisation.ApplyImport
	if i.DryRun {
		do = h.Organisation.PlanImport
	}
	plan, err := do(ctx, auth.System("import"), table, org.ImportOptions{CreatePlaces: i.Create, Leavers: i.Leavers})
	if err != nil {
		return err
	}
	fmt.Printf("new=%d changed=%d unchanged=%d left=%d failed=%d\n", plan.New, plan.Changed, plan.Unchanged, plan.Leavers, plan.Bad)
	return nil
}

type importHolidaysCmd struct {
	File string `arg:"" type:"existingfile" help:"JSON of one year, as published by the holiday-cn project."`
}

// Run makes a new version of the working calendar with the year's holidays and make-up days.
func (i *importHolidaysCmd) Run(ctx context.Context, g *Globals) error {
	h, err := g.ownedHouse(ctx)
	if err != nil {
		return err
	}
	defer h.Close()
	f, err := os.Open(i.File)
	if err != nil {
		return err
	}
	defer f.Close()
	year, err := calendar.ParseHolidays(f)
	if err != nil {
		return err
	}
	if _, err := h.Calendars.ImportHolidays(ctx, auth.System("import"), year, filepath.Base(i.File)); err != nil {
		return err
	}
	fmt.Printf("year=%d days=%d\n", year.Year, len(year.Days))
	return nil
}

// fileTable is a table together with its open file.
type fileTable struct {
	*sheet.Reader
	file *os.File
}

// Close closes the table and its file.
func (t *fileTable) Close() {
	_ = t.Reader.Close()
	_ = t.file.Close()
}

type sized struct {
	*os.File
	size int64
}

// Size is the length of the file in bytes.
func (s sized) Size() int64 { return s.size }

func openTable(path string) (*fileTable, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil {
		var r *sheet.Reader
		if r, err = sheet.Open(sized{f, info.Size()}, filepath.Base(path), sheet.Options{}); err == nil {
			return &fileTable{r, f}, nil
		}
	}
	_ = f.Close()
	return nil, err
}

// department finds a department by name.
func department(ctx context.Context, o *org.Organisation, name string) (int64, error) {
	tree, err := o.Departments(ctx)
	if err != nil {
		return 0, err
	}
	if name == "" {
		return tree.Root(), nil
	}
	found := tree.Find(name)
	if len(found) != 1 {
		return 0, fmt.Errorf("%d departments are called %q", len(found), name)
	}
	return found[0].ID, nil
}

// progress is a bar on a terminal and silent elsewhere. How many rows a table has is not known beforehand, so it counts.
func progress(what string) *progressbar.ProgressBar {
	visible := term.IsTerminal(int(os.Stderr.Fd()))
	return progressbar.NewOptions(-1, progressbar.OptionSetDescription(what), progressbar.OptionSetVisibility(visible),
		progressbar.OptionShowCount(), progressbar.OptionSetWriter(os.Stderr), progressbar.OptionClearOnFinish())
}
