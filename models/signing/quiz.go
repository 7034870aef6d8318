package signing

import (
	"context"
	"errors"
	"slices"
	"strings"

	"gorm.io/gorm"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/org"
	"bihuan/models/policy"
)

// BeginQuiz gives the attempt that the person has begun, or begins one: questions are drawn, and they and their options
// put into an order of their own.
func (ss *Signings) BeginQuiz(ctx context.Context, a auth.Actor, number string) (Attempt, error) {
	var made Attempt
	err := ss.inQuiz(ctx, a, number, func(tx *db.Tx, p *policy.Policy, e policy.EditionHead) error {
		t, err := testOf(tx.DB, a.PersonID, p, true)
		if err != nil {
			return err
		}
		if t.Rules.Draw == 0 {
			return fault.Conflict("fault.quiz_none")
		}
		if t.Open != nil {
			made = *t.Open
			return nil
		}
		if t.Passed != nil {
			return fault.Conflict("fault.quiz_passed", "score", t.Passed.Score)
		}
		if t.Left() == 0 {
			return fault.Conflict("fault.quiz_used_up", "count", t.Taken)
		}
		if made, err = ss.draw(tx, a, p, e, t.Rules); err != nil {
			return err
		}
		return made.record(tx, a, p, "quiz.begun", audit.Change{Field: "attempt", After: made.No})
	})
	return made.hide(), err
}

// inQuiz does something about the actor's own test on a policy in force.
func (ss *Signings) inQuiz(ctx context.Context, a auth.Actor, number string, fn func(tx *db.Tx, p *policy.Policy, e policy.EditionHead) error) error {
	if err := maySign(a); err != nil {
		return err
	}
	tree, err := ss.Org.Departments(ctx)
	if err != nil {
		return err
	}
	return ss.d.InTx(ctx, func(tx *db.Tx) error {
		p, err := findPolicy(tx.DB, a, tree, number)
		if err != nil {
			return err
		}
		if p.State != policy.InForce {
			return fault.Conflict("fault.sign_not_in_force", "number", p.Number)
		}
		var e policy.EditionHead
		if err := tx.Where("id = ?", p.CurrentID).Take(&e).Error; err != nil {
			return err
		}
		return fn(tx, &p, e)
	})
}

// draw writes a new attempt. Two at once get the same number, of which the database takes one.
func (ss *Signings) draw(tx *db.Tx, a auth.Actor, p *policy.Policy, e policy.EditionHead, r policy.Quiz) (Attempt, error) {
	all, err := questions(tx.DB, p.ID)
	if err != nil {
		return Attempt{}, err
	}
	all = slices.DeleteFunc(all, func(n Question) bool { return !n.Active })
	ss.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	var last []int
	if err := tx.Model(&Attempt{}).Where("person_id = ? AND policy_id = ?", a.PersonID, p.ID).Order("no DESC").Limit(1).Pluck("no", &last).Error; err != nil {
		return Attempt{}, err
	}
	t := Attempt{PersonID: a.PersonID, PolicyID: p.ID, EditionID: e.ID, EditionNo: e.No, No: slices.Max(append(last, 0)) + 1, Mark: r.Pass, BegunAt: tx.Now, Answers: [][]int{}}
	for _, n := range all[:min(r.Draw, len(all), MaxAsked)] {
		t.Asked = append(t.Asked, ss.ask(n))
	}
	err = tx.Create(&t).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		err = fault.Conflict("fault.stale")
	}
	return t, err
}

// ask puts the options of a question into an order of their own; true stands before false.
func (ss *Signings) ask(n Question) Asked {
	order := make([]int, len(n.Options))
	for i := range order {
		order[i] = i
	}
	if n.Kind != TrueFalse {
		ss.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	}
	k := Asked{QuestionID: n.ID, Key: n.Key, Kind: n.Kind, Text: n.Text, Why: n.Why, Right: []int{}}
	for place, i := range order {
		k.Options = append(k.Options, n.Options[i])
		if slices.Contains(n.Answers, i) {
			k.Right = append(k.Right, place)
		}
	}
	return k
}

func (t *Attempt) record(tx *db.Tx, a auth.Actor, p *policy.Policy, kind string, changes ...audit.Change) error {
	return a.Record(tx, audit.Event{Kind: kind, Changes: changes, Record: audit.Ref{Kind: QuizRecord, ID: t.ID, Number: p.Number}})
}

// FinishQuiz takes the answers of the attempt that the person has begun (for each question the places chosen) and
// judges it. A question without an answer is a wrong one.
func (ss *Signings) FinishQuiz(ctx context.Context, a auth.Actor, number string, attempt int64, answers [][]int) (Attempt, error) {
	var done Attempt
	err := ss.inQuiz(ctx, a, number, func(tx *db.Tx, p *policy.Policy, _ policy.EditionHead) error {
		var found []Attempt
		if err := tx.Where("id = ? AND person_id = ? AND policy_id = ?", attempt, a.PersonID, p.ID).Find(&found).Error; err != nil {
			return err
		}
		if len(found) == 0 {
			return fault.NotFound("fault.quiz_gone")
		}
		if done = found[0]; done.FinishedAt != nil {
			return fault.Conflict("fault.quiz_over")
		}
		done.judge(answers)
		done.FinishedAt = &tx.Now
		err := db.Changed(tx.Model(&done).Where("finished_at IS NULL").Select("finished_at", "answers", "score", "passed").UpdateColumns(&done))
		if err != nil {
			return err
		}
		return done.record(tx, a, p, "quiz.finished", audit.Change{Field: "attempt", After: done.No}, audit.Change{Field: "score", After: done.Score}, audit.Change{Field: "passed", After: done.Passed})
	})
	return done, err
}

func (t *Attempt) judge(answers [][]int) {
	right := 0
	t.Answers = make([][]int, len(t.Asked))
	for i, k := range t.Asked {
		chosen := []int{}
		if i < len(answers) {
			for _, place := range answers[i] {
				if place >= 0 && place < len(k.Options) && !slices.Contains(chosen, place) {
					chosen = append(chosen, place)
				}
			}
		}
		slices.Sort(chosen)
		if t.Answers[i] = chosen; t.RightAt(i) {
			right++
		}
	}
	if n := len(t.Asked); n > 0 {
		t.Score = right * 100 / n
	}
	t.Passed = t.Score >= t.Mark
}

// QuizView is what the page of the test shows.
type QuizView struct {
	Policy policy.Policy
	Test   Test
	Last   *Attempt // the newest one, finished or not
	Labels map[int]string
}

// Quiz gives where the person stands with the test on a policy.
func (ss *Signings) Quiz(ctx context.Context, a auth.Actor, number string) (QuizView, error) {
	if err := maySign(a); err != nil {
		return QuizView{}, err
	}
	tree, err := ss.Org.Departments(ctx)
	if err != nil {
		return QuizView{}, err
	}
	q := ss.d.Read(ctx)
	p, err := findPolicy(q, a, tree, number)
	if err != nil {
		return QuizView{}, err
	}
	v := QuizView{Policy: p}
	if v.Test, err = testOf(q, a.PersonID, &p, true); err != nil {
		return v, err
	}
	var last []Attempt
	if err := q.Where("person_id = ? AND policy_id = ?", a.PersonID, p.ID).Order("no DESC").Limit(1).Find(&last).Error; err != nil {
		return v, err
	}
	if len(last) > 0 {
		t := last[0].hide()
		v.Last = &t
	}
	if v.Test.Open != nil {
		t := v.Test.Open.hide()
		v.Test.Open = &t
	}
	v.Labels, err = clauseLabels(q, &p)
	return v, err
}

// GrantInput allows somebody a further attempt.
type GrantInput struct {
	PersonID int64
	Reason   string
}

// GrantAttempt allows somebody who has used up his attempts a further one: his supervisor does, or who manages signing.
func (ss *Signings) GrantAttempt(ctx context.Context, a auth.Actor, number string, in GrantInput) error {
	if err := a.Require(auth.SignExcuse); err != nil {
		return err
	}
	tree, err := ss.Org.Departments(ctx)
	if err != nil {
		return err
	}
	return ss.d.InTx(ctx, func(tx *db.Tx) error {
		p, err := findPolicy(tx.DB, a, tree, number)
		if err != nil {
			return err
		}
		people, err := org.PeopleByID(tx.DB, []int64{in.PersonID})
		if err != nil {
			return err
		}
		person, ok := people[in.PersonID]
		if !ok {
			return fault.NotFound("fault.person_gone")
		}
		if err := vouches(a, person.ID, person.DepartmentID); err != nil {
			return err
		}
		var c fault.Check
		c.Required("reason", in.Reason)
		c.Line("reason", in.Reason, maxLine)
		if err := c.Err(); err != nil {
			return err
		}
		t, err := testOf(tx.DB, person.ID, &p, true)
		if err != nil {
			return err
		}
		if t.Passed != nil || t.Left() != 0 {
			return fault.Conflict("fault.quiz_not_used_up")
		}
		g := grant{PersonID: person.ID, PolicyID: p.ID, EditionNo: p.CurrentNo, GrantedBy: a.PersonID, GrantedAt: tx.Now, Reason: strings.TrimSpace(in.Reason)}
		if err := tx.Create(&g).Error; err != nil {
			return err
		}
		return a.Record(tx, audit.Event{Kind: "quiz.granted", Reason: g.Reason, Changes: []audit.Change{{Field: "person_id", After: person.ID}},
			Record: audit.Ref{Kind: QuizRecord, ID: g.ID, Number: p.Number}})
	})
}
