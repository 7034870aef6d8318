package policy

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"

	"bihuan/models/auth"
	"bihuan/models/change"
	"bihuan/models/clause"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/file"
)

// mostPictures bounds the files of one policy over all its editions.
const mostPictures = 200

// Hash is the fingerprint of an edition: SHA-256 (hex) of its title, two line feeds and its text.
func Hash(title, body string) string {
	sum := sha256.Sum256([]byte(title + "\n\n" + body))
	return hex.EncodeToString(sum[:])
}

// Draft begins a new edition beside the one in force, with its text.
func (ps *Policies) Draft(ctx context.Context, a auth.Actor, ref Ref) error {
	return ps.step(ctx, a, ref, DraftStep, "policy.draft_begun", func(w *work) error {
		base, err := w.base()
		if err != nil {
			return err
		}
		head := EditionHead{Title: w.p.Title, Weight: Minor, Major: base.Major, Minor: base.Minor + 1}
		return w.newEdition(head, &base, base.Body)
	})
}

// base is the edition that a new one begins with: the one in force, or the last one where none was.
func (w *work) base() (Edition, error) {
	if w.p.CurrentID != 0 {
		return edition(w.tx.DB, w.p.CurrentID)
	}
	var e Edition
	return e, w.tx.Where("policy_id = ?", w.p.ID).Order("no DESC").Limit(1).Take(&e).Error
}

// Saved is what a save of a draft gives back.
type Saved struct {
	Version int64 // of the edition, for the next save
	Parts   []clause.Part
	At      time.Time
	Hash    string
}

// Write saves the draft. A version of the edition that is not the present one is refused: somebody else saved.
func (ps *Policies) Write(ctx context.Context, a auth.Actor, in DraftInput) (Saved, error) {
	var saved Saved
	err := ps.step(ctx, a, Ref{Number: in.Number}, WriteStep, "policy.written", func(w *work) error {
		e, err := edition(w.tx.DB, w.p.OpenID)
		if err != nil {
			return err
		}
		was := e
		if e.Version != in.Version {
			return fault.Conflict("fault.policy_draft_stale")
		}
		w.written(&e, in)
		if err := w.Check.Err(); err != nil {
			return err
		}
		w.parse(&e, &was)
		if len(in.Follows) > 0 {
			base, err := w.base()
			if err != nil {
				return err
			}
			ok := false
			if e.Parts, w.p.NextKey, ok = follow(e.Parts, keysOf(was, base), w.p.NextKey, in.Follows); !ok {
				w.Check.Add("follows", "invalid.choice")
				return nil
			}
		}
		if e.Hash == was.Hash && e.Weight == was.Weight && e.Summary == was.Summary && slices.Equal(e.Parts, was.Parts) {
			saved = Saved{Version: e.Version, Parts: e.Parts, At: e.EditedAt, Hash: e.Hash}
			return errUnchanged
		}
		if err := w.saveDraft(&e, &was); err != nil {
			return err
		}
		saved = Saved{Version: e.Version, Parts: e.Parts, At: e.EditedAt, Hash: e.Hash}
		return nil
	})
	if err == errUnchanged {
		err = nil
	}
	return saved, err
}

// errUnchanged ends a step that has nothing to write.
var errUnchanged = fault.Conflict("fault.nothing_changed")

// written takes over what was typed.
func (w *work) written(e *Edition, in DraftInput) {
	if !in.Auto {
		w.Check.Required("title", in.Title)
	}
	w.Check.Line("title", in.Title, maxTitle)
	w.Check.Text("body", in.Body, MaxBody)
	w.Check.Text("summary", in.Summary, maxText)
	w.Check.OneOf("weight", string(in.Weight), string(Major), string(Minor))
	w.Text("title", &e.Title, in.Title)
	w.Text("summary", &e.Summary, in.Summary)
	w.Code("weight", (*string)(&e.Weight), string(in.Weight))
	e.Body = strings.ReplaceAll(strings.ToValidUTF8(in.Body, ""), "\r\n", "\n")
}

// follow corrects which clauses continue which: a key that the author names goes to the part that he names it for. known
// are the keys that a part may continue.
func follow(parts []clause.Part, known map[int]bool, next int, follows map[int]int) (_ []clause.Part, free int, ok bool) {
	parts = slices.Clone(parts)
	named := map[int]bool{}
	for _, i := range slices.Sorted(maps.Keys(follows)) {
		key := follows[i]
		if key != 0 && named[key] { // two parts cannot both continue one clause
			return parts, next, false
		}
		named[key] = true
		if i < 0 || i >= len(parts) || parts[i].Kind == clause.Meta || parts[i].Key == key {
			continue
		}
		former := parts[i].Key
		switch {
		case key == 0:
			key, next = next, next+1
		case !known[key]:
			return parts, next, false
		}
		if j := slices.IndexFunc(parts, func(p clause.Part) bool { return p.Key == key }); j >= 0 {
			parts[j].Key = former
		}
		parts[i].Key = key
	}
	return parts, next, true
}

// keysOf are the keys of editions' parts.
func keysOf(editions ...Edition) map[int]bool {
	known := map[int]bool{}
	for _, e := range editions {
		for _, p := range e.Parts {
			known[p.Key] = p.Key != 0
		}
	}
	return known
}

func (w *work) saveDraft(e, was *Edition) error {
	e.Version++
	e.EditedAt = w.tx.Now
	if err := w.numberEdition(e); err != nil {
		return err
	}
	if e.Hash != was.Hash {
		w.Note("hash", e.Hash)
	}
	if err := w.author(); err != nil {
		return err
	}
	if w.p.State == Unissued && e.Title != "" {
		w.p.Title = e.Title // nothing else tells yet what the document is called
	}
	return db.Changed(w.tx.Model(&Edition{}).Where("id = ? AND version = ?", e.ID, was.Version).
		Select("version", "title", "body", "parts", "hash", "weight", "summary", "edited_at", "major", "minor").UpdateColumns(e))
}

// numberEdition sets the number that people quote by the weight of the change: 1.2 after 1.1, or 2.0.
func (w *work) numberEdition(e *Edition) error {
	if e.BaseID == 0 {
		return nil
	}
	var base EditionHead
	if err := w.tx.Where("id = ?", e.BaseID).Take(&base).Error; err != nil {
		return err
	}
	e.Major, e.Minor = base.Major, base.Minor+1
	if e.Weight == Major {
		e.Major, e.Minor = base.Major+1, 0
	}
	return nil
}

// Label is what people call an edition: its number as 2.1, or the day of a law's version.
func (e EditionHead) Label() string {
	if e.Tag != "" {
		return e.Tag
	}
	return fmt.Sprintf("%d.%d", e.Major, e.Minor)
}

var pictureRef = regexp.MustCompile(`\]\(picture:(\d{1,4})\)`)

// pictures attaches the pictures that came with a text and gives the text with their addresses.
func (w *work) pictures(body string, files []file.Upload) (string, error) {
	if len(files) == 0 {
		return body, nil
	}
	if slices.ContainsFunc(files, func(f file.Upload) bool { return !slices.Contains(PictureTypes, f.Type) }) {
		return "", fault.Invalid("invalid.policy_picture")
	}
	if err := file.AttachUpTo(w.tx, mostPictures, Record, w.p.ID, w.a.PersonID, files); err != nil {
		return "", err
	}
	there, err := file.Of(w.tx.DB, Record, w.p.ID)
	if err != nil {
		return "", err
	}
	return pictureRef.ReplaceAllStringFunc(body, func(ref string) string {
		n, _ := strconv.Atoi(pictureRef.FindStringSubmatch(ref)[1])
		if n < 1 || n > len(files) {
			return ref
		}
		i := slices.IndexFunc(there, func(f file.Attachment) bool { return f.Hash == files[n-1].Hash })
		return "](" + pictureAddress(w.p.Number, there[i].ID) + ")"
	}), nil
}

func pictureAddress(number string, id int64) string {
	return fmt.Sprintf("/policies/%s/files/%d", number, id)
}

// AddPicture adds a picture to the draft and gives the address under which the text shows it.
func (ps *Policies) AddPicture(ctx context.Context, a auth.Actor, number string, upload file.Upload) (string, error) {
	var address string
	err := ps.step(ctx, a, Ref{Number: number}, PictureStep, "policy.picture_added", func(w *work) error {
		text, err := w.pictures("](picture:1)", []file.Upload{upload})
		if err != nil {
			return err
		}
		address = strings.TrimSuffix(strings.TrimPrefix(text, "]("), ")")
		w.Note("file", change.Cut(upload.Name, 200))
		return nil
	})
	return address, err
}

// PictureTypes are the content types of pictures that a text may hold. SVG is none of them: it can carry scripts.
var PictureTypes = []string{"image/png", "image/jpeg", "image/gif", "image/webp"}

// Attachment gives one picture of a policy for reading it. One that only drafts show is for those who may read them.
func (ps *Policies) Attachment(ctx context.Context, a auth.Actor, number string, id int64) (file.Attachment, error) {
	if err := a.Require(auth.PolicyRead); err != nil {
		return file.Attachment{}, err
	}
	tree, err := ps.Org.Departments(ctx)
	if err != nil {
		return file.Attachment{}, err
	}
	q := ps.d.Read(ctx)
	p, err := find(q, a, tree, number)
	if err != nil {
		return file.Attachment{}, err
	}
	if !SeesAll(a) {
		if err := ps.shows(q, a, p, id); err != nil {
			return file.Attachment{}, err
		}
	}
	return file.Get(q, Record, p.ID, id)
}

// shows gives a fault where none of the editions that the actor may read shows a picture.
func (ps *Policies) shows(q *gorm.DB, a auth.Actor, p Policy, id int64) error {
	r := Reading{Policy: p}
	if err := r.readHeads(q, a); err != nil {
		return err
	}
	in := regexp.MustCompile(regexp.QuoteMeta(pictureAddress(p.Number, id)) + `\b`)
	for _, head := range r.Editions {
		e, err := ps.texts.edition(q, head)
		if err != nil {
			return err
		}
		if in.MatchString(e.Body) {
			return nil
		}
	}
	return fault.NotFound("fault.file_gone")
}

// Withdraw gives the open edition up. A document that was never in force stays as a draft that can be begun anew.
func (ps *Policies) Withdraw(ctx context.Context, a auth.Actor, ref Ref, reason string) error {
	return ps.step(ctx, a, ref, WithdrawStep, "policy.withdrawn", func(w *work) error {
		w.because(reason)
		return w.leave(Withdrawn)
	})
}

// TakeBack makes the open edition a draft again. What reviewers and approvers said is asked for anew.
func (ps *Policies) TakeBack(ctx context.Context, a auth.Actor, ref Ref, reason string) error {
	return ps.step(ctx, a, ref, TakeBackStep, "policy.taken_back", func(w *work) error {
		w.because(reason)
		w.tell("policy_taken_back", w.others()...)
		return w.backToDraft()
	})
}

// backToDraft makes the open edition a draft again.
func (w *work) backToDraft() error {
	w.unapprove()
	if err := w.silence(); err != nil {
		return err
	}
	if err := w.meet(ReviewClock, ApprovalClock); err != nil {
		return err
	}
	w.p.Stage = Drafting
	return w.stage(map[string]any{"stage": Drafting, "sent_at": nil, "proposed_at": nil, "approved_at": nil, "effect_at": nil, "quorum": 0})
}

// unapprove tells the domains above that an approved edition is not to come into force.
func (w *work) unapprove() {
	if w.was.Stage == Approved {
		w.hook(func(h Hooks) hookFunc { return h.TakenBack }, *w.l.open)
	}
}

// leave ends the open edition without its having been in force.
func (w *work) leave(stage Stage) error {
	w.unapprove()
	if err := w.silence(); err != nil {
		return err
	}
	if err := w.meet(ReviewClock, ApprovalClock); err != nil {
		return err
	}
	w.tell("policy_withdrawn", w.others()...)
	if err := w.stage(map[string]any{"stage": stage, "ended_at": w.tx.Now}); err != nil {
		return err
	}
	w.p.Stage, w.p.OpenID = "", 0
	return nil
}

// stage sets columns of the open edition.
func (w *work) stage(columns map[string]any) error {
	return w.tx.Model(&EditionHead{}).Where("id = ?", w.p.OpenID).UpdateColumns(columns).Error
}

// silence says that nobody's word is waited for any more.
func (w *work) silence() error {
	return w.tx.Model(&Participant{}).Where("edition_id = ? AND waiting = ?", w.p.OpenID, true).UpdateColumns(map[string]any{"waiting": false}).Error
}

// others are all who have a part in the open edition.
func (w *work) others() []int64 {
	var people []int64
	for _, t := range w.l.people {
		people = append(people, t.PersonID)
	}
	return people
}
