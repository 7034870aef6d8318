package signing

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"strings"

	"gorm.io/gorm"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/policy"
)

// QuestionKind is how a question is answered.
type QuestionKind string

// The kinds of questions.
const (
	Single    QuestionKind = "single"
	Multiple  QuestionKind = "multiple" // right where all that is right is chosen and nothing else
	TrueFalse QuestionKind = "truefalse"
)

// QuestionKinds are all kinds.
var QuestionKinds = []QuestionKind{Single, Multiple, TrueFalse}

// True and False are the options of a question of kind TrueFalse; screens name them.
const (
	True  = "true"
	False = "false"
)

// Question is one of the bank of a policy.
type Question struct {
	ID       int64
	Version  int64
	PolicyID int64
	Key      int `gorm:"column:clause_key"` // of the clause that answers it; 0: the whole
	Kind     QuestionKind
	Text     string
	Options  []string `gorm:"serializer:json"`
	Answers  []int    `gorm:"serializer:json"` // places of the right options
	Why      string   // shown after the test
	Active   bool
}

// TableName is where questions are stored.
func (Question) TableName() string { return "sign_questions" }

const (
	maxOptions   = 8
	maxQuestions = 500
	maxOption    = 300
	maxWhy       = 500
)

// normal gives the question as it is stored.
func (n Question) normal() Question {
	n.Text, n.Why = strings.TrimSpace(n.Text), strings.TrimSpace(n.Why)
	if n.Kind == TrueFalse {
		n.Options = []string{True, False}
	}
	for i, o := range n.Options {
		n.Options[i] = strings.TrimSpace(o)
	}
	n.Answers = slices.Clone(n.Answers)
	slices.Sort(n.Answers)
	n.Answers = slices.Compact(n.Answers)
	return n
}

// check notes what is wrong with a question.
func (n Question) check(c *fault.Check) {
	c.Required("text", n.Text)
	c.Text("text", n.Text, maxText)
	c.Text("why", n.Why, maxWhy)
	if !slices.Contains(QuestionKinds, n.Kind) {
		c.Add("kind", "invalid.choice")
	}
	if len(n.Options) < 2 || len(n.Options) > maxOptions {
		c.Add("options", "invalid.sign_options", "from", 2, "to", maxOptions)
	}
	for i, o := range n.Options {
		c.Required("options", o)
		c.Line("options", o, maxOption)
		if slices.Contains(n.Options[:i], o) {
			c.Add("options", "invalid.sign_options_twice")
		}
	}
	switch {
	case len(n.Answers) == 0 || slices.ContainsFunc(n.Answers, func(i int) bool { return i < 0 || i >= len(n.Options) }):
		c.Add("answers", "invalid.sign_answers")
	case len(n.Answers) > 1 && n.Kind != Multiple:
		c.Add("answers", "invalid.sign_answer_one")
	}
}

// Questions gives the bank of a policy with the right answers, for who keeps it.
func (ss *Signings) Questions(ctx context.Context, a auth.Actor, number string) (policy.Policy, []Question, error) {
	if err := a.Require(auth.PolicyWrite); err != nil {
		return policy.Policy{}, nil, err
	}
	tree, err := ss.Org.Departments(ctx)
	if err != nil {
		return policy.Policy{}, nil, err
	}
	q := ss.d.Read(ctx)
	p, err := findPolicy(q, a, tree, number)
	if err != nil {
		return p, nil, err
	}
	all, err := questions(q, p.ID)
	return p, all, err
}

func questions(q *gorm.DB, policyID int64) ([]Question, error) {
	var all []Question
	return all, q.Where("policy_id = ?", policyID).Order("id").Find(&all).Error
}

func countActive(q *gorm.DB, policyID int64) (int64, error) {
	var n int64
	return n, q.Model(&Question{}).Where("policy_id = ? AND active = ?", policyID, true).Count(&n).Error
}

// SaveQuestion adds a question to the bank of a policy (ID 0), or changes one. What was asked before stays as it was asked.
func (ss *Signings) SaveQuestion(ctx context.Context, a auth.Actor, number string, in Question) error {
	return ss.keepQuestions(ctx, a, number, func(tx *db.Tx, p *policy.Policy, there []Question) error {
		in = in.normal()
		var c fault.Check
		in.check(&c)
		if err := ss.checkClause(tx, &c, p, in.Key); err != nil {
			return err
		}
		if err := c.Err(); err != nil {
			return err
		}
		if in.ID == 0 {
			return ss.addQuestion(tx, a, p, in)
		}
		i := slices.IndexFunc(there, func(n Question) bool { return n.ID == in.ID })
		if i < 0 {
			return fault.NotFound("fault.question_gone")
		}
		was := there[i]
		if was.Version != in.Version {
			return fault.Conflict("fault.stale")
		}
		in.PolicyID, in.Version = p.ID, in.Version+1
		if err := db.Changed(tx.Model(&in).Where("version = ?", was.Version).Select("*").Omit("id", "policy_id").UpdateColumns(&in)); err != nil {
			return err
		}
		return in.record(tx, a, "question.changed", p, audit.Change{Field: "question", Before: audit.Personal(was.Text), After: audit.Personal(in.Text)},
			audit.Change{Field: "active", Before: was.Active, After: in.Active})
	})
}

// keepQuestions does something with the bank of a policy that the actor may keep.
func (ss *Signings) keepQuestions(ctx context.Context, a auth.Actor, number string, fn func(tx *db.Tx, p *policy.Policy, there []Question) error) error {
	if err := a.Require(auth.PolicyWrite); err != nil {
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
		there, err := questions(tx.DB, p.ID)
		if err != nil {
			return err
		}
		return fn(tx, &p, there)
	})
}

// checkClause notes that a clause does not stand in the policy.
func (ss *Signings) checkClause(tx *db.Tx, c *fault.Check, p *policy.Policy, key int) error {
	if key == 0 {
		return nil
	}
	labels, err := clauseLabels(tx.DB, p)
	if err == nil && labels[key] == "" {
		c.Add("clause", "invalid.choice")
	}
	return err
}

// clauseLabels names the clauses of the policy's edition in force, or of the open one where none is.
func clauseLabels(q *gorm.DB, p *policy.Policy) (map[int]string, error) {
	id := p.CurrentID
	if id == 0 {
		id = p.OpenID
	}
	var e policy.Edition
	if err := q.Where("id = ?", id).Take(&e).Error; err != nil {
		return nil, err
	}
	labels := map[int]string{}
	for _, part := range e.Parts {
		if part.Key != 0 {
			labels[part.Key] = strings.TrimSpace(part.Label + " " + part.Title)
		}
	}
	return labels, nil
}

// ClauseLabels names the clauses that questions may point at, by key.
func (ss *Signings) ClauseLabels(ctx context.Context, p policy.Policy) (map[int]string, error) {
	return clauseLabels(ss.d.Read(ctx), &p)
}

func (ss *Signings) addQuestion(tx *db.Tx, a auth.Actor, p *policy.Policy, n Question) error {
	n.ID, n.PolicyID, n.Version = 0, p.ID, 1
	var count int64
	if err := tx.Model(&Question{}).Where("policy_id = ?", p.ID).Count(&count).Error; err != nil {
		return err
	}
	if count >= maxQuestions {
		return fault.Invalid("invalid.sign_questions_many", "max", maxQuestions)
	}
	if err := tx.Create(&n).Error; err != nil {
		return err
	}
	return n.record(tx, a, "question.created", p, audit.Change{Field: "question", After: audit.Personal(n.Text)})
}

func (n *Question) record(tx *db.Tx, a auth.Actor, kind string, p *policy.Policy, changes ...audit.Change) error {
	return a.Record(tx, audit.Event{Kind: kind, Changes: changes, Record: audit.Ref{Kind: QuestionRecord, ID: n.ID, Number: p.Number}})
}

// ReadQuestions reads a JSON list of questions, as the starter pack holds them.
func ReadQuestions(r io.Reader) ([]policy.StarterQuestion, error) {
	var all []policy.StarterQuestion
	if err := json.NewDecoder(io.LimitReader(r, 4<<20)).Decode(&all); err != nil {
		return nil, fault.Wrap(fault.InvalidKind, err, "invalid.sign_questions_file")
	}
	return all, nil
}

// ImportQuestions adds questions to the bank of a policy. All are taken or none; those that the bank holds already are
// passed over. It tells how many came.
func (ss *Signings) ImportQuestions(ctx context.Context, a auth.Actor, number string, all []policy.StarterQuestion) (added int, err error) {
	if len(all) == 0 || len(all) > maxQuestions {
		return 0, fault.Invalid("invalid.sign_questions_file")
	}
	err = ss.keepQuestions(ctx, a, number, func(tx *db.Tx, p *policy.Policy, there []Question) error {
		added = 0
		labels, err := clauseLabels(tx.DB, p)
		if err != nil {
			return err
		}
		for i, f := range all {
			n := Question{Kind: QuestionKind(f.Kind), Text: f.Text, Options: slices.Clone(f.Options), Answers: f.Right, Why: f.Why, Active: true, Key: keyOf(labels, f.Clause)}.normal()
			var c fault.Check
			if n.check(&c); !c.OK() {
				return fault.Wrap(fault.InvalidKind, c.Err(), "invalid.sign_question_bad", "n", i+1)
			}
			if slices.ContainsFunc(there, func(o Question) bool { return o.Text == n.Text }) {
				continue
			}
			if err := ss.addQuestion(tx, a, p, n); err != nil {
				return err
			}
			there = append(there, n)
			added++
		}
		if added == 0 {
			return fault.Conflict("fault.question_same")
		}
		return nil
	})
	return added, err
}

// keyOf finds the clause of a label as 第三条; 0 where none has it.
func keyOf(labels map[int]string, label string) int {
	if label == "" {
		return 0
	}
	for key, l := range labels {
		if first, _, _ := strings.Cut(l, " "); first == label || l == label {
			return key
		}
	}
	return 0
}

// AdoptQuestions gives the policies of the starter pack that were taken over their questions. It tells how many came.
func (ss *Signings) AdoptQuestions(ctx context.Context, a auth.Actor) (int, error) {
	pack, err := policy.Starter()
	if err != nil {
		return 0, err
	}
	sum := 0
	for _, s := range pack {
		var numbers []string
		err := ss.d.Read(ctx).Table("policies p").Where("p.title = ? AND NOT EXISTS (SELECT 1 FROM sign_questions n WHERE n.policy_id = p.id)", s.Title).Limit(1).Pluck("p.number", &numbers).Error
		if err != nil {
			return sum, err
		}
		if len(numbers) == 0 || len(s.Questions) == 0 {
			continue
		}
		n, err := ss.ImportQuestions(ctx, a, numbers[0], s.Questions)
		if err != nil {
			return sum, err
		}
		sum += n
	}
	return sum, nil
}
