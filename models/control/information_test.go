package control

import (
	"bytes"
	"strings"
	"testing"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/org/orgtest"
	"bihuan/models/sheet"
)

func (f *firm) item() ItemFacts {
	return ItemFacts{Title: "客户投诉记录", Source: "客户来电", Channel: "telephone", Collector: "售后专员", DepartmentID: orgtest.Service, OwnerID: f.owner.PersonID,
		Frequency: "as_it_happens", Keeper: "售后部", Retention: "ten_years", Purpose: "答复客户，月底汇总问题种类。", Secrecy: "internal", Clauses: []string{"ZD-2026-000003/5"}}
}

func (f *firm) itemRef(number string) Ref {
	f.t.Helper()
	var i Item
	f.must(f.d.Read(f.ctx).Where("number = ?", number).Take(&i).Error)
	return Ref{number, i.Version}
}

func TestAnItemGoesAllTheWay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n, err := f.items.Add(f.ctx, f.supervisor, f.item())
		f.must(err)
		if n != "XX-2026-000001" || f.told(f.owner) != "information_assigned" {
			t.Fatalf("%s %s", n, f.told(f.owner))
		}
		in := f.item()
		refused(t, f.items.Edit(f.ctx, f.supervisor, f.itemRef(n), in), "fault.information_unchanged")
		in.Retention, in.CollectorID = "permanent", f.keeper.PersonID
		refused(t, f.items.Edit(f.ctx, f.owner, f.itemRef(n), in), "information.write")
		f.must(f.items.Edit(f.ctx, f.supervisor, f.itemRef(n), in))
		refused(t, f.items.Review(f.ctx, f.owner, f.itemRef(n), f.day(1)), "reviewed_on invalid.future")
		f.must(f.items.Review(f.ctx, f.owner, f.itemRef(n), f.day(0)))
		refused(t, f.items.Review(f.ctx, f.owner, f.itemRef(n), f.day(-1)), "reviewed_on invalid.information_reviewed")
		refused(t, f.items.End(f.ctx, f.supervisor, f.itemRef(n), ""), "reason invalid.required")
		f.must(f.items.End(f.ctx, f.supervisor, f.itemRef(n), "不再接电话"))
		refused(t, f.items.Edit(f.ctx, f.supervisor, f.itemRef(n), f.item()), "fault.information_ended")
		f.must(f.items.Resume(f.ctx, f.supervisor, f.itemRef(n), "又接了"))
		v, err := f.items.ByNumber(f.ctx, f.auditor, n)
		f.must(err)
		if v.Closed || v.EndedAt != nil || v.Retention != "permanent" || v.ReviewedOn != f.day(0) || v.People[f.keeper.PersonID] != "陈助" || len(v.Clauses) != 1 || len(v.Timeline) != 5 {
			t.Errorf("%+v", v)
		}
		if got := f.events(ItemKind, n); got != "information.added information.edited information.reviewed information.ended information.resumed" {
			t.Errorf("events %s", got)
		}
		_, err = f.items.ByNumber(f.ctx, f.stranger, n)
		refused(t, err, "fault.information_gone")
	})
}

func TestListsOfItems(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		add := func(fn func(in *ItemFacts)) {
			in := f.item()
			fn(&in)
			_, err := f.items.Add(f.ctx, f.supervisor, in)
			f.must(err)
		}
		add(func(*ItemFacts) {})
		add(func(in *ItemFacts) {
			in.Title, in.Channel, in.OwnerID, in.Clauses = "仓库交接表", "paper", f.keeper.PersonID, nil
		})
		add(func(in *ItemFacts) { in.Frequency = "daily" })
		f.must(f.items.End(f.ctx, f.supervisor, f.itemRef("XX-2026-000003"), "并入第一项"))
		f.must(f.index.CatchUp(f.ctx))
		for _, x := range []struct {
			who    auth.Actor
			filter ItemFilter
			want   string
		}{
			{f.auditor, ItemFilter{View: ViewAll}, "2 1"},
			{f.auditor, ItemFilter{View: ViewEnded}, "3"},
			{f.owner, ItemFilter{View: ViewMine}, "1"},
			{f.owner, ItemFilter{View: ViewAll, Channel: "paper"}, "2"},
			{f.owner, ItemFilter{View: ViewAll, Policy: "ZD-2026-000003"}, "1"},
			{f.owner, ItemFilter{View: ViewAll, Text: "仓库"}, "2"},
			{f.owner, ItemFilter{View: ViewAll, Text: "zd-2026-000003"}, "1"},
			{f.stranger, ItemFilter{View: ViewAll}, ""},
		} {
			p, err := f.items.List(f.ctx, x.who, x.filter, nil)
			f.must(err)
			var got []string
			for _, r := range p.Rows {
				got = append(got, strings.TrimPrefix(r.Number, "XX-2026-00000"))
			}
			if strings.Join(got, " ") != x.want {
				t.Errorf("%s %+v: %q", x.who.Name, x.filter, got)
			}
		}
		counts, err := f.items.Counts(f.ctx, f.owner)
		f.must(err)
		if counts[ViewMine] != 1 || counts[ViewAll] != 2 || counts[ViewEnded] != 1 {
			t.Errorf("%v", counts)
		}
		n, _, err := f.items.Export(f.ctx, f.auditor, ItemFilter{View: ViewAll}, func(ItemRow) error { return nil })
		f.must(err)
		if n != 2 {
			t.Errorf("exported %d", n)
		}
		for want, change := range map[string]func(in *ItemFacts){
			"channel invalid.choice":         func(in *ItemFacts) { in.Channel = "pigeon" },
			"frequency invalid.required":     func(in *ItemFacts) { in.Frequency = "" },
			"purpose invalid.required":       func(in *ItemFacts) { in.Purpose = " " },
			"owner_id invalid.control_able":  func(in *ItemFacts) { in.OwnerID = f.clerk.PersonID },
			"collector_id invalid.choice":    func(in *ItemFacts) { in.CollectorID = 4711 },
			"clauses invalid.control_clause": func(in *ItemFacts) { in.Clauses = []string{"ZD-1"} },
		} {
			in := f.item()
			change(&in)
			_, err := f.items.Add(f.ctx, f.supervisor, in)
			refused(t, err, want)
		}
	})
}

// table is a table as it comes from a file.
func (f *firm) table(rows ...string) *sheet.Reader {
	f.t.Helper()
	r, err := sheet.Open(bytes.NewReader([]byte(strings.Join(rows, "\n"))), "items.csv", sheet.Options{Rows: MaxImport})
	f.must(err)
	f.t.Cleanup(func() { _ = r.Close() })
	return r
}

func TestATableOfItemsIsTakenOverAsAWhole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		held, err := f.items.Add(f.ctx, f.supervisor, f.item())
		f.must(err)
		const head = "编号,收集什么,来源,渠道,收集岗位,频次,保管,保存期限,用途,密级,部门,负责人,依据条款,备注"
		good := ",仓库交接表,仓库,纸质单据,售后专员,Daily,售后主管,five_years,核对缺货,内部,售后部,李控,ZD-2026-000003/5 ZD-2026-000003/6,x"
		table := func(last string) *sheet.Reader { return f.table(head, held+",客户投诉记录", good, last) }
		bad := ",没写全,仓库,鸽子,,每日,,,,,没有这个部门,没有这个人,ZD-1,"
		p, err := f.items.PlanImport(f.ctx, f.supervisor, table(bad))
		f.must(err)
		if p.New != 1 || p.Known != 1 || p.Bad != 1 || strings.Join(p.Ignored, "") != "备注" || p.Rows[2].Line != 4 {
			t.Errorf("%+v", p)
		}
		for field, key := range map[string]string{"channel": "invalid.choice", "collector": "invalid.required", "retention": "invalid.required", "department_id": "invalid.choice",
			"owner_id": "invalid.information_person", "clauses": "invalid.control_clause"} {
			if got := p.Rows[2].Faults[field].Key; got != key {
				t.Errorf("%s: %q", field, got)
			}
		}
		_, err = f.items.Import(f.ctx, f.supervisor, table(bad))
		refused(t, err, "fault.information_import_bad")
		if f.count("information_items") != 1 {
			t.Error("a part of a faulty table was taken over")
		}
		_, err = f.items.Import(f.ctx, f.supervisor, table(strings.Replace(good, "仓库交接表", "平台退款表", 1)))
		f.must(err)
		v, err := f.items.ByNumber(f.ctx, f.owner, "XX-2026-000002")
		f.must(err)
		if f.count("information_items") != 3 || v.Title != "仓库交接表" || v.Frequency != "daily" || v.Retention != "five_years" || v.OwnerID != f.owner.PersonID || len(v.Clauses) != 2 {
			t.Errorf("%+v", v)
		}
		_, err = f.items.PlanImport(f.ctx, f.owner, f.table(head))
		refused(t, err, "information.write")
		_, err = f.items.PlanImport(f.ctx, f.supervisor, f.table("甲,乙", "1,2"))
		refused(t, err, "invalid.information_columns")
	})
}
