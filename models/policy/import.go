package policy

import (
	"cmp"
	"context"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"gorm.io/gorm"
	lockclause "gorm.io/gorm/clause"

	"bihuan/models/auth"
	"bihuan/models/clause"
	"bihuan/models/db"
	"bihuan/models/fault"
)

// ImportFile is one text to take over. Name is the file's: a date in brackets at its end is the version's.
type ImportFile struct {
	Name string
	Text string
}

// ImportInput takes over texts that are in force without the portal's doing, as laws are.
type ImportInput struct {
	Facts
	Files []ImportFile
}

// Imported tells what became of a file.
type Imported struct {
	Name    string
	Title   string
	Number  string // of the policy
	No      int    // of the edition
	Version string // the day of the version, as the file's name or its history tells it
	Effect  string // the day from which it is taken to be in force
	// Stated tells that Effect stands in the text; otherwise it is the day of the version, or the day of the import.
	Stated  bool
	Clauses int
	Skipped bool  // the same text is there already
	Err     error // why it was not taken over; the other files are
}

// Import takes over files as editions in force, several versions of one title as editions of one document in the order
// of their days. Each file is a transaction of its own; a text that is there already is skipped. People take over only
// what others made: a text of the firm's own comes into force by being approved.
func (ps *Policies) Import(ctx context.Context, a auth.Actor, in ImportInput) ([]Imported, error) {
	if err := a.Require(auth.PolicyWrite); err != nil {
		return nil, err
	}
	g, err := ps.ground(ctx)
	if err != nil {
		return nil, err
	}
	if k, ok := FindKind(g.kinds, in.Kind); ok && !k.External && a.PersonID != 0 {
		return nil, fault.Refused("fault.policy_import_kind")
	}
	defer ps.Index.Kick()
	files := make([]*taken, len(in.Files))
	for i, f := range in.Files {
		files[i] = take(f, ps.d.Zone(), day(ps.d.Now(), ps.d.Zone()))
	}
	order := slices.Clone(files)
	slices.SortStableFunc(order, func(x, y *taken) int { return cmp.Or(cmp.Compare(x.Title, y.Title), cmp.Compare(x.Version, y.Version)) })
	for _, t := range order {
		if t.Err == nil {
			t.Err = ps.d.InTx(ctx, func(tx *db.Tx) error { return ps.takeIn(tx, a, g, in.Facts, t) })
		}
		if t.Err != nil && fault.Of(t.Err) == nil {
			return nil, t.Err
		}
	}
	told := make([]Imported, len(files))
	for i, t := range files {
		told[i] = t.Imported
	}
	return told, nil
}

// taken is a file read.
type taken struct {
	Imported
	body  string
	parts []clause.Part
}

var (
	nameDate = regexp.MustCompile(`[(（](\d{4})-(\d{2})-(\d{2})[)）]`)
	textDate = regexp.MustCompile(`(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日`)
	effectOf = regexp.MustCompile(`自\s*(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日\s*起\s*(?:施行|实施|生效|执行)`)
)

// take reads title, parts and days of a file.
func take(f ImportFile, zone *time.Location, today string) *taken {
	t := &taken{Imported: Imported{Name: f.Name}}
	if !utf8.ValidString(f.Text) {
		t.Err = fault.Invalid("invalid.policy_encoding")
		return t
	}
	t.body = strings.ReplaceAll(strings.TrimPrefix(f.Text, "\ufeff"), "\r\n", "\n")
	if empty(t.body) {
		t.Err = fault.Conflict("fault.policy_empty")
		return t
	}
	if utf8.RuneCountInString(t.body) > MaxBody {
		t.Err = fault.Invalid("invalid.too_long", "max", MaxBody)
		return t
	}
	t.parts = clause.Parse(t.body)
	t.Clauses = clause.Count(t.parts)
	base := strings.TrimSuffix(path.Base(f.Name), path.Ext(f.Name))
	t.Title = titleOf(t.parts)
	if t.Title == "" {
		t.Title = strings.TrimSpace(nameDate.ReplaceAllString(base, ""))
	}
	if m := nameDate.FindStringSubmatch(base); m != nil {
		t.Version = dayOf(m[1], m[2], m[3], zone)
	}
	t.days(zone, today)
	return t
}

// titleOf is the title that the text's first line tells.
func titleOf(parts []clause.Part) string {
	for _, p := range parts {
		if p.Kind == clause.Meta && p.Title != "" {
			r := []rune(strings.Join(strings.Fields(p.Title), " "))
			return string(r[:min(len(r), maxTitle)])
		}
	}
	return ""
}

// days finds the day of the version and the day from which it is in force: the one that its last clause states, unless
// that is before the version's own, as it is where a law was amended later.
func (t *taken) days(zone *time.Location, today string) {
	if t.Version == "" {
		for _, p := range t.parts {
			if p.Kind != clause.Meta {
				continue
			}
			for _, m := range textDate.FindAllStringSubmatch(t.body[p.Start:p.End], -1) {
				t.Version = max(t.Version, dayOf(m[1], m[2], m[3], zone))
			}
		}
	}
	t.Effect = t.Version
	for _, p := range t.parts {
		if p.Kind != clause.Clause && p.Kind != clause.Point {
			continue
		}
		if m := effectOf.FindStringSubmatch(p.Body(t.body)); m != nil {
			if stated := dayOf(m[1], m[2], m[3], zone); stated >= t.Version && stated != "" {
				t.Effect, t.Stated = stated, true
			}
		}
	}
	if t.Effect == "" {
		t.Effect = today
	}
}

// dayOf puts year, month and day together; empty where there is no such day.
func dayOf(y, m, d string, zone *time.Location) string {
	month, _ := strconv.Atoi(m)
	date, _ := strconv.Atoi(d)
	text := y + "-" + two(month) + "-" + two(date)
	if _, ok := dayAt(text, zone); !ok {
		return ""
	}
	return text
}

func two(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// takeIn writes one file as an edition.
func (ps *Policies) takeIn(tx *db.Tx, a auth.Actor, g ground, facts Facts, t *taken) error {
	p, err := sameTitle(tx.DB, t.Title, facts.Kind)
	if err != nil {
		return err
	}
	l := &loaded{Policy: blank(tx)}
	w := ps.begin(tx, a, g, l, "policy.imported")
	if p == nil {
		facts.Title = t.Title
		if err := w.facts(facts); err != nil {
			return err
		}
		if err := w.Check.Err(); err != nil {
			return err
		}
		w.p.Stage = ""
		if err := w.number(); err != nil {
			return err
		}
		w.was = *w.p
		if err := w.readers(); err != nil {
			return err
		}
	} else {
		l.Policy, w.was = *p, *p
		l.kind, _ = book.Find(g.kinds, p.Kind)
		if err := t.skip(tx.DB, p); err != nil || t.Skipped {
			return err
		}
		if p.State == Retired {
			return fault.Conflict("fault.policy_retired")
		}
		if err := w.claim(); err != nil {
			return err
		}
	}
	return w.takeEdition(t)
}

// skip notes that the very text is there already, in force or approved to be; a draft of it is not.
func (t *taken) skip(q *gorm.DB, p *Policy) error {
	var same []EditionHead
	if err := q.Select(headColumns).Where("policy_id = ? AND hash = ? AND (in_force_at IS NOT NULL OR stage = ?)", p.ID, Hash(t.Title, t.body), Approved).Limit(1).Find(&same).Error; err != nil || len(same) == 0 {
		return err
	}
	t.Number, t.No, t.Skipped = p.Number, same[0].No, true
	return nil
}

// sameTitle finds the document of a title and kind, and lets others who look for it wait: of two who take it over at
// once the second one finds the first one's.
func sameTitle(q *gorm.DB, title, kind string) (*Policy, error) {
	var found []Policy
	err := q.Clauses(lockclause.Locking{Strength: "UPDATE"}).Where("title = ? AND kind = ?", title, kind).Order("id").Limit(1).Find(&found).Error
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// takeEdition writes the edition and puts it among the others by its day: the newest that is not in the future is in force.
func (w *work) takeEdition(t *taken) error {
	p := w.p
	all, err := editions(w.tx.DB, p.ID)
	if err != nil {
		return err
	}
	t.Number = p.Number
	effect, _ := dayAt(t.Effect, w.ps.d.Zone())
	if effect.After(w.tx.Now) {
		return w.takeAhead(t, effect)
	}
	slices.SortFunc(all, func(x, y EditionHead) int { return timeOf(x.InForceAt).Compare(timeOf(y.InForceAt)) })
	all = slices.DeleteFunc(all, func(e EditionHead) bool { return e.InForceAt == nil })
	at0 := slices.IndexFunc(all, func(e EditionHead) bool { return e.InForceAt.After(effect) })
	e, newest, err := w.newTaken(t, all, at0, effect)
	if err != nil {
		return err
	}
	t.No = e.No
	if newest {
		p.State, p.CurrentID, p.CurrentNo, p.InForceAt, p.ChangedAt = InForce, e.ID, e.No, at(effect), w.tx.Now
		w.require(e.EditionHead)
	}
	if err := w.placeClauses(e, newest); err != nil {
		return err
	}
	if newest {
		if err := w.nextReview(""); err != nil {
			return err
		}
		w.hook(func(h Hooks) hookFunc { return h.InForce }, e.EditionHead)
	}
	w.reindex = true
	w.Note("edition", e.Label())
	w.Note("hash", e.Hash)
	w.Note("file", t.Name)
	return w.finish()
}

// takeAhead writes an edition that is not in force yet as approved: the switch puts it in force on its day.
func (w *work) takeAhead(t *taken, effect time.Time) error {
	if w.p.OpenID != 0 {
		return fault.Conflict("fault.policy_effect_future", "day", t.Effect)
	}
	var base *Edition
	if w.p.CurrentID != 0 {
		b, err := edition(w.tx.DB, w.p.CurrentID)
		if err != nil {
			return err
		}
		base = &b
	}
	w.p.LatestNo++
	e := Edition{Body: t.body, EditionHead: EditionHead{PolicyID: w.p.ID, No: w.p.LatestNo, Major: w.p.LatestNo, Version: 1, Stage: Approved, Title: t.Title, Weight: Major,
		AuthorID: w.a.PersonID, CreatedAt: w.tx.Now, EditedAt: w.tx.Now, ApprovedAt: at(w.tx.Now), EffectAt: at(effect), Tag: t.Version, Demands: w.l.kind.Demands(Major)}}
	if base != nil {
		e.BaseID = base.ID
	}
	w.parse(&e, base)
	if err := w.tx.Create(&e).Error; err != nil {
		return err
	}
	t.No = e.No
	w.p.OpenID, w.p.Stage = e.ID, Approved
	w.Note("edition", e.Label())
	w.Note("hash", e.Hash)
	w.Note("effect_on", t.Effect)
	w.hook(func(h Hooks) hookFunc { return h.Approved }, e.EditionHead)
	return w.finish()
}

func timeOf(t *time.Time) time.Time {
	if t == nil {
		return Never
	}
	return *t
}

// newTaken writes the edition's row; later is the place among all of the next one in time, -1 where it is the newest.
func (w *work) newTaken(t *taken, all []EditionHead, later int, effect time.Time) (e Edition, newest bool, err error) {
	newest = later < 0
	e = Edition{Body: t.body, EditionHead: EditionHead{PolicyID: w.p.ID, Version: 1, Title: t.Title, Weight: Major, AuthorID: w.a.PersonID, CreatedAt: w.tx.Now, EditedAt: w.tx.Now,
		EffectAt: at(effect), InForceAt: at(effect), Stage: Current, Tag: t.Version, Demands: w.l.kind.Demands(Major)}}
	w.p.LatestNo++
	e.No, e.Major = w.p.LatestNo, w.p.LatestNo
	var beside EditionHead // the nearest in time, whose clauses' keys are carried
	switch {
	case !newest:
		beside = all[later]
		e.Stage, e.EndedAt = Superseded, beside.InForceAt
		if later > 0 {
			err = w.endAt(all[later-1], effect)
		}
	case len(all) > 0:
		beside = all[len(all)-1]
		e.BaseID = beside.ID
		err = w.endAt(beside, effect)
	}
	if err != nil {
		return e, newest, err
	}
	var was *Edition
	if beside.ID != 0 {
		b, err := edition(w.tx.DB, beside.ID)
		if err != nil {
			return e, newest, err
		}
		was = &b
	}
	w.parse(&e, was)
	return e, newest, w.tx.Create(&e).Error
}

// endAt says when an edition ceased to be in force.
func (w *work) endAt(e EditionHead, t time.Time) error {
	return w.tx.Model(&EditionHead{}).Where("id = ?", e.ID).UpdateColumns(map[string]any{"stage": Superseded, "ended_at": t}).Error
}
