package policy_test

import (
	"testing"

	"bihuan/models/auth"
	"bihuan/models/policy"
)

// TestReadingWhatHolds shows the text in force with its outline, addresses, definitions and references.
func TestReadingWhatHolds(t *testing.T) {
	w := newWorld(t)
	number := w.inForce(nil)
	at := "/policies/" + number
	c := w.As(auth.Employee)
	page := c.Get(at).Has(t, 200, "投诉回访办法", number, "受控 · 现行", "1.0 版", "第一章", "总则", "制定本办法", `id="c`, `href="#c`, "1–2", "负责人 周五洲", "全体员工").
		Lacks(t, "草案（", "INFO END", "# 投诉回访办法")
	_ = page
	c.Get("/policies").Has(t, 200, number, "投诉回访办法", "现行")
	c.Get(at + "/record").Has(t, 200, "历次版本", "时间线")
	c.Get(at + "/clauses/3").Has(t, 200)
	w.second(number, policy.Reviewing)
	w.As(auth.Handler).Get(at+"/versions/2").Has(t, 200, "草案", "评论")
}
