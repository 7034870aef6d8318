package control

import (
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/link"
	"bihuan/models/org"
	"bihuan/models/sheet"
	"bihuan/models/terms"
)

// MaxImport is how many rows of a table are taken over at once.
const MaxImport = 2_000

// itemHeadings are the words by which the columns of a table of items are known, those of an export among them.
var itemHeadings = map[string][]string{
	"number": {"编号", "number"}, "title": {"收集什么", "名称", "信息项", "what is collected", "title", "name"}, "source": {"来源", "source"},
	"channel": {"渠道", "收集渠道", "channel"}, "collector": {"收集岗位", "收集人", "collected by", "collector"}, "frequency": {"频次", "频率", "frequency"},
	"keeper": {"保管", "保管人", "保管部门", "kept by", "keeper"}, "retention": {"保存期限", "保管期限", "retention"}, "purpose": {"用途", "use", "purpose"},
	"secrecy": {"密级", "secrecy"}, "department_id": {"部门", "department"}, "owner_id": {"负责人", "owner"}, "clauses": {"依据条款", "条款", "clauses", "clause"},
}

// ItemPlan is what taking over a table of items would do.
type ItemPlan struct {
	Rows    []ItemPlanRow
	New     int
	Known   int      // rows whose number the register holds: they are passed over
	Bad     int      // rows with faults
	Ignored []string // columns that are not known
}

// ItemPlanRow is one row of the table.
type ItemPlanRow struct {
	Line   int
	Title  string
	Known  string // the number, where the register holds it
	Faults map[string]fault.Message
	facts  ItemFacts
	refs   []link.Ref
}

// PlanImport tells what taking over a table would do, and changes nothing.
func (in *Information) PlanImport(ctx context.Context, a auth.Actor, r *sheet.Reader) (ItemPlan, error) {
	return in.runImport(ctx, a, r, false)
}

// Import enters the rows of a table that the register does not hold yet. A table with faults is refused as a whole.
func (in *Information) Import(ctx context.Context, a auth.Actor, r *sheet.Reader) (ItemPlan, error) {
	defer in.Index.Kick()
	return in.runImport(ctx, a, r, true)
}

func (in *Information) runImport(ctx context.Context, a auth.Actor, r *sheet.Reader, write bool) (ItemPlan, error) {
	ground, err := in.begin(ctx, a, auth.InformationWrite)
	if err != nil {
		return ItemPlan{}, err
	}
	read, err := in.readRows(ctx, ground, r)
	if err != nil {
		return ItemPlan{}, err
	}
	var p ItemPlan
	err = in.d.InTx(ctx, func(tx *db.Tx) error {
		p = ItemPlan{Rows: slices.Clone(read.Rows), Ignored: read.Ignored}
		if err := p.check(tx, ground); err != nil || !write {
			return err
		}
		return p.enter(tx, ground)
	})
	return p, err
}

// check finds out which rows are new, known or faulty.
func (p *ItemPlan) check(tx *db.Tx, ground step) error {
	for i := range p.Rows {
		row := &p.Rows[i]
		if row.Known != "" {
			p.Known++
			continue
		}
		e := &entry{step: ground, i: &Item{}}
		e.tx = tx
		if err := e.facts(row.facts); err != nil {
			return err
		}
		row.Faults = maps.Clone(row.Faults)
		if f := fault.Of(e.Check.Err()); f != nil {
			maps.Copy(f.Fields, row.Faults) // what could not be read says more than that it is missing
			row.Faults = f.Fields
		}
		if len(row.Faults) > 0 {
			p.Bad++
		} else {
			p.New++
		}
	}
	return nil
}

// enter enters the new rows.
func (p *ItemPlan) enter(tx *db.Tx, ground step) error {
	if p.Bad > 0 {
		return fault.Conflict("fault.information_import_bad", "n", p.Bad)
	}
	for _, row := range p.Rows {
		if row.Known != "" {
			continue
		}
		e := &entry{step: ground}
		e.tx = tx
		if _, err := e.add(row.facts, row.refs); err != nil {
			return err
		}
	}
	return nil
}

// importing reads the rows of one table.
type importing struct {
	in     *Information
	ctx    context.Context
	ground step
	place  map[string]int
	people map[string]int64 // by what was typed; 0 where nobody or several fit
}

func (in *Information) readRows(ctx context.Context, ground step, r *sheet.Reader) (p ItemPlan, err error) {
	k := importing{in: in, ctx: ctx, ground: ground, people: map[string]int64{}}
	k.place, p.Ignored = recognise(r.Header())
	if _, ok := k.place["title"]; !ok {
		return p, fault.Invalid("invalid.information_columns")
	}
	for {
		cells, line, err := r.Next()
		if errors.Is(err, io.EOF) {
			return p, nil
		}
		if err != nil {
			return p, err
		}
		row, err := k.row(cells, line)
		if err != nil {
			return p, err
		}
		p.Rows = append(p.Rows, row)
	}
}

// recognise tells which column stands where, and which are not known.
func recognise(header []string) (place map[string]int, ignored []string) {
	place = map[string]int{}
	for i, text := range header {
		folded, found := strings.ToLower(strings.TrimSpace(text)), false
		for column, words := range itemHeadings {
			if _, taken := place[column]; !taken && slices.Contains(words, folded) {
				place[column], found = i, true
			}
		}
		if !found && folded != "" && folded != "状态" && folded != "state" {
			ignored = append(ignored, text)
		}
	}
	return place, ignored
}

// row reads one row; a department or owner that is left out is the reader's own, or the reader.
func (k *importing) row(cells []string, line int) (ItemPlanRow, error) {
	cell := func(column string) string {
		if i, ok := k.place[column]; ok && i < len(cells) {
			return strings.TrimSpace(cells[i])
		}
		return ""
	}
	row := ItemPlanRow{Line: line, Title: cell("title"), Faults: map[string]fault.Message{}}
	var err error
	if row.Known, err = k.held(cell("number")); err != nil || row.Known != "" {
		return row, err
	}
	a := k.ground.a
	f := ItemFacts{Title: row.Title, Source: cell("source"), Collector: cell("collector"), Keeper: cell("keeper"), Purpose: cell("purpose"),
		Channel: k.code(terms.CollectChannel, cell("channel")), Frequency: k.code(terms.Frequency, cell("frequency")),
		Retention: k.code(terms.Retention, cell("retention")), Secrecy: k.code(terms.Secrecy, cell("secrecy")), DepartmentID: a.DepartmentID, OwnerID: a.PersonID}
	if name := cell("department_id"); name != "" {
		f.DepartmentID = 0
		if found := k.ground.tree.Find(name); len(found) == 1 {
			f.DepartmentID = found[0].ID
		} else {
			row.Faults["department_id"] = fault.Message{Key: "invalid.choice"}
		}
	}
	if name := cell("owner_id"); name != "" {
		if f.OwnerID, err = k.person(name); err != nil {
			return row, err
		}
		if f.OwnerID == 0 {
			row.Faults["owner_id"] = fault.Message{Key: "invalid.information_person"}
		}
	}
	var check fault.Check
	row.refs, err = k.in.clausesOf(k.ctx, a, strings.FieldsFunc(cell("clauses"), func(r rune) bool { return strings.ContainsRune(" ,，、;；\n", r) }), &check)
	if f := fault.Of(check.Err()); f != nil {
		row.Faults["clauses"] = f.Fields["clauses"]
	}
	row.facts = f
	return row, err
}

// held gives the number back where the register holds it.
func (k *importing) held(number string) (string, error) {
	if number == "" {
		return "", nil
	}
	var found []string
	err := k.in.d.Read(k.ctx).Model(&Item{}).Where("number = ?", strings.ToValidUTF8(number, "")).Limit(1).Pluck("number", &found).Error
	if err != nil || len(found) == 0 {
		return "", err
	}
	return found[0], nil
}

// code is the code of a term that is named by its code or by its name in either language; what is none stays as it is.
func (k *importing) code(list, text string) string {
	for _, t := range k.ground.terms.List(list) {
		if text == t.Code || text == t.NameZh || strings.EqualFold(text, t.NameEn) {
			return t.Code
		}
	}
	return text
}

// person finds somebody by number or name; 0 where nobody or several fit.
func (k *importing) person(text string) (int64, error) {
	if id, ok := k.people[text]; ok {
		return id, nil
	}
	found, err := k.in.Org.Choices(k.ctx, k.ground.a, nil, text, 20)
	if err != nil {
		return 0, err
	}
	fits := slices.DeleteFunc(found, func(c org.Choice) bool { return !strings.EqualFold(c.Number, text) && c.Name != text })
	id := int64(0)
	if i := slices.IndexFunc(fits, func(c org.Choice) bool { return strings.EqualFold(c.Number, text) }); i >= 0 {
		id = fits[i].ID
	} else if len(fits) == 1 {
		id = fits[0].ID
	}
	k.people[text] = id
	return id, nil
}
