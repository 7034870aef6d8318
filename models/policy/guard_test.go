package policy

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/file"
)

// TestADraftIsNotWrittenOnceItWasSent, also where both happen at once: what reviewers read is what was sent.
func TestADraftIsNotWrittenOnceItWasSent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		number := f.draft("投诉处理制度")
		v := f.view(number)
		inside, once := make(chan struct{}), sync.Once{}
		sent := make(chan error)
		go func() {
			sent <- f.step(f.ctx, f.keeper, Ref{Number: number, Version: v.Version}, SendStep, "policy.sent", func(w *work) error {
				once.Do(func() { close(inside) })
				time.Sleep(200 * time.Millisecond)
				return w.stage(map[string]any{"stage": Reviewing})
			})
		}()
		<-inside
		form := db.WithOnce(f.ctx, "a form's key", 1) // which is looked up before
		_, err := f.Write(form, f.keeper, DraftInput{Number: number, Version: v.Open.Version, Title: "投诉处理制度", Body: strings.Replace(text, "不满", "意见", 1), Weight: Major})
		f.must(<-sent)
		f.refused(err, fault.ConflictKind, "fault.policy_in_review")
		if now := f.view(number); now.Stage != Reviewing || now.Open.Hash != v.Open.Hash {
			t.Errorf("the text changed after it was sent: %s", now.Stage)
		}
	})
}

// TestADraftWithoutATitleIsNotSent, as a page that saves by itself may leave one.
func TestADraftWithoutATitleIsNotSent(t *testing.T) {
	f := one(t)
	number := f.draft("投诉处理制度")
	_, err := f.Write(f.ctx, f.keeper, DraftInput{Number: number, Version: 1, Body: text, Weight: Major, Auto: true})
	f.must(err)
	f.refused(f.Send(f.ctx, f.keeper, f.ref(number), SendInput{Reviewers: []int64{f.reviewer.PersonID}}), fault.ConflictKind, "fault.policy_untitled")
}

// TestAClauseIsContinuedByOnePart: of two that are said to continue it neither does by chance.
func TestAClauseIsContinuedByOnePart(t *testing.T) {
	f := one(t)
	number := f.draft("投诉处理制度")
	v, err := f.Read(f.ctx, f.keeper, number, At{})
	f.must(err)
	parts := v.Edition.Parts
	n := len(parts)
	write := func(version int64, follows map[int]int) (Saved, error) {
		return f.Write(f.ctx, f.keeper, DraftInput{Number: number, Version: version, Title: "投诉处理制度", Body: text, Weight: Major, Follows: follows})
	}
	_, err = write(1, map[int]int{n - 1: parts[n-3].Key, n - 2: parts[n-3].Key})
	f.refused(err, fault.InvalidKind, "invalid.choice")
	saved, err := write(1, map[int]int{n - 1: parts[n-2].Key, n - 2: parts[n-1].Key})
	f.must(err)
	if saved.Parts[n-1].Key != parts[n-2].Key || saved.Parts[n-2].Key != parts[n-1].Key {
		t.Error("two clauses cannot change places")
	}
	saved, err = write(saved.Version, map[int]int{n - 1: 0, n - 2: 0})
	f.must(err)
	if slices.Contains([]int{parts[n-1].Key, parts[n-2].Key, saved.Parts[n-2].Key}, saved.Parts[n-1].Key) {
		t.Error("new clauses got keys that there were")
	}
}

// TestReadersLearnNothingOfDrafts of a policy in force: neither from its events, nor what was said, nor pictures.
func TestReadersLearnNothingOfDrafts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		number := f.draft("投诉处理制度")
		shown, err := f.AddPicture(f.ctx, f.keeper, number, picture("一"))
		f.must(err)
		f.write(f.keeper, number, "投诉处理制度", text+"\n![图]("+shown+")\n", Major, "")
		f.approve(number, "")
		f.pass(8 * 24 * time.Hour)
		f.must(f.Draft(f.ctx, f.keeper, f.ref(number)))
		hidden, err := f.AddPicture(f.ctx, f.keeper, number, picture("二"))
		f.must(err)
		f.write(f.keeper, number, "裁撤投诉科后的投诉处理制度", text+"\n![图]("+hidden+")\n", Major, "裁撤投诉科")
		f.must(f.Send(f.ctx, f.keeper, f.ref(number), SendInput{Reviewers: []int64{f.reviewer.PersonID}}))
		f.must(f.Say(f.ctx, f.reviewer, Ref{Number: number}, CommentInput{Text: "不同意裁撤"}))
		v, err := f.ByNumber(f.ctx, f.clerk, number)
		f.must(err)
		if strings.Contains(told(v), "裁撤") || len(v.Comments) != 0 || v.Open != nil || !strings.Contains(told(v), "policy.approved") {
			t.Errorf("a reader is told: %s", told(v))
		}
		entries, _, _, err := f.Timeline(f.ctx, f.clerk, number, 1<<60)
		f.must(err)
		if len(entries) != len(v.Timeline) {
			t.Errorf("reading on tells %d events, the page %d", len(entries), len(v.Timeline))
		}
		if v, err := f.ByNumber(f.ctx, f.reviewer, number); err != nil || !strings.Contains(told(v), "裁撤") || len(v.Comments) != 1 {
			t.Errorf("the reviewer is told only: %s", told(v))
		}
		f.picture(f.clerk, number, shown, true)
		f.picture(f.clerk, number, hidden, false)
		f.picture(f.reviewer, number, hidden, true)
		f.picture(f.auditor, number, hidden, true)
		f.must(f.Resolve(f.ctx, f.keeper, Ref{Number: number}, ResolveInput{ID: f.view(number).Comments[0].ID, Resolution: "已说明"}))
		f.must(f.Judge(f.ctx, f.reviewer, f.ref(number), DecideInput{Agree: true, Note: "仍有保留"}))
		f.must(f.Propose(f.ctx, f.keeper, f.ref(number), ProposeInput{Approvers: []int64{f.boss.PersonID, f.chief.PersonID}}))
		f.must(f.Approve(f.ctx, f.boss, f.ref(number), DecideInput{Agree: true}))
		f.must(f.Approve(f.ctx, f.chief, f.ref(number), DecideInput{Agree: true}))
		r, err := f.Read(f.ctx, f.clerk, number, At{No: 2})
		f.must(err)
		if len(r.Comments) != 0 {
			t.Error("in the time for reading everybody reads what reviewers said")
		}
		f.picture(f.clerk, number, hidden, true)
	})
}

// told is all that a page tells of events, as one text.
func told(v View) string {
	var all []string
	for _, e := range v.Timeline {
		all = append(all, e.Kind, e.Reason)
		for _, c := range e.Changes {
			for _, x := range []any{c.Before, c.After} {
				if s, ok := x.(string); ok {
					all = append(all, s)
				}
			}
		}
	}
	return strings.Join(all, " ")
}

// picture demands that somebody may look at a picture, or may not.
func (f *firm) picture(a auth.Actor, number, address string, may bool) {
	f.t.Helper()
	id := int64(0)
	for _, r := range address[strings.LastIndex(address, "/")+1:] {
		id = id*10 + int64(r-'0')
	}
	_, err := f.Attachment(f.ctx, a, number, id)
	if may {
		f.must(err)
		return
	}
	f.refused(err, fault.NotFoundKind, "fault.file_gone")
}

// picture is one as it comes in, different for each text.
func picture(text string) file.Upload {
	return file.Upload{Hash: Hash("", text), Size: 8, Type: "image/png", Name: text + ".png"}
}
