package demo_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"bihuan/cmd/bihuan/demo"
	"bihuan/models/action"
	"bihuan/models/audit"
	"bihuan/models/control"
	"bihuan/models/db"
	"bihuan/models/file"
	"bihuan/models/link"
	"bihuan/models/policy"
	"bihuan/models/signing"
)

// checkPolicies demands policies that stand everywhere where those of a living office do.
func checkPolicies(t *testing.T, d *db.DB) {
	today := end.In(d.Zone()).Format(time.DateOnly)
	n := func(model any, where string, args ...any) int64 { return count(t, d, model, where, args...) }
	editions := func(where string, args ...any) int64 { return n(&policy.EditionHead{}, where, args...) }
	for _, c := range []struct {
		what        string
		got         int64
		least, most int64
	}{
		{"in force", n(&policy.Policy{}, "state = ?", policy.InForce), 8, 8},
		{"retired", n(&policy.Policy{}, "state = ? AND replaced_by <> ''", policy.Retired), 1, 1},
		{"never in force", n(&policy.Policy{}, "state = ? AND stage = ?", policy.Unissued, policy.Drafting), 1, 1},
		{"in review", n(&policy.Policy{}, "stage = ?", policy.Reviewing), 1, 1},
		{"awaiting approval", n(&policy.Policy{}, "stage = ?", policy.Approving), 1, 1},
		{"approved for a day to come", editions("stage = ? AND effect_at > ?", policy.Approved, end), 1, 1},
		{"second editions in force", editions("stage = ? AND no = 2", policy.Current), 3, 3},
		{"major", editions("stage = ? AND weight = ? AND major = 2", policy.Current, policy.Major), 2, 2},
		{"minor", editions("stage = ? AND weight = ? AND minor = 1", policy.Current, policy.Minor), 1, 1},
		{"open comments", n(&policy.Comment{}, "resolved_at IS NULL"), 2, 2},
		{"answered comments", n(&policy.Comment{}, "resolution <> ''"), 12, 30},
		{"periodic reviews without change", n(&policy.Review{}, "revise = ?", false), 2, 2},
		{"review overdue", n(&policy.Policy{}, "review_on <> '' AND review_on < ?", today), 1, 1},
		{"exceptions granted", n(&policy.Exception{}, "state = ? AND until_on > ?", policy.Granted, today), 2, 2},
		{"exceptions about to end", n(&policy.Exception{}, "state = ? AND until_on BETWEEN ? AND ?", policy.Granted, today, end.AddDate(0, 0, 7).Format(time.DateOnly)), 1, 1},
		{"exceptions refused", n(&policy.Exception{}, "state = ?", policy.NotGranted), 1, 1},
	} {
		if c.got < c.least || c.got > c.most {
			t.Errorf("%s: %d, want %d to %d", c.what, c.got, c.least, c.most)
		}
	}
	var own int64
	err := d.Read(t.Context()).Table("policy_people a").Joins("JOIN policy_people b ON b.edition_id = a.edition_id AND b.person_id = a.person_id").
		Where("a.part = ? AND b.part = ?", policy.Author, policy.Approver).Count(&own).Error
	if err != nil || own > 0 {
		t.Errorf("%d approved what they wrote, %v", own, err)
	}
}

// checkSignatures demands signatures of most people, by all ways in which one can be given or left out.
func checkSignatures(t *testing.T, d *db.DB) {
	n := func(model any, where string, args ...any) int64 { return count(t, d, model, where, args...) }
	duties := func(where string, args ...any) int64 { return n(&signing.Duty{}, where, args...) }
	running := "campaign_id IN (SELECT c.id FROM sign_campaigns c JOIN policy_editions e ON e.id = c.edition_id WHERE e.stage = 'in_force' AND c.state = 'open')"
	for _, c := range []struct {
		what        string
		got         int64
		least, most int64
	}{
		{"signatures", n(&signing.Signature{}, "1 = 1"), 450, 650},
		{"on paper", n(&signing.Signature{}, "entered_by <> 0 AND signed_on <> ''"), 60, 200},
		{"with a test", n(&signing.Signature{}, "score >= 80"), 40, 160},
		{"tests not passed", n(&signing.Attempt{}, "finished_at IS NOT NULL AND passed = ?", false), 4, 40},
		{"signed late", duties("state = ? AND settled_at > due_at", signing.Signed), 15, 120},
		{"late now", duties("state = ? AND due_at < ? AND "+running, signing.Due, end), 1, 12},
		{"to sign from a day to come", duties("state = ? AND started_at > ?", signing.Due, end), 50, 60},
		{"excused with a reason", duties("state = ? AND excused_by <> 0 AND why <> ''", signing.Excused), 3, 3},
		{"joined", duties("joined = ? AND state = ?", true, signing.Signed), 12, 120},
		{"left before they signed", duties("state = ?", signing.Left), 1, 5},
		{"reading lists", n(&signing.List{}, "active = ?", true), 2, 2},
		{"campaigns superseded", n(&signing.Campaign{}, "state = ?", signing.Superseded), 2, 2},
		{"campaigns ended with their policy", n(&signing.Campaign{}, "state = ?", signing.Retired), 1, 1},
		{"questions", n(&signing.Question{}, "active = ?", true), 80, 100},
	} {
		if c.got < c.least || c.got > c.most {
			t.Errorf("%s: %d, want %d to %d", c.what, c.got, c.least, c.most)
		}
	}
	var unread int64
	err := d.Read(t.Context()).Table("sign_signatures s").Joins("JOIN policy_editions e ON e.id = s.edition_id").
		Where("s.hash <> e.hash OR s.entered_by = 0 AND s.parts = '[]' OR s.signed_at < e.in_force_at").Count(&unread).Error
	if err != nil || unread > 0 {
		t.Errorf("%d signatures are of another text, of one not read or not in force; %v", unread, err)
	}
}

// checkRegisters demands controls that are checked, one that nobody has checked, and what did not pass with its action.
func checkRegisters(t *testing.T, d *db.DB, store *file.Store) {
	today := end.In(d.Zone()).Format(time.DateOnly)
	if n := count(t, d, &control.Control{}, "due_on < ?", today); n != 1 {
		t.Errorf("%d controls are overdue", n)
	}
	if n := count(t, d, &control.Item{}, "1 = 1"); n < 20 {
		t.Errorf("%d items of original information", n)
	}
	var all []control.Check
	if err := d.Read(t.Context()).Find(&all).Error; err != nil {
		t.Fatal(err)
	}
	failed, late := 0, 0
	for _, c := range all {
		if (c.Result == control.Passed) != (c.ActionNumber == "") || c.HappenedOn > c.ReceivedOn {
			t.Errorf("check %d: %s, action %q, happened on %s, received on %s", c.ID, c.Result, c.ActionNumber, c.HappenedOn, c.ReceivedOn)
		}
		if c.Result != control.Passed {
			failed++
		}
		if !c.OnTime() {
			late++
		}
		files, err := file.Of(d.Read(t.Context()), control.CheckKind, c.ID)
		if err != nil || len(files) == 0 {
			t.Fatalf("check %d has no evidence, %v", c.ID, err)
		}
		f, err := store.Download(files[0])
		if err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	if len(all) < 120 || failed != 3 || late > len(all)/10 {
		t.Errorf("%d checks, %d did not pass, %d late", len(all), failed, late)
	}
	if done := count(t, d, &action.Action{}, "source_kind = ? AND outcome = ?", control.Kind, action.Done); done != 2 {
		t.Errorf("%d actions of controls are done", done)
	}
}

// checkLoop demands a chain that can be followed from complaints by way of an action, proved to have helped, to a
// clause that was not there before.
func checkLoop(t *testing.T, d *db.DB) {
	q := d.Read(t.Context())
	var fresh policy.Clause
	err := q.Where("text LIKE ? AND kind = 'clause' AND in_force = ?", "客户反映多收费%", true).Take(&fresh).Error
	if err != nil {
		t.Fatal(err)
	}
	if n := count(t, d, &policy.Clause{}, "policy_id = ? AND label = ? AND in_force = ?", fresh.PolicyID, fresh.Label, true); n != 1 {
		t.Errorf("%d clauses are called %s", n, fresh.Label)
	}
	var cited []link.Link
	if err := q.Where("to_kind = ? AND to_id = ?", policy.Record, fresh.ID).Find(&cited).Error; err != nil || len(cited) != 1 || cited[0].FromKind != action.Kind {
		t.Fatalf("the new clause is cited by %+v, %v", cited, err)
	}
	var a action.Action
	if err := q.Where("number = ?", cited[0].FromNumber).Take(&a).Error; err != nil || a.Outcome != action.Effective || !strings.HasPrefix(a.SourceNumber, "TS-") {
		t.Errorf("%s came from %q and ended as %q, %v", a.Number, a.SourceNumber, a.Outcome, err)
	}
	var e policy.EditionHead
	if err := q.Where("policy_id = ? AND stage = ?", fresh.PolicyID, policy.Current).Take(&e).Error; err != nil || !strings.Contains(e.Summary, a.Number) || strings.Contains(e.Summary, "{") {
		t.Errorf("the edition says %q, %v", e.Summary, err)
	}
	if n := count(t, d, &link.Link{}, "to_kind = ? AND from_kind = ?", policy.Record, action.Kind); n < 6 {
		t.Errorf("%d times an action points at a clause", n)
	}
}

// checkRulesTrail demands that people took the steps; only the effective day comes by itself.
func checkRulesTrail(t *testing.T, d *db.DB) {
	var rows []audit.Row
	kinds := []string{policy.Record, signing.Record, signing.SignatureRecord, signing.QuizRecord, control.Kind, control.ItemKind}
	if err := d.Read(t.Context()).Where("record_kind IN ?", kinds).Order("id").Find(&rows).Error; err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, r := range rows {
		seen[r.Kind]++
		byItself := []string{"policy.in_force", "campaign.begun", "campaign.settled", "campaign.superseded", "campaign.retired"}
		if r.ActorID == 0 && !slices.Contains(byItself, r.Kind) {
			t.Errorf("%s of %s was taken by nobody", r.Kind, r.RecordNumber)
		}
	}
	for _, k := range []string{"policy.created", "policy.edited", "policy.draft_begun", "policy.written", "policy.sent", "policy.commented", "policy.resolved", "policy.judged", "policy.proposed",
		"policy.approval_given", "policy.approved", "policy.in_force", "policy.reviewed", "policy.exception_asked", "policy.exception_answered", "policy.retired", "policy.cited",
		"campaign.begun", "campaign.excused", "signature.made", "signature.entered", "quiz.begun", "quiz.finished", "quiz.granted", "control.checked", "control.edited", "information.added"} {
		if seen[k] == 0 {
			t.Errorf("no event %s", k)
		}
	}
}

func TestTheSameSeedTellsTheSamePolicies(t *testing.T) {
	var told [2][]string
	for i := range told {
		open := opener(filepath.Join(t.TempDir(), "demo.db"))
		if _, err := demo.Load(t.Context(), open, files(t), demo.Options{Now: end, Seed: 5, Complaints: 150}); err != nil {
			t.Fatal(err)
		}
		d, err := open(t.Context(), still(end))
		if err != nil {
			t.Fatal(err)
		}
		defer d.Close()
		q := d.Read(t.Context())
		var signed []signing.Signature
		if err := q.Order("id").Find(&signed).Error; err != nil {
			t.Fatal(err)
		}
		for _, s := range signed {
			told[i] = append(told[i], s.SignedAt.String()+s.Hash+s.Note)
		}
		var checks []control.Check
		if err := q.Order("id").Find(&checks).Error; err != nil {
			t.Fatal(err)
		}
		for _, c := range checks {
			told[i] = append(told[i], c.At.String()+c.HappenedOn+c.ActionNumber)
		}
	}
	if !slices.Equal(told[0], told[1]) || len(told[0]) < 400 {
		t.Errorf("two stories of one seed differ, of %d and %d rows", len(told[0]), len(told[1]))
	}
}
