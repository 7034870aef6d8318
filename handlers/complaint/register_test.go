package complaint_test

import (
	"strings"
	"testing"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/complaint"
)

// TestRegister takes a complaint in with everything the form asks, and hands over its number.
func TestRegister(t *testing.T) {
	w := newWorld(t)
	cl := w.As(auth.Handler)
	cl.Get("/complaints/new").Has(t, 200, "谁投诉", "什么事", "要求什么", `name="phone"`)
	page := cl.Upload("/complaints/new", form("phone", "138 1234 5678", "name", "𠮷田😀", "email", "a@b.example", "address", "杭州", "customer_no", "K1",
		"body", "快递显示签收但没有收到。请查。", "channel", "visit", "received_at", "2026-03-05T09:30", "complained_department_id", itoa(w.Other),
		"complained_person_id", webtest.Names[auth.HR]+"（1003）", "failure_type", "slow_service", "severity", "serious", "order_number", "DD-9", "urgent_safety", "1",
		"remedy_sought", "重发"), webtest.File{Field: "files", Name: "照片.txt", Content: []byte("照片说明")})
	page.Has(t, 200, "已登记", "TS-2026-000001", "快递显示签收但没有收到", "编号 TS-2026-000001", "测试公司", "再登记一件")
	v := w.read(auth.Handler, "TS-2026-000001")
	if v.Complainant.Name != "𠮷田😀" || v.Channel != "visit" || v.DepartmentID != w.Other || v.ComplainedPersonID != w.Person(auth.HR) ||
		v.FailureClass != "delivery" || !v.UrgentSafety || v.OrderNumber != "DD-9" || len(v.Files) != 1 || v.FirstContactID != w.Person(auth.Handler) ||
		v.ReceivedAt.In(w.House.DB.Zone()).Format("2006-01-02 15:04") != "2026-03-05 09:30" {
		t.Errorf("%+v", v.Complaint)
	}
	cl.Get("/complaints/TS-2026-000001").Has(t, 200, "𠮷田😀", "138 1234 5678", "涉及安全", "照片.txt", "李四华")
}

// TestRegisterRefused keeps every word and names every field at fault, in both languages.
func TestRegisterRefused(t *testing.T) {
	w := newWorld(t)
	values := form("phone", "not a number", "name", strings.Repeat("名", 10_000), "email", "no-at", "body", "", "channel", "", "received_at", "2199-01-01T00:00",
		"complained_person_id", "没有这个人", "remedy_sought", "退<i>款</i>")
	for lang, words := range map[string][]string{
		"":   {"请改正以下内容", "请填写 5 到 20 位的电话号码", "最多 60 字，现在是 10,000 字", "请填写完整的邮箱地址", "没有这位员工"},
		"en": {"no such employee"},
	} {
		cl := w.As(auth.Handler)
		cl.Language = lang
		cl.Get("/complaints/new")
		page := cl.Post("/complaints/new", values).Has(t, 422, "退&lt;i&gt;款&lt;/i&gt;", `value="not a number"`)
		page.Lacks(t, "<i>款")
		if lang == "en" {
			page.Has(t, 422, words...)
		}
	}
	cl := w.As(auth.Handler)
	cl.Get("/complaints/new")
	values.Set("complained_person_id", "")
	cl.Post("/complaints/new", values).Has(t, 422, "请填写 5 到 20 位的电话号码", "最多 60 字，现在是 10,000 字", "请填写完整的邮箱地址", "请填写此项", "不能晚于现在")
}

// TestNamesakesAreAskedFor: two people of one name are told apart by number.
func TestNamesakesAreAskedFor(t *testing.T) {
	w := newWorld(t)
	cl := w.As(auth.Handler)
	cl.Get("/complaints/people?complained_person_id=100").Has(t, 200, "钱二明（1001）")
	cl.Get("/complaints/new")
	cl.Post("/complaints/new", form("channel", "visit", "body", "态度不好", "complained_person_id", "100")).Has(t, 422, "有几位同名", "钱二明（1001）")
	cl.Get("/complaints/new")
	cl.Post("/complaints/new", form("channel", "visit", "body", "态度不好", "complained_person_id", "1001")).Has(t, 200, "已登记")
	if v := w.read(auth.Supervisor, "TS-2026-000001"); v.ComplainedPersonID != w.Person(auth.Handler) {
		t.Error(v.ComplainedPersonID)
	}
}

// TestKnownAlready shows the customer's earlier complaints and like texts beside the form, and nothing of others.
func TestKnownAlready(t *testing.T) {
	w := newWorld(t)
	earlier := w.matter(func(in *complaint.RegisterInput) {
		in.Subject, in.Body = "以前的事", "完全不同的内容，关于发票抬头"
	})
	like := w.matter(func(in *complaint.RegisterInput) {
		in.Complainant.Phone, in.OrderNumber = "13700000000", "DD-2"
		in.Subject, in.Body = "电饭煲内胆起皮", "电饭煲使用两天后内胆涂层起皮脱落，要求退款"
	})
	if err := w.House.Index.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	values := form("phone", "138-1234-5678", "body", "电饭煲用了两天内胆起皮，涂层脱落", "remedy_sought", "不要丢")
	cl := w.As(auth.Handler)
	cl.Get("/complaints/new")
	page := cl.Post("/complaints/check", values).Has(t, 200, "以前的事", earlier, "可能是同一件", like, "不要丢", `value="138-1234-5678"`)
	if page.URL.RawQuery != "" {
		t.Error("a name or number stands in an address")
	}
	stranger := w.As(auth.HR)
	stranger.Get("/complaints/new")
	stranger.Post("/complaints/check", values).Has(t, 200, "没有发现").Lacks(t, earlier, like)
}

// TestHostileTextStaysText: markup in every field shows as it was typed, nowhere as markup.
func TestHostileTextStaysText(t *testing.T) {
	w := newWorld(t)
	const evil = `"><script>alert(1)</script><img src=x onerror=alert(2)>`
	number := w.matter(func(in *complaint.RegisterInput) {
		in.Subject, in.Body, in.RemedySought, in.OrderNumber = evil, evil, evil, evil[:40]
		in.Complainant = complaint.Complainant{Name: evil[:50], Address: evil, CustomerNo: evil[:30]}
	})
	cl := w.As(auth.Employee)
	comment := w.As(auth.Handler)
	comment.Get("/complaints/" + number + "?step=comment")
	comment.Post("/complaints/"+number+"/comment", form("text", evil)).Has(t, 200)
	if err := w.House.Index.CatchUp(ctx); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/complaints", "/complaints/" + number, "/complaints/" + number + "?step=edit", "/complaints/" + number + "/registered", "/search?q=alert", "/",
		"/complaints?q=%22%3E%3Cscript%3E", "/search?q=%22%3E%3Cscript%3E"} {
		cl.Get(path).Has(t, 200).Lacks(t, "<script>alert", "<img src=x")
	}
}

// TestTheOneComplainedAboutSeesNobody: masked for the department, hidden from whom it is about, revealed on record.
func TestTheOneComplainedAboutSeesNobody(t *testing.T) {
	w := newWorld(t)
	number := w.matter(func(in *complaint.RegisterInput) {
		in.ComplainedPersonID, in.Body = w.Person(auth.Handler), "张小花说他态度不好，请回电 13812345678"
	})
	w.As(auth.Handler).Get("/complaints/"+number).Has(t, 200, "您是被投诉人").Lacks(t, "张小花", "张**", "5678", "西湖区")
	cl := w.As(auth.Supervisor)
	cl.Get("/complaints/"+number).Has(t, 200, "张**", "138****5678", "显示完整资料").Lacks(t, "张小花</dd>", "西湖区")
	cl.Post("/complaints/"+number+"/reveal", form("reason", "")).Has(t, 422, "请填写此项")
	cl.Get("/complaints/" + number)
	cl.Post("/complaints/"+number+"/reveal", form("reason", "需要回电")).Has(t, 200, "张小花", "13812345678", "西湖区", "这次查看已留下记录")
	cl.Get("/complaints/"+number).Has(t, 200, "张**", "查看了投诉人的完整资料", "需要回电")
	w.As(auth.Auditor).Get("/complaints/"+number).Has(t, 200, "张**").Lacks(t, "西湖区", `/reveal"`)
}
