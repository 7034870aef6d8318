package demo_test

import (
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"bihuan/models/action"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/file"
	"bihuan/models/link"
)

func actions(t *testing.T, d *db.DB) []action.Action {
	t.Helper()
	var all []action.Action
	if err := d.Read(t.Context()).Order("id").Find(&all).Error; err != nil {
		t.Fatal(err)
	}
	return all
}

// checkActions demands that actions stand everywhere where those of a living office do.
func checkActions(t *testing.T, d *db.DB) {
	day := func(days int) string { return end.In(d.Zone()).AddDate(0, 0, days).Format(time.DateOnly) }
	plain := plainOwners(t, d)
	for _, c := range []struct {
		what  string
		least int
		is    func(a action.Action) bool
	}{
		{"opened", 1, func(a action.Action) bool { return a.State == action.Opened }},
		{"planned", 1, func(a action.Action) bool { return a.State == action.Planned }},
		{"doing", 5, func(a action.Action) bool { return a.State == action.Doing }},
		{"doing and late", 2, func(a action.Action) bool { return a.State == action.Doing && a.NextDueAt.Before(end) }},
		{"awaiting verification", 2, func(a action.Action) bool { return a.State == action.Reported }},
		{"effect to be seen later", 3, func(a action.Action) bool { return a.State == action.Verified && a.CheckOn > day(1) }},
		{"effect to be seen today", 1, func(a action.Action) bool { return a.State == action.Verified && a.CheckOn == day(0) }},
		{"effect overdue", 1, func(a action.Action) bool { return a.State == action.Verified && a.NextDueAt.Before(end) }},
		{"proved", 12, func(a action.Action) bool { return a.Outcome == action.Effective }},
		{"corrections done", 2, func(a action.Action) bool { return a.Outcome == action.Done && a.Kind == "correction" }},
		{"cancelled", 1, func(a action.Action) bool { return a.Outcome == action.Cancelled }},
		{"in a second round", 1, func(a action.Action) bool { return a.Round == 2 && a.Ineffective == 1 && a.State == action.Doing }},
		{"extended", 1, func(a action.Action) bool { return a.Extensions > 0 }},
		{"preventive without a source", 3, func(a action.Action) bool { return a.Kind == "preventive" && a.SourceNumber == "" }},
		{"from complaints", 30, func(a action.Action) bool { return strings.HasPrefix(a.SourceNumber, "TS-") }},
		{"with a cost", 12, func(a action.Action) bool { return a.Cost > 0 }},
		{"with a verifier named", 5, func(a action.Action) bool { return a.VerifierID != 0 }},
		{"owned by plain employees", 4, func(a action.Action) bool { return slices.Contains(plain, a.OwnerID) }},
	} {
		n := 0
		for _, a := range actions(t, d) {
			if c.is(a) {
				n++
			}
		}
		if n < c.least {
			t.Errorf("%s: %d, want %d at least", c.what, n, c.least)
		}
	}
	if late := count(t, d, &action.Action{}, "closed = ? AND next_due_at < ?", false, end); late > 8 {
		t.Errorf("%d actions are late: too many for a good office", late)
	}
}

// plainOwners are the people who own actions and hold no role.
func plainOwners(t *testing.T, d *db.DB) []int64 {
	t.Helper()
	var ids []int64
	err := d.Read(t.Context()).Model(&action.Action{}).Where("NOT EXISTS (SELECT 1 FROM role_grants g WHERE g.person_id = actions.owner_id)").Distinct().Pluck("owner_id", &ids).Error
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

// checkEvidence demands that every file is there, and that its days can be true.
func checkEvidence(t *testing.T, d *db.DB, store *file.Store) {
	var all []action.Evidence
	if err := d.Read(t.Context()).Find(&all).Error; err != nil {
		t.Fatal(err)
	}
	if len(all) < 40 {
		t.Errorf("only %d files", len(all))
	}
	two := 0
	for _, e := range all {
		if e.HappenedOn > e.ReceivedOn || e.ReceivedOn > end.In(d.Zone()).Format(time.DateOnly) || e.Title == "" {
			t.Errorf("file %d of action %d: %q happened on %s, received on %s", e.AttachmentID, e.ActionID, e.Title, e.HappenedOn, e.ReceivedOn)
		}
		if e.HappenedOn < e.ReceivedOn {
			two++
		}
		a, err := file.Get(d.Read(t.Context()), action.Kind, e.ActionID, e.AttachmentID)
		if err != nil {
			t.Fatal(err)
		}
		f, err := store.Download(a)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(f)
		if f.Close(); err != nil || len(text) < 40 {
			t.Errorf("%s holds %q, %v", a.Name, text, err)
		}
	}
	if two < len(all)/2 {
		t.Errorf("only %d files came in after what they show", two)
	}
	if n := count(t, d, &action.PlannedMeasure{}, "done_on = '' AND due_on < ?", end.In(d.Zone()).Format(time.DateOnly)); n > 10 {
		t.Errorf("%d measures are overdue", n)
	}
}

// checkEffects demands counts that tell something: fewer after what helped, as many after what did not.
func checkEffects(t *testing.T, d *db.DB) {
	var all []action.Check
	if err := d.Read(t.Context()).Find(&all).Error; err != nil {
		t.Fatal(err)
	}
	told, failed := 0, 0
	for _, k := range all {
		switch {
		case k.Comment == "" || len(k.Series) < 2:
			t.Errorf("check %d says %q of %v", k.ID, k.Comment, k.Series)
		case !k.Effective:
			failed++
			if k.AfterCount < k.BeforeCount || k.BeforeCount < 3 {
				t.Errorf("%d before and %d after were judged not effective", k.BeforeCount, k.AfterCount)
			}
		case k.BeforeCount >= 4 && k.AfterCount*3 <= k.BeforeCount:
			told++
		}
	}
	if told < 4 || failed != 1 {
		t.Errorf("%d of %d checks show that it helped, %d that it did not", told, len(all), failed)
	}
}

// checkChains demands actions that several complaints led to, complaints that led to several, and few open ends.
func checkChains(t *testing.T, d *db.DB) {
	var all []link.Link
	if err := d.Read(t.Context()).Where("to_kind = ?", action.Kind).Find(&all).Error; err != nil {
		t.Fatal(err)
	}
	from, to := map[string]int{}, map[string]int{}
	for _, l := range all {
		from[l.FromNumber]++
		to[l.ToNumber]++
	}
	several := func(counts map[string]int) (n int) {
		for _, c := range counts {
			if c > 1 {
				n++
			}
		}
		return n
	}
	if several(to) < 2 || several(from) < 2 {
		t.Errorf("%d actions with several sources, %d complaints with several actions", several(to), several(from))
	}
	var wants int64
	if err := d.Read(t.Context()).Table("link_wants").Where("met = ? AND wants = ?", false, action.Kind).Count(&wants).Error; err != nil || wants < 2 || wants > 8 {
		t.Errorf("%d complaints want an action, %v", wants, err)
	}
}

// checkDeskOfActions demands that the people offered for one-click entry find actions to work on.
func checkDeskOfActions(t *testing.T, as *action.Actions, p auth.DemoPerson, a auth.Actor) {
	t.Helper()
	waiting, err := as.Waiting(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	steps, late, soon := map[action.Step]int{}, 0, 0
	for _, w := range waiting {
		steps[w.Step]++
		switch {
		case w.NextDueAt.Before(end):
			late++
		case w.NextDueAt.Before(end.Add(40 * time.Hour)):
			soon++
		}
	}
	page, err := as.List(t.Context(), a, action.Filter{View: action.ViewAll}, nil)
	if err != nil {
		t.Fatal(err)
	}
	ok := true
	switch p.Role {
	case auth.Handler:
		ok = late > 0 && soon > 0
	case auth.Supervisor:
		ok = steps[action.VerifyStep] > 1 && steps[action.CheckStep] > 0
	case auth.Employee:
		ok = len(waiting) > 0
	case auth.Auditor:
		ok = len(page.Rows) > 40
	}
	if !ok {
		t.Errorf("%s %s: %v, %d late, %d soon, sees %d", p.Role, p.Name, steps, late, soon, len(page.Rows))
	}
}
