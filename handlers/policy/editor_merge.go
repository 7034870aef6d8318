package policy

import (
	"net/http"
	"strconv"
	"strings"

	"bihuan/handlers/web"
	"bihuan/models/clause"
	"bihuan/models/policy"
	edit "bihuan/views/policyedit"
)

// stale answers a save that came too late. What the other one saved and what was sent now are shown beside each other;
// where both are the same, nothing was lost and nothing is asked.
func (p *pages) stale(c *web.Context, w policy.Writing, d draft) error {
	theirs := storedDraft(w.Open)
	if theirs.same(d) {
		if c.HTMX() {
			return c.JSON(http.StatusOK, saved{Version: w.Open.Version, Saved: savedAt(c, w.Open.EditedAt)})
		}
		c.Flash("success", "policy_edit.done")
		return c.SeeOther(edit.Path(w.Number))
	}
	conflict := conflictPage(c, w, d, newMerge(w, d))
	if c.HTMX() {
		text, err := markup(c, edit.ConflictPart(conflict))
		if err != nil {
			return err
		}
		return c.JSON(http.StatusConflict, refused{Message: c.T("policy_edit.conflict"), Conflict: text})
	}
	return p.renderEditor(c, http.StatusConflict, w, d, func(e *edit.Editor) { e.Conflict = &conflict })
}

// merged answers the script with a text put together from two, and with the one that it was put together with.
type merged struct {
	draft
	Version int64 `json:"version"`
	Theirs  draft `json:"theirs"`
}

// mergeDraft puts a text together as its author chose, for him to look over and save. Nothing is saved here.
func (p *pages) mergeDraft(c *web.Context) error {
	w, err := p.Policies.Writing(c.Ctx(), c.Actor(), c.Param("number"))
	if err != nil {
		return err
	}
	d := sentDraft(c)
	if w.Open.Version != d.Version {
		return p.stale(c, w, d)
	}
	theirs, m := storedDraft(w.Open), newMerge(w, d)
	d.Body = m.text(c.FormValue)
	for name, line := range map[string]struct{ mine, theirs *string }{"pick-title": {&d.Title, &theirs.Title}, "pick-weight": {&d.Weight, &theirs.Weight}, "pick-summary": {&d.Summary, &theirs.Summary}} {
		if c.FormValue(name) == pickTheirs {
			*line.mine = *line.theirs
		}
	}
	if c.HTMX() {
		return c.JSON(http.StatusOK, merged{draft: d, Version: w.Open.Version, Theirs: theirs})
	}
	return p.renderEditor(c, http.StatusOK, w, d, func(e *edit.Editor) { e.Notice = c.T("policy_edit.conflict.merged") })
}

// The readings of a part that can be taken.
const (
	pickMine   = "mine"
	pickTheirs = "theirs"
	pickBoth   = "both"
)

// merge are two texts part by part, in the order of mine, what only theirs has where it stood.
type merge struct {
	pieces []piece
	gap    string // between parts, where one of the texts ended
}

type piece struct {
	label        string
	mine, theirs string // as written, blank lines behind them included
	words        []clause.Span
	pick         string // which one is taken without asking; empty where the author is asked
}

// newMerge lays what was sent beside what is stored. Where it is known what both were written from, a part that only one
// of them changed needs no asking.
func newMerge(w policy.Writing, d draft) merge {
	theirs, next := w.Open, w.NextKey
	var base []clause.Part
	before, beforeText := theirs.Parts, theirs.Body
	if d.based {
		base, next = clause.Carry(theirs.Parts, theirs.Body, clause.Parse(d.base), d.base, next)
		before, beforeText = base, d.base
	}
	mine, _ := clause.Carry(before, beforeText, clause.Parse(d.Body), d.Body, next)
	m := merge{gap: "\n"}
	if strings.Contains(theirs.Body+d.Body, "\n\n") {
		m.gap = "\n\n"
	}
	if a, b := metaText(mine, d.Body), metaText(theirs.Parts, theirs.Body); a != "" || b != "" {
		m.pieces = append(m.pieces, piece{mine: a, theirs: b, pick: pick(a, b, metaText(base, d.base), d.based)})
	}
	was := map[int]string{}
	for _, part := range base {
		was[part.Key] = d.base[part.Start:part.End]
	}
	for _, pair := range clause.Compare(theirs.Parts, theirs.Body, mine, d.Body) {
		var one piece
		if pair.Before != nil {
			one.label, one.theirs = name(*pair.Before, theirs.Body), theirs.Body[pair.Before.Start:pair.Before.End]
		}
		key := 0
		if pair.After != nil {
			one.label, one.mine, key = name(*pair.After, d.Body), d.Body[pair.After.Start:pair.After.End], pair.After.Key
		} else {
			key = pair.Before.Key
		}
		one.words = pair.Words
		one.pick = pick(one.mine, one.theirs, was[key], d.based)
		m.pieces = append(m.pieces, one)
	}
	return m
}

// metaText are the lines about a text that no clause holds.
func metaText(parts []clause.Part, source string) string {
	var b strings.Builder
	for _, part := range parts {
		if part.Kind == clause.Meta {
			b.WriteString(source[part.Start:part.End])
		}
	}
	return b.String()
}

func name(part clause.Part, source string) string {
	return strings.TrimSpace(part.Label + " " + rowWords(part, source))
}

// pick tells which of two readings is to be taken without asking: empty where both were changed, or nobody knows.
func pick(mine, theirs, base string, based bool) string {
	a, b, was := strings.TrimSpace(mine), strings.TrimSpace(theirs), strings.TrimSpace(base)
	switch {
	case a == b, based && b == was:
		return pickMine
	case based && a == was:
		return pickTheirs
	}
	return ""
}

func pickName(i int) string { return "pick-" + strconv.Itoa(i) }

// text puts the parts together as chosen. Where nothing was chosen both readings stay, so that nothing is lost.
func (m merge) text(chosen func(name string) string) string {
	var b strings.Builder
	add := func(text string) {
		if text == "" {
			return
		}
		if sofar := b.String(); sofar != "" && !strings.HasSuffix(sofar, "\n") {
			b.WriteString(m.gap)
		}
		b.WriteString(text)
	}
	for i, one := range m.pieces {
		take := one.pick
		if take == "" {
			take = chosen(pickName(i))
		}
		switch take {
		case pickMine:
			add(one.mine)
		case pickTheirs:
			add(one.theirs)
		default:
			add(one.theirs)
			add(one.mine)
		}
	}
	return b.String()
}

// conflictPage shows what is to be chosen.
func conflictPage(c *web.Context, w policy.Writing, d draft, m merge) edit.Conflict {
	theirs := storedDraft(w.Open)
	out := edit.Conflict{Number: w.Number, Version: w.Open.Version, Title: d.Title, Body: d.Body, Weight: d.Weight, Summary: d.Summary, Base: d.base, Based: d.based}
	line := func(name, label, mine, other string) {
		if mine != other {
			out.Rows = append(out.Rows, edit.Clash{Name: "pick-" + name, Label: c.T(label), Mine: mine, Theirs: other})
		}
	}
	weight := func(code string) string { return c.T("policy.weight." + code) }
	line("title", "field.policy.title", d.Title, theirs.Title)
	if d.Weight != theirs.Weight {
		line("weight", "field.policy.weight", weight(d.Weight), weight(theirs.Weight))
	}
	line("summary", "field.policy.summary", d.Summary, theirs.Summary)
	for i, one := range m.pieces {
		if one.pick != "" {
			out.Same++
			continue
		}
		r := edit.Clash{Name: pickName(i), Label: one.label, Mine: strings.TrimSpace(one.mine), Theirs: strings.TrimSpace(one.theirs), Both: one.mine != "" && one.theirs != ""}
		if r.Label == "" {
			r.Label = c.T("policy_edit.conflict.whole")
		}
		for _, s := range one.words {
			r.Words = append(r.Words, edit.Span{Op: s.Op, Text: s.Text})
		}
		out.Rows = append(out.Rows, r)
	}
	return out
}
