package signing

import (
	"slices"
	"time"

	"gorm.io/gorm"

	"bihuan/models/fault"
	"bihuan/models/policy"
)

// Attempt is one attempt of a person at the test on a policy.
type Attempt struct {
	ID         int64
	PersonID   int64
	PolicyID   int64
	EditionID  int64
	EditionNo  int
	No         int
	Mark       int // share of right answers that passes, percent
	BegunAt    time.Time
	FinishedAt *time.Time
	Asked      []Asked `gorm:"serializer:json"`
	Answers    [][]int `gorm:"serializer:json"` // for each question the places chosen
	Score      int
	Passed     bool
}

// TableName is where attempts are stored.
func (Attempt) TableName() string { return "sign_attempts" }

// MaxAsked is how many questions a test asks at the most.
const MaxAsked = 100

// Asked is a question as it was asked: its options in the order in which they were shown. Right and Why are empty
// until the attempt is finished.
type Asked struct {
	QuestionID int64        `json:"q"`
	Key        int          `json:"c,omitempty"`
	Kind       QuestionKind `json:"k"`
	Text       string       `json:"t"`
	Options    []string     `json:"o"`
	Right      []int        `json:"r"`
	Why        string       `json:"w,omitempty"`
}

// RightAt tells whether the question in a place was answered rightly.
func (t Attempt) RightAt(i int) bool {
	return i < len(t.Answers) && slices.Equal(t.Answers[i], t.Asked[i].Right)
}

// hide takes out what nobody may see before the attempt is finished.
func (t Attempt) hide() Attempt {
	if t.FinishedAt != nil {
		return t
	}
	t.Asked = slices.Clone(t.Asked)
	for i := range t.Asked {
		t.Asked[i].Right, t.Asked[i].Why = nil, ""
	}
	return t
}

// grant is a further attempt beyond those allowed.
type grant struct {
	ID        int64
	PersonID  int64
	PolicyID  int64
	EditionNo int
	GrantedBy int64
	GrantedAt time.Time
	Reason    string
}

// TableName is where they are stored.
func (grant) TableName() string { return "sign_grants" }

// Test is where a person stands with the test on a policy.
type Test struct {
	Rules   policy.Quiz // Draw 0: no test is asked for
	Passed  *Attempt    // the best attempt that passed and holds
	Open    *Attempt    // begun and not finished
	Taken   int         // finished or begun since the policy was last to be read anew
	Allowed int         // with those granted; 0: as often as one likes
}

// Left is how many attempts may still be begun; -1 for any number.
func (t Test) Left() int {
	if t.Allowed == 0 {
		return -1
	}
	return max(t.Allowed-t.Taken, 0)
}

// test tells where a person stands with the test. What he did since the policy was last to be read anew counts.
func test(q *gorm.DB, person int64, p *policy.Policy, rules policy.Quiz) (Test, error) {
	t := Test{Rules: rules}
	var all []Attempt
	if err := q.Where("person_id = ? AND policy_id = ? AND edition_no >= ?", person, p.ID, p.RequiredNo).Order("no").Find(&all).Error; err != nil {
		return t, err
	}
	t.Taken = len(all)
	for i := range all {
		switch k := &all[i]; {
		case k.FinishedAt == nil:
			t.Open = k
		case k.Passed && (t.Passed == nil || k.Score > t.Passed.Score):
			t.Passed = k
		}
	}
	if rules.Draw == 0 || rules.Attempts == 0 || t.Taken < rules.Attempts {
		t.Allowed = rules.Attempts
		return t, nil
	}
	var granted int64
	err := q.Model(&grant{}).Where("person_id = ? AND policy_id = ? AND edition_no >= ?", person, p.ID, p.RequiredNo).Count(&granted).Error
	t.Allowed = rules.Attempts + int(granted)
	return t, err
}

// owed is an open duty of a person with the test that its campaign asks for.
type owed struct {
	Duty
	Quiz policy.Quiz `gorm:"embedded;embeddedPrefix:quiz_"`
}

// owing lists what a person has to do about a policy in open campaigns, the oldest first.
func owing(q *gorm.DB, person, policyID int64) ([]owed, error) {
	var all []owed
	err := q.Table("sign_duties d").Select("d.*, c.quiz_draw, c.quiz_pass, c.quiz_attempts").Joins("JOIN sign_campaigns c ON c.id = d.campaign_id").
		Where("d.person_id = ? AND d.state = ? AND d.policy_id = ? AND c.state = ?", person, Due, policyID, Open).Order("d.campaign_id").Find(&all).Error
	return all, err
}

// demanded are the rules of the newest campaign that asks the person for a test; otherwise the policy's, where the
// edition asks for one. A bank without questions asks nobody.
func demanded(q *gorm.DB, open []owed, p *policy.Policy, byEdition bool) (policy.Quiz, error) {
	r := policy.Quiz{}
	if byEdition {
		r = p.Quiz
	}
	for _, d := range open {
		if d.Quiz.Draw > 0 {
			r = d.Quiz
		}
	}
	if r.Draw == 0 {
		return r, nil
	}
	n, err := countActive(q, p.ID)
	if n == 0 {
		return policy.Quiz{}, err
	}
	return r, err
}

// rules are the rules of the test for a person.
func rules(q *gorm.DB, person int64, p *policy.Policy, byEdition bool) (policy.Quiz, error) {
	open, err := owing(q, person, p.ID)
	if err != nil {
		return policy.Quiz{}, err
	}
	return demanded(q, open, p, byEdition)
}

// tested takes over the test that was passed into a signature, and demands one where it is asked for.
func tested(q *gorm.DB, s *Signature, p *policy.Policy, e policy.Edition) error {
	r, err := rules(q, s.PersonID, p, e.Demands.Quiz)
	if err != nil {
		return err
	}
	t, err := test(q, s.PersonID, p, r)
	if err != nil {
		return err
	}
	if t.Passed != nil {
		s.AttemptID, s.Score = t.Passed.ID, t.Passed.Score
		return nil
	}
	if r.Draw > 0 {
		return fault.Conflict("fault.sign_no_test", "number", p.Number)
	}
	return nil
}
