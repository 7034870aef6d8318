package org_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"bihuan/models/org"
	"bihuan/models/sheet"
)

func table(t *testing.T, name string, raw []byte) org.Table {
	t.Helper()
	r, err := sheet.Open(bytes.NewReader(raw), name, sheet.Options{})
	must(t, err)
	defer r.Close()
	out, err := org.ReadTable(r)
	must(t, err)
	return out
}

const firstTable = `工号,姓名,部门,岗位,手机号,邮箱,入职日期,血型
A1,钱多,售后部,专员,13800138000,qian@example.com,2024/3/5,A
A2,孙行,售后部/一组,专员,,,2024年3月6日,B
A3,𠮷野,仓储部,,,,20240307,
`

func TestATableOfPeopleIsTakenOver(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		gb, err := simplifiedchinese.GB18030.NewEncoder().String(firstTable)
		must(t, err)
		for _, raw := range []string{firstTable, "\ufeff" + firstTable, gb} {
			plan, err := h.PlanImport(ctx, hr, table(t, "people.csv", []byte(raw)), org.ImportOptions{CreatePlaces: true})
			must(t, err)
			if plan.New != 3 || plan.Bad != 0 || strings.Join(plan.Departments, ",") != "售后部,售后部 / 一组,仓储部" || len(plan.Posts) != 1 || plan.Ignored[0] != "血型" {
				t.Fatalf("%+v", plan)
			}
		}
		if n := len(h.tree(t).All()); n != 1 {
			t.Fatalf("a dry run left %d departments", n)
		}
		plan, err := h.PlanImport(ctx, hr, table(t, "people.csv", []byte(firstTable)), org.ImportOptions{})
		must(t, err)
		if plan.Bad != 3 || plan.Rows[0].Faults[0].Message.Key != "invalid.import_department" || plan.Rows[0].Line != 2 {
			t.Fatalf("%+v", plan)
		}
		opts := org.ImportOptions{CreatePlaces: true}
		_, err = h.ApplyImport(ctx, hr, table(t, "people.csv", []byte(firstTable)), opts)
		must(t, err)
		f := h.file(t, "A2")
		if h.tree(t).FullName(f.DepartmentID) != "售后部 / 一组" || f.JoinedOn != "2024-03-06" || f.PostID == 0 {
			t.Errorf("%+v", f)
		}
		if f = h.file(t, "A3"); f.Name != "𠮷野" {
			t.Error(f.Name)
		}
		_, err = h.ApplyImport(ctx, hr, table(t, "people.csv", []byte(firstTable)), opts)
		refused(t, err, "invalid.import_nothing")
	})
}

func TestATableChangesAndLets(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, err := h.ApplyImport(ctx, hr, table(t, "people.csv", []byte(firstTable)), org.ImportOptions{CreatePlaces: true})
		must(t, err)
		second := "Employee No.;Name;Dept;Mobile;Leave date\nA1;钱多多;仓储部;;\na2;孙行;;13900139000;2026-03-31\n"
		plan, err := h.ApplyImport(ctx, hr, table(t, "people.csv", []byte(second)), org.ImportOptions{Leavers: true})
		must(t, err)
		if plan.Changed != 2 || plan.Leavers != 1 || plan.Unchanged != 0 {
			t.Fatalf("%+v", plan)
		}
		if got := fmt.Sprint(plan.Rows[0].Diffs); got != "[{name 钱多 钱多多} {department 售后部 仓储部}]" {
			t.Error(got)
		}
		one, two, three := h.file(t, "A1"), h.file(t, "A2"), h.file(t, "A3")
		if one.Phone != "13800138000" || len(one.Assignments) != 2 || one.Assignments[0].FromOn != today {
			t.Errorf("%+v", one)
		}
		if two.LeftOn != "2026-03-31" || two.Phone != "13900139000" || three.LeftOn != today {
			t.Errorf("%+v %+v", two.Person, three.Person)
		}
		if h.file(t, "G001").LeftOn != "" {
			t.Error("who imports does not leave by his own table")
		}
	})
}

func TestFaultyRowsAreNamed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		bad := "number,name,department,joined,email,phone\n" +
			"A1,钱多,长江服务,2024-13-01,,\n" +
			"A2,,长江服务,,,\n" +
			"A2,孙行,长江服务,,,\n" +
			",李四,长江服务,,,\n" +
			"A4,周五,,,,\n" +
			"A5,吴六,长江服务,,a@,12\n" +
			"A6,郑七,长江服务,2024-01-01,,\n"
		in := table(t, "people.csv", []byte(bad))
		plan, err := h.PlanImport(ctx, hr, in, org.ImportOptions{})
		must(t, err)
		var got []string
		for _, r := range plan.Rows {
			for _, f := range r.Faults {
				got = append(got, fmt.Sprintf("%d %s %s", r.Line, f.Field, f.Message.Key))
			}
		}
		want := "2 joined_on invalid.day|3 name invalid.required|4 number invalid.import_twice|5 number invalid.required|6 department invalid.required|7 email invalid.email|7 phone invalid.phone"
		if strings.Join(got, "|") != want {
			t.Errorf("%s", strings.Join(got, "\n"))
		}
		_, err = h.ApplyImport(ctx, hr, in, org.ImportOptions{})
		refused(t, err, "invalid.import_bad")
		plan, err = h.ApplyImport(ctx, hr, in, org.ImportOptions{SkipBad: true})
		must(t, err)
		if plan.New != 1 || h.file(t, "A6").Name != "郑七" {
			t.Errorf("%+v", plan)
		}
		if r, err := sheet.Open(strings.NewReader("a,b\n1,2\n"), "x.csv", sheet.Options{}); err == nil {
			_, err = org.ReadTable(r)
			refused(t, err, "invalid.import_no_number")
		}
	})
}

func TestAThousandPeopleInOneGo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var b strings.Builder
		b.WriteString("工号,姓名,部门\n")
		for i := range 1000 {
			fmt.Fprintf(&b, "N%04d,员工%d,部门%d\n", i, i, i%7)
		}
		plan, err := h.ApplyImport(ctx, hr, table(t, "people.csv", []byte(b.String())), org.ImportOptions{CreatePlaces: true})
		must(t, err)
		if plan.New != 1000 {
			t.Errorf("%+v", plan.New)
		}
	})
}
