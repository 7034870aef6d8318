package complaint

import (
	"fmt"
	"strings"
	"testing"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/file"
)

// secrets are what tells who complains in sample.
var secrets = []string{"张三丰", "13812345678", "138-1234-5678", "1234-5678", "zhang@example.com", "岳麓", "KH0099"}

func leak(v any) string {
	text := fmt.Sprintf("%+v", v)
	for _, s := range secrets {
		if strings.Contains(text, s) {
			return s
		}
	}
	return ""
}

func TestWhoDoesNotHandleSeesMaskedValues(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		in := sample()
		in.Body = "没有收到快递，请尽快核实"
		n := f.register(f.clerk, in)
		f.advance(n, Accepted)
		want := Complainant{Name: "张**", Phone: "138****5678", Email: "z***@example.com", Address: "湖南省长沙市***", CustomerNo: "***99", Masked: true}
		for _, a := range []auth.Actor{f.supervisor, f.second, f.auditor} {
			v, err := f.ByNumber(f.ctx, a, n)
			f.must(err)
			want.ComplaintID = v.ID
			if v.Complainant != want {
				t.Errorf("%s sees %+v", a.Name, v.Complainant)
			}
			if s := leak(v.Timeline); s != "" {
				t.Errorf("%s reads %q in the timeline", a.Name, s)
			}
			p, err := f.List(f.ctx, a, Filter{View: ViewAll}, nil)
			f.must(err)
			if len(p.Rows) != 1 || leak(p.Rows) != "" {
				t.Errorf("%s: %d rows, leak %q", a.Name, len(p.Rows), leak(p.Rows))
			}
		}
		for _, a := range []auth.Actor{f.handler, f.clerk, auth.System("test")} {
			v, err := f.ByNumber(f.ctx, a, n)
			f.must(err)
			if v.Complainant.Name != "张三丰" || v.Complainant.Masked {
				t.Errorf("%s sees %+v", a.Name, v.Complainant)
			}
		}
		_, err := f.Reveal(f.ctx, f.supervisor, n, "")
		refused(t, err, "invalid.required")
		_, err = f.Reveal(f.ctx, f.auditor, n, "抽查")
		refused(t, err, string(auth.ComplaintReveal))
		p, err := f.Reveal(f.ctx, f.supervisor, n, "客户要求主管回电")
		f.must(err)
		if p.Phone != "138-1234-5678" || p.Masked {
			t.Errorf("revealed %+v", p)
		}
		if got := f.events(n); got[len(got)-1] != "complaint.revealed" {
			t.Errorf("events %v", got)
		}
	})
}

func TestThePersonComplainedAboutLearnsNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		in := sample()
		in.ComplainedPersonID = f.second.PersonID
		in.Files = []file.Upload{{Hash: strings.Repeat("a", 64), Size: 1, Type: "image/png", Name: "张三丰的照片.png"}}
		n := f.register(f.second, in) // who takes a complaint against himself must still take it in
		f.advance(n, Approved)
		f.must(f.Comment(f.ctx, f.handler, n, "张三丰说电话13812345678"))
		a := f.second
		refused(t, f.Assign(f.ctx, f.supervisor, f.ref(n), AssignInput{HandlerID: a.PersonID}), "invalid.complaint_handler_about")
		f.must(f.Reply(f.ctx, f.handler, f.ref(n), ReplyInput{Channel: "telephone", Text: "已联系张三丰"}))
		refused(t, f.FollowUp(f.ctx, a, f.ref(n), FollowUpInput{Outcome: "satisfied"}), "fault.complaint_about_self")
		refused(t, f.Pause(f.ctx, a, f.ref(n), PauseInput{Reason: "waiting_customer"}), "fault.complaint_about_self")
		refused(t, f.Attach(f.ctx, a, n, in.Files), "fault.complaint_about_self")
		_, err := f.Reveal(f.ctx, a, n, "想知道是谁")
		refused(t, err, "fault.complaint_about_self")
		f.must(f.Comment(f.ctx, a, n, "我的说明"))
		v, err := f.ByNumber(f.ctx, a, n)
		f.must(err)
		if s := leak(v); s != "" || !v.About || !v.Complainant.Hidden || v.OrderNumber != "" || len(v.Files) != 0 {
			t.Errorf("the page tells %q: %+v", s, v)
		}
		if !strings.Contains(v.Body, "快递显示签收") {
			t.Errorf("the matter itself is gone: %q", v.Body)
		}
		_, err = f.Attachment(f.ctx, a, n, 1)
		refused(t, err, "fault.complaint_about_self")
		older, _, _, err := f.Timeline(f.ctx, a, n, 0)
		f.must(err)
		p, err := f.List(f.ctx, a, Filter{View: ViewAll}, nil)
		f.must(err)
		var exported []Row
		_, _, err = f.Export(f.ctx, a, Filter{View: ViewAll}, func(r Row) error { exported = append(exported, r); return nil })
		f.must(err)
		waiting, err := f.Waiting(f.ctx, a)
		f.must(err)
		if s := leak([]any{older, p.Rows, exported, waiting}); s != "" || len(p.Rows) != 1 || len(exported) != 1 || len(waiting) != 0 {
			t.Errorf("leak %q, %d rows, %d exported, %d waiting", s, len(p.Rows), len(exported), len(waiting))
		}
		f.must(f.index.CatchUp(f.ctx))
		for _, words := range []string{"张三丰", "5678", "13812345678", "DD20260306001", "KH0099", "快递"} {
			rows, err := f.Find(f.ctx, a, words, 10)
			f.must(err)
			if len(rows) != 0 {
				t.Errorf("%q finds it", words)
			}
			if rows, err = f.Find(f.ctx, f.handler, words, 10); err != nil || len(rows) != 1 {
				t.Errorf("the handler does not find %q: %v", words, err)
			}
		}
		found, err := f.Duplicates(f.ctx, a, body, "13812345678", "DD20260306001")
		if f.must(err); len(found.Earlier)+len(found.Similar) != 0 {
			t.Errorf("duplicates %+v", found)
		}
		if told := f.told(a); len(told) != 0 {
			t.Errorf("was told %v", told)
		}
	})
}

func TestOthersComplaintsDoNotExist(t *testing.T) {
	d, clock := dbtest.One(t)
	f := newFirm(t, d, clock)
	n := f.register(f.handler, sample())
	f.must(f.index.CatchUp(f.ctx))
	for _, a := range []auth.Actor{f.stranger, f.otherSupervisor, f.clerk, f.admin} {
		if _, err := f.ByNumber(f.ctx, a, n); !fault.Is(err, fault.NotFoundKind) {
			t.Errorf("%s opens it: %v", a.Name, err)
		}
		rows, err := f.Find(f.ctx, a, "快递", 10)
		f.must(err)
		p, err := f.List(f.ctx, a, Filter{View: ViewAll}, nil)
		f.must(err)
		counts, err := f.Counts(f.ctx, a)
		f.must(err)
		dup, err := f.Duplicates(f.ctx, a, body, "13812345678", "")
		f.must(err)
		if len(rows)+len(p.Rows)+int(counts[ViewAll])+len(dup.Earlier)+len(dup.Similar) != 0 {
			t.Errorf("%s finds it", a.Name)
		}
	}
}

func TestMasks(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{maskName("张三"), "张**"}, {maskName(""), ""}, {maskName("𠮷田"), "𠮷**"}, {maskPhone("0731-88881234"), "073****1234"},
		{maskPhone("8888123"), "***8123"}, {maskPhone("12345"), "***"}, {maskPhone(""), ""}, {maskEmail("l@x.cn"), "l***@x.cn"}, {maskEmail(""), ""},
		{maskAddress("长沙"), "长***"}, {maskAddress(""), ""}, {maskCode("K1"), "***1"}, {maskCode(""), ""},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}
