package complaint

import (
	"slices"
	"strings"
	"time"

	"bihuan/models/auth"
	"bihuan/models/change"
	"bihuan/models/fault"
	"bihuan/models/search"
	"bihuan/models/terms"
)

// Mapping says for each field of a complaint under which heading of the table it stands.
type Mapping map[string]string

// ImportFields are the fields that a table may hold, in the order in which screens offer them.
var ImportFields = []string{"external_id", "received_at", "channel", "source", "category", "subject", "body", "remedy_sought", "name", "phone",
	"email", "address", "customer_no", "order_number", "severity", "department"}

// headings are names under which the fields are known, folded.
var headings = map[string][]string{
	"external_id":   {"external_id", "id", "编号", "投诉编号", "外部编号", "工单号", "工单编号", "单号", "流水号", "留言编号"},
	"received_at":   {"received_at", "received", "created_at", "date", "time", "时间", "日期", "受理时间", "投诉时间", "投诉日期", "收到时间", "来电时间", "登记时间", "留言时间"},
	"channel":       {"channel", "渠道", "投诉渠道", "受理渠道", "来电渠道"},
	"source":        {"source", "来源", "数据来源", "投诉来源", "平台"},
	"category":      {"category", "type", "类别", "分类", "类型", "投诉类型", "投诉类别", "问题类型", "失误类型", "一级分类", "一级标签"},
	"subject":       {"subject", "title", "标题", "主题", "投诉标题", "留言主题", "摘要"},
	"body":          {"body", "text", "content", "内容", "正文", "投诉内容", "投诉详情", "详情", "描述", "问题描述", "留言", "留言详情", "评价内容", "评论"},
	"remedy_sought": {"remedy_sought", "demand", "诉求", "客户诉求", "要求", "期望处理", "投诉诉求"},
	"name":          {"name", "customer", "complainant", "姓名", "客户姓名", "投诉人", "客户", "联系人", "顾客姓名", "投诉人姓名"},
	"phone":         {"phone", "tel", "telephone", "mobile", "电话", "手机", "手机号", "联系电话", "客户电话", "手机号码", "电话号码"},
	"email":         {"email", "e-mail", "mail", "邮箱", "电子邮箱", "电子邮件", "邮件"},
	"address":       {"address", "地址", "联系地址", "客户地址"},
	"customer_no":   {"customer_no", "customer number", "客户编号", "客户号", "会员号", "会员编号", "户号"},
	"order_number":  {"order_number", "order", "order no", "订单", "订单号", "订单编号", "合同号", "合同编号"},
	"severity":      {"severity", "priority", "等级", "严重程度", "投诉等级", "紧急程度"},
	"department":    {"department", "部门", "责任部门", "处理部门", "承办部门"},
}

func foldHeading(s string) string { return strings.Join(strings.Fields(search.Fold(s)), " ") }

// Guess finds the fields that a table's headings name.
func Guess(header []string) Mapping {
	m := Mapping{}
	for _, field := range ImportFields {
		for _, name := range headings[field] {
			i := slices.IndexFunc(header, func(h string) bool { return foldHeading(h) == foldHeading(name) })
			if i >= 0 && m[field] == "" && !m.uses(header[i]) {
				m[field] = header[i]
			}
		}
	}
	return m
}

func (m Mapping) uses(heading string) bool {
	for _, h := range m {
		if h == heading {
			return true
		}
	}
	return false
}

// columns gives the place of each mapped field; a text there must be.
func (m Mapping) columns(header []string, c *fault.Check) map[string]int {
	columns := map[string]int{}
	for field, heading := range m {
		if heading == "" {
			continue
		}
		i := slices.Index(header, heading)
		if i < 0 || !slices.Contains(ImportFields, field) {
			c.Add("map_"+field, "invalid.choice")
			continue
		}
		columns[field] = i
	}
	if _, ok := columns["body"]; !ok {
		c.Add("map_body", "invalid.required")
	}
	return columns
}

// understand makes a complaint of a row; ok is false where the row is at fault or stood in the table before.
func (im *importing) understand(cells []string, line int) (importRow, bool) {
	get := func(field string) string {
		if i, ok := im.columns[field]; ok && i < len(cells) {
			return strings.TrimSpace(cells[i])
		}
		return ""
	}
	now := im.cs.d.Now()
	f := Facts{Subject: get("subject"), Body: get("body"), RemedySought: get("remedy_sought"), OrderNumber: get("order_number")}
	row := importRow{line: line, p: Complainant{Name: get("name"), Phone: get("phone"), Email: get("email"), Address: get("address"), CustomerNo: get("customer_no")}.trimmed()}
	var check fault.Check
	department := im.read(get, &f, &check)
	row.c = RegisterInput{Facts: f, DepartmentID: department}.complaint(im.a, now)
	row.c.Source, row.c.ImportBatch = change.Cut(get("source"), 120), im.batchID
	if row.c.FailureClass == "" && row.c.FailureType == "" {
		row.c.Category = change.Cut(get("category"), 120)
	}
	w := work{c: &row.c, terms: im.terms, tree: im.tree, Set: change.Set{Check: check}}
	w.checkFacts(&Complaint{}, now)
	w.Check.Line("source", row.c.Source, 120)
	w.Check.Line("category", row.c.Category, 120)
	row.p.check(&w.Check)
	if err := w.Check.Err(); err != nil {
		im.fail(line, err)
		return row, false
	}
	var contents []string
	for _, field := range ImportFields {
		contents = append(contents, strings.Join(strings.Fields(get(field)), " "))
	}
	row.id = get("external_id")
	row.key = keyOf(get("source"), row.id, contents)
	switch known := im.seen[numberPart(row.key)]; known {
	case "":
	case row.key:
		im.result.Skipped++
		return row, false
	default:
		im.failNumber(row)
		return row, false
	}
	im.seen[numberPart(row.key)] = row.key
	im.preview(row)
	return row, true
}

// read understands the cells that stand for something else: lists, times, departments.
func (im *importing) read(get func(string) string, f *Facts, check *fault.Check) (department int64) {
	f.Channel, f.Severity = im.o.Channel, im.o.Severity
	if text := get("channel"); text != "" {
		if t, ok := im.term(terms.Channel, text); ok {
			f.Channel = t.Code
		} else {
			check.Add("channel", "invalid.choice")
		}
	} else if t, ok := im.term(terms.Channel, get("source")); ok {
		f.Channel = t.Code
	}
	if text := get("severity"); text != "" {
		t, ok := im.term(terms.Severity, text)
		if f.Severity = t.Code; !ok {
			check.Add("severity", "invalid.choice")
		}
	}
	if t, ok := im.term(terms.FailureType, get("category")); ok {
		f.FailureType = t.Code
	} else if t, ok := im.term(terms.FailureClass, get("category")); ok {
		f.FailureClass = t.Code
	}
	if text := get("received_at"); text != "" {
		at, ok := parseTime(text, im.cs.d.Zone())
		if f.ReceivedAt = at; !ok {
			check.Add("received_at", "invalid.date")
		}
	}
	department = im.o.DepartmentID
	if text := get("department"); text != "" {
		switch found := im.tree.Find(text); len(found) {
		case 1:
			department = found[0].ID
		default:
			check.Add("department", "invalid.choice")
		}
	}
	if !im.a.CanIn(auth.ComplaintImport, department) {
		check.Add("department", "invalid.complaint_import_scope")
	}
	return department
}

// term finds a value of a list by its code or a name in either language.
func (im *importing) term(list, text string) (terms.Term, bool) {
	if text == "" {
		return terms.Term{}, false
	}
	for _, t := range im.terms.List(list) {
		if t.Code == text || foldHeading(t.NameZh) == foldHeading(text) || foldHeading(t.NameEn) == foldHeading(text) {
			return t, true
		}
	}
	return terms.Term{}, false
}

var timeForms = []string{"2006-1-2 15:04:05", "2006-1-2 15:04", "2006-1-2", "2006-1-2T15:04:05", "2006-1-2T15:04", time.RFC3339}

// parseTime reads a time as tables write it, in the firm's zone where it names none.
func parseTime(s string, zone *time.Location) (time.Time, bool) {
	s = strings.NewReplacer("年", "-", "月", "-", "日", "", "/", "-", "：", ":").Replace(strings.TrimSpace(s))
	for _, form := range timeForms {
		if t, err := time.ParseInLocation(form, s, zone); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}

func (im *importing) preview(r importRow) {
	if len(im.result.Preview) >= previewRows {
		return
	}
	im.result.Preview = append(im.result.Preview, Preview{Line: r.line, Subject: r.c.Subject, Body: change.Cut(r.c.Body, 80), Channel: r.c.Channel,
		FailureType: r.c.FailureType, Category: r.c.Category, Name: r.p.Name, Phone: r.p.Phone, ReceivedAt: r.c.ReceivedAt, DepartmentID: r.c.DepartmentID})
}
