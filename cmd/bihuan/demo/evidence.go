package demo

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// evidence writes a small file as offices keep them: who was there, what was looked at, or what was agreed.
func (t *task) evidence(title, form string, day time.Time) io.Reader {
	s := t.s
	var b strings.Builder
	line := func(cells ...string) { b.WriteString(strings.Join(cells, ",") + "\r\n") }
	switch form {
	case "signin":
		b.WriteString("\ufeff") // for spreadsheet programs
		line("姓名", "部门", "岗位", "签到时间")
		for _, e := range s.staff {
			if e.department == t.Department && e.id != 0 && e.left == 0 && s.chance(0.8) {
				line(e.name, s.places[e.department].Name, e.post, fmt.Sprintf("%s 08:%02d", s.day(day), s.between(20, 55)))
			}
		}
	case "check":
		b.WriteString("\ufeff")
		line("日期", "检查项", "数量", "结果", "检查人")
		for i := range 5 {
			at := day.AddDate(0, 0, i-4)
			if at.Before(t.begun) {
				at = day
			}
			line(s.day(at), t.Title, fmt.Sprint(s.between(2, 24)), pick(s, []string{"正常", "正常", "正常", "一处已当场纠正"}), t.owner.name)
		}
	default:
		fmt.Fprintf(&b, "%s\r\n\r\n整改事项：%s\r\n日期：%s\r\n整理人：%s\r\n\r\n", title, t.Title, s.day(day), t.owner.name)
		for i, m := range t.Measures {
			fmt.Fprintf(&b, "%d. %s\r\n", i+1, m[0])
		}
	}
	return strings.NewReader(b.String())
}
