package policy

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"bihuan/handlers/web"
	"bihuan/models/clause"
	edit "bihuan/views/policyedit"
)

// renumbered answers the script with a text that was numbered anew.
type renumbered struct {
	Body   string      `json:"body"`
	Refs   []mentioned `json:"refs"`
	Report string      `json:"report"`
}

// mentioned is a place that names a clause by its old number. Now is empty where a person must judge.
type mentioned struct {
	At  int    `json:"at"` // in units of the browser
	Was string `json:"was"`
	Now string `json:"now"`
}

// renumberDraft numbers the clauses anew and lists the references that still mean old numbers; with fix it changes those.
func (p *pages) renumberDraft(c *web.Context) error {
	w, err := p.Policies.Writing(c.Ctx(), c.Actor(), c.Param("number"))
	if err != nil {
		return err
	}
	d := sentDraft(c)
	if c.FormValue("fix") != "" {
		var n int
		d.Body, n = correct(d.Body, readNumbers(c.FormValue("numbers")))
		return p.renderEditor(c, http.StatusOK, w, d, func(e *edit.Editor) { e.Notice = c.T("policy_edit.report.fixed", "n", n) })
	}
	was := w.Parts(d.Body)
	d.Body = clause.Renumber(d.Body)
	parts := clause.Parse(d.Body)
	numbers := newNumbers(was, parts)
	found := outdated(parts, d.Body, numbers)
	report := edit.Report{Moved: numbers.moved, Numbers: numbers.String(), Action: edit.Path(w.Number) + "/renumber"}
	refs, at := []mentioned{}, newPlaces(d.Body)
	for _, r := range found {
		report.References = append(report.References, edit.Reference{Before: before(d.Body, r.Start), Was: r.Text, After: after(d.Body, r.End), Now: r.now, Clause: labelAt(parts, r.Start)})
		refs = append(refs, mentioned{At: at.at(r.Start), Was: r.Text, Now: r.now})
	}
	if !c.HTMX() {
		return p.renderEditor(c, http.StatusOK, w, d, func(e *edit.Editor) { e.Report = &report })
	}
	answer := renumbered{Body: d.Body, Refs: refs}
	if answer.Report, err = markup(c, edit.ReportPart(report)); err != nil {
		return err
	}
	return c.JSON(http.StatusOK, answer)
}

// numbers are the numbers of clauses before and after.
type numbers struct {
	now   map[clause.Number]int
	moved int // clauses whose number changed
}

// newNumbers tells the numbers of the same parts before and after. Where two clauses bore one number, a reference means
// the older one, which has the smaller key: the newer was put in before it.
func newNumbers(was, now []clause.Part) numbers {
	n := numbers{now: map[clause.Number]int{}}
	keys := map[clause.Number]int{}
	for i, part := range was {
		if part.Kind != clause.Clause || i >= len(now) {
			continue
		}
		if part.Number != now[i].Number {
			n.moved++
		}
		if key, twice := keys[part.Number]; !twice || part.Key < key {
			keys[part.Number], n.now[part.Number] = part.Key, now[i].Number.N
		}
	}
	for number, to := range n.now {
		if number == (clause.Number{N: to}) {
			delete(n.now, number)
		}
	}
	return n
}

// String writes the numbers for a form: "12>13 13.1>15".
func (n numbers) String() string {
	var b strings.Builder
	for was, now := range n.now {
		fmt.Fprintf(&b, "%d.%d>%d ", was.N, was.Suffix, now)
	}
	return strings.TrimSpace(b.String())
}

func readNumbers(s string) numbers {
	n := numbers{now: map[clause.Number]int{}}
	for _, one := range strings.Fields(s) {
		var was clause.Number
		var now int
		if _, err := fmt.Sscanf(one, "%d.%d>%d", &was.N, &was.Suffix, &now); err == nil && now > 0 {
			n.now[was] = now
		}
	}
	return n
}

// mention is a reference by an old number.
type mention struct {
	clause.Reference
	now string
}

// several names clauses in one go, as 第十二、十三条.
var several = regexp.MustCompile(`第([〇零一二三四五六七八九十百千0-9]{1,12}(?:[、和及][〇零一二三四五六七八九十百千0-9]{1,12})+)条`)

// outdated are the references of a text that name a clause by its old number, in their order.
func outdated(parts []clause.Part, source string, n numbers) []mention {
	if len(n.now) == 0 {
		return nil
	}
	var out []mention
	for _, m := range several.FindAllStringSubmatchIndex(source, -1) {
		for _, numeral := range strings.FieldsFunc(source[m[2]:m[3]], func(r rune) bool { return strings.ContainsRune("、和及", r) }) {
			if one, ok := clause.ParseNumeral(numeral); ok && n.now[clause.Number{N: one}] != 0 {
				out = append(out, mention{Reference: clause.Reference{Text: source[m[0]:m[1]], Start: m[0], End: m[1]}})
				break
			}
		}
	}
	lists := out
	var all []mention
	for _, r := range clause.References(parts, source) {
		for len(lists) > 0 && lists[0].Start <= r.Start {
			all, lists = append(all, lists[0]), lists[1:]
		}
		if to, ok := n.now[r.Number]; ok {
			all = append(all, mention{Reference: r, now: relabelled(r.Text, to)})
		}
	}
	return append(all, lists...)
}

// relabelled writes a reference with another number, in digits where it had digits.
func relabelled(text string, n int) string {
	if strings.ContainsAny(text, "0123456789") {
		return "第" + strconv.Itoa(n) + "条"
	}
	return "第" + clause.Numeral(n) + "条"
}

// correct changes all references that name old numbers and tells how many.
func correct(source string, n numbers) (string, int) {
	var b strings.Builder
	at, count := 0, 0
	for _, m := range outdated(clause.Parse(source), source, n) {
		if m.now == "" || m.Start < at {
			continue
		}
		b.WriteString(source[at:m.Start])
		b.WriteString(m.now)
		at = m.End
		count++
	}
	return b.String() + source[at:], count
}

// around is how many characters of a line stand beside a reference in the report.
const around = 16

func before(source string, at int) string {
	line := source[strings.LastIndexByte(source[:at], '\n')+1 : at]
	r := []rune(line)
	if len(r) <= around {
		return line
	}
	return "…" + string(r[len(r)-around:])
}

func after(source string, at int) string {
	line, _, _ := strings.Cut(source[at:], "\n")
	r := []rune(line)
	if len(r) <= around {
		return line
	}
	return string(r[:around]) + "…"
}

// labelAt is the label of the part in which a place lies, or how it begins.
func labelAt(parts []clause.Part, at int) string {
	for _, part := range parts {
		if part.Start <= at && at < part.End {
			if part.Label != "" {
				return part.Label
			}
			return part.Title
		}
	}
	return ""
}
