package signing

import (
	"strings"
	"sync"
	"testing"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/org/orgtest"
	"bihuan/models/policy"
)

// bank gives a policy three questions, answered by the first option, by the first and third, and by "false".
func (f *firm) bank(number string) {
	f.t.Helper()
	for _, q := range []Question{
		{Kind: Single, Text: "谁是首问责任人？", Options: []string{"接到投诉的人", "经理", "没有"}, Answers: []int{0}, Why: "见第二条", Key: 4, Active: true},
		{Kind: Multiple, Text: "应当做什么？", Options: []string{"登记", "推诿", "答复"}, Answers: []int{2, 0}, Active: true},
		{Kind: TrueFalse, Text: "可以三天后答复。", Answers: []int{1}, Active: true},
	} {
		f.must(f.SaveQuestion(f.ctx, f.keeper, number, q))
	}
}

func TestTheTestIsTakenBeforeSigning(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.draft("投诉处理制度", of(orgtest.Service), policy.Quiz{Draw: 3, Pass: 100, Attempts: 2})
		f.bank(n)
		f.approve(n, "")
		if c := f.campaign(n); c.Quiz.Draw != 3 {
			t.Fatalf("%+v", c.Quiz)
		}
		in := f.read(f.one, n)
		_, err := f.Sign(f.ctx, f.one, in)
		f.refused(err, "fault.sign_no_test")
		_, err = f.BeginQuiz(f.ctx, f.auditor, n)
		f.forbidden(err)

		try, err := f.BeginQuiz(f.ctx, f.one, n)
		f.must(err)
		for _, k := range try.Asked {
			if k.Right != nil || k.Why != "" {
				t.Fatalf("the answers came with the questions: %+v", k)
			}
		}
		again, err := f.BeginQuiz(f.ctx, f.one, n)
		f.must(err)
		if again.ID != try.ID || len(try.Asked) != 3 {
			t.Fatal("an unfinished attempt does not go on")
		}
		view, err := f.Quiz(f.ctx, f.one, n)
		f.must(err)
		if view.Test.Open == nil || view.Test.Open.Asked[0].Right != nil || view.Last.Asked[0].Right != nil || view.Test.Left() != 1 {
			t.Fatalf("%+v", view.Test)
		}
		// What the bank says meanwhile does not change what was asked.
		_, all, err := f.Questions(f.ctx, f.keeper, n)
		f.must(err)
		all[0].Answers = []int{1}
		f.must(f.SaveQuestion(f.ctx, f.keeper, n, all[0]))
		f.refused(f.SaveQuestion(f.ctx, f.keeper, n, all[0]), "fault.stale")

		_, err = f.FinishQuiz(f.ctx, f.two, n, try.ID, nil)
		f.refused(err, "fault.quiz_gone")
		done, err := f.FinishQuiz(f.ctx, f.one, n, try.ID, [][]int{{0}, {0}, {1}})
		f.must(err)
		if done.Passed || done.Score != 66 || !done.RightAt(0) || done.RightAt(1) || done.Asked[0].Why != "见第二条" {
			t.Fatalf("%+v", done)
		}
		_, err = f.FinishQuiz(f.ctx, f.one, n, try.ID, [][]int{{0}, {0, 2}, {1}})
		f.refused(err, "fault.quiz_over")
		try, err = f.BeginQuiz(f.ctx, f.one, n)
		f.must(err)
		_, err = f.FinishQuiz(f.ctx, f.one, n, try.ID, [][]int{{0, 0, 99, -1}})
		f.must(err)
		_, err = f.BeginQuiz(f.ctx, f.one, n)
		f.refused(err, "fault.quiz_used_up")

		f.forbidden(f.GrantAttempt(f.ctx, f.two, n, GrantInput{f.one.PersonID, "x"}))
		f.refused(f.GrantAttempt(f.ctx, f.chief, n, GrantInput{f.chief.PersonID, "x"}), "fault.sign_own")
		f.refused(f.GrantAttempt(f.ctx, f.chief, n, GrantInput{f.one.PersonID, ""}), "invalid.required")
		f.refused(f.GrantAttempt(f.ctx, f.chief, n, GrantInput{f.two.PersonID, "还没考"}), "fault.quiz_not_used_up")
		f.must(f.GrantAttempt(f.ctx, f.chief, n, GrantInput{f.one.PersonID, "题目有歧义"}))
		try, err = f.BeginQuiz(f.ctx, f.one, n)
		f.must(err)
		done, err = f.FinishQuiz(f.ctx, f.one, n, try.ID, [][]int{{1}, {2, 0}, {1}})
		f.must(err)
		if !done.Passed || done.Score != 100 || done.No != 3 {
			t.Fatalf("%+v", done)
		}
		_, err = f.BeginQuiz(f.ctx, f.one, n)
		f.refused(err, "fault.quiz_passed")
		s, err := f.Sign(f.ctx, f.one, in)
		f.must(err)
		if s.Score != 100 || s.AttemptID != done.ID {
			t.Errorf("%+v", s)
		}
		// A new edition that is to be read anew is to be tested anew.
		f.revise(n, policy.Major, "")
		_, err = f.Sign(f.ctx, f.one, f.read(f.one, n))
		f.refused(err, "fault.sign_no_test")
		if view, err = f.Quiz(f.ctx, f.one, n); err != nil || view.Test.Taken != 0 || view.Test.Left() != 2 {
			t.Errorf("%+v %v", view.Test, err)
		}
		if got := f.events(QuizRecord); strings.Count(got, "quiz.begun") != 3 || strings.Count(got, "quiz.finished") != 3 || strings.Count(got, "quiz.granted") != 1 {
			t.Errorf("events %q", got)
		}
		f.sound()
	})
}

func TestAnAttemptBegunTwiceAtOnceIsOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.draft("投诉处理制度", everybody, policy.Quiz{Draw: 2, Pass: 50, Attempts: 1})
		f.bank(n)
		f.approve(n, "")
		_, other := f.again()
		var wg sync.WaitGroup
		for _, ss := range []*Signings{f.Signings, other, other} {
			wg.Go(func() {
				if _, err := ss.BeginQuiz(f.ctx, f.one, n); err != nil && fault.Of(err) == nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if got := f.table("sign_attempts", "1 = 1"); got != 1 {
			t.Errorf("%d attempts", got)
		}
	})
}

func TestTheBankIsChecked(t *testing.T) {
	d, clock := dbtest.One(t)
	f := newFirm(t, d, clock)
	n := f.draft("投诉处理制度", everybody, policy.Quiz{})
	good := Question{Kind: Single, Text: "问", Options: []string{"甲", "乙"}, Answers: []int{0}, Active: true}
	for key, change := range map[string]func(*Question){
		"invalid.required":           func(q *Question) { q.Text = " " },
		"invalid.sign_options":       func(q *Question) { q.Options = []string{"甲"} },
		"invalid.sign_options_twice": func(q *Question) { q.Options = []string{"甲", "甲 "} },
		"invalid.sign_answers":       func(q *Question) { q.Answers = []int{2} },
		"invalid.sign_answer_one":    func(q *Question) { q.Answers = []int{0, 1} },
		"invalid.choice":             func(q *Question) { q.Key = 99 },
		"invalid.too_long":           func(q *Question) { q.Why = strings.Repeat("长", 501) },
	} {
		q := good
		change(&q)
		f.refused(f.SaveQuestion(f.ctx, f.keeper, n, q), key)
	}
	f.forbidden(f.SaveQuestion(f.ctx, f.one, n, good))
	_, _, err := f.Questions(f.ctx, f.one, n)
	f.forbidden(err)
	f.refused(f.SaveQuestion(f.ctx, f.keeper, n, Question{ID: 5, Kind: Single, Text: "问", Options: []string{"甲", "乙"}, Answers: []int{0}}), "fault.question_gone")

	all, err := ReadQuestions(strings.NewReader(`[{"kind":"truefalse","text":"对不对","options":["对","错"],"right":[1],"why":"因为","clause":"第二条"},{"kind":"single","text":"几","options":["一","二"],"right":[1]}]`))
	f.must(err)
	added, err := f.ImportQuestions(f.ctx, f.keeper, n, all)
	f.must(err)
	_, bank, err := f.Questions(f.ctx, f.keeper, n)
	f.must(err)
	labels, err := f.ClauseLabels(f.ctx, f.view(n).Policy)
	f.must(err)
	if added != 2 || labels[bank[0].Key] != "第二条" || bank[0].Options[0] != True || bank[1].Key != 0 {
		t.Errorf("%d %+v", added, bank)
	}
	_, err = f.ImportQuestions(f.ctx, f.keeper, n, all)
	f.refused(err, "fault.question_same")
	_, err = ReadQuestions(strings.NewReader("{"))
	f.refused(err, "invalid.sign_questions_file")
	all[0].Right, all[0].Text = []int{7}, "坏的"
	_, err = f.ImportQuestions(f.ctx, f.keeper, n, all[:1])
	f.refused(err, "invalid.sign_question_bad")
}

func TestTheStarterPackBringsItsQuestions(t *testing.T) {
	d, clock := dbtest.One(t)
	f := newFirm(t, d, clock)
	pack, err := policy.Starter()
	f.must(err)
	want := 0
	for _, p := range pack {
		number, err := f.policies.Create(f.ctx, f.keeper, policy.CreateInput{Facts: f.facts(p.Title, everybody, policy.Quiz{}), Body: p.Body})
		f.must(err)
		_ = number
		want += len(p.Questions)
	}
	n, err := f.AdoptQuestions(f.ctx, f.keeper)
	f.must(err)
	if n != want || n == 0 {
		t.Errorf("%d questions of %d", n, want)
	}
	if lost := f.table("sign_questions", "clause_key = 0"); lost != 0 {
		t.Errorf("%d questions lost their clause", lost)
	}
	if n, err := f.AdoptQuestions(f.ctx, f.keeper); n != 0 || err != nil {
		t.Errorf("twice: %d %v", n, err)
	}
	f.forbidden(func() error {
		_, err := f.ImportQuestions(f.ctx, auth.Actor{}, "ZD-2026-000001", pack[0].Questions)
		return err
	}())
}
