package signing

import (
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"bihuan/models/db"
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

// test tells where a person stands with the test, in one statement. What he did since the policy was last to be read
// anew counts. A bank without questions asks nobody.
func test(q *gorm.DB, person int64, p *policy.Policy, rules policy.Quiz) (Test, error) {
	t := Test{Rules: rules}
	var rows []struct {
		Active  int
		Granted int
		Attempt Attempt `gorm:"embedded;embeddedPrefix:t_"`
	}
	err := q.Raw("SELECT n.active, n.granted, "+attemptColumns+" FROM (SELECT (SELECT COUNT(*) FROM sign_questions WHERE policy_id = ? AND active = ?) AS active,"+
		" (SELECT COUNT(*) FROM sign_grants WHERE person_id = ? AND policy_id = ? AND edition_no >= ?) AS granted) AS n"+
		" LEFT JOIN sign_attempts t ON t.person_id = ? AND t.policy_id = ? AND t.edition_no >= ? ORDER BY t.no",
		p.ID, true, person, p.ID, p.RequiredNo, person, p.ID, p.RequiredNo).Scan(&rows).Error
	if err != nil || len(rows) == 0 {
		return t, err
	}
	if rows[0].Active == 0 {
		t.Rules = policy.Quiz{}
	}
	if t.Rules.Attempts > 0 {
		t.Allowed = t.Rules.Attempts + rows[0].Granted
	}
	for i := range rows {
		switch k := &rows[i].Attempt; {
		case k.ID == 0:
			continue
		case k.FinishedAt == nil:
			t.Open = k
		case k.Passed && (t.Passed == nil || k.Score > t.Passed.Score):
			t.Passed = k
		}
		t.Taken++
	}
	return t, nil
}

// attemptColumns are the columns of an attempt that stands beside others in one answer.
var attemptColumns = func() string {
	var columns []string
	for _, f := range db.Fields(&Attempt{}) {
		columns = append(columns, "t."+f.DBName+" AS t_"+f.DBName)
	}
	return strings.Join(columns, ", ")
}()

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
// edition asks for one.
func demanded(open []owed, p *policy.Policy, byEdition bool) policy.Quiz {
	r := policy.Quiz{}
	if byEdition {
		r = p.Quiz
	}
	for _, d := range open {
		if d.Quiz.Draw > 0 {
			r = d.Quiz
		}
	}
	return r
}

// testOf tells where a person stands with the test that is asked of him.
func testOf(q *gorm.DB, person int64, p *policy.Policy, byEdition bool) (Test, error) {
	open, err := owing(q, person, p.ID)
	if err != nil {
		return Test{}, err
	}
	return test(q, person, p, demanded(open, p, byEdition))
}

// tested takes over the test that was passed into a signature, and demands one where it is asked for.
func tested(q *gorm.DB, s *Signature, p *policy.Policy, e policy.Edition) error {
	t, err := testOf(q, s.PersonID, p, e.Demands.Quiz)
	if err != nil {
		return err
	}
	if t.Passed != nil {
		s.AttemptID, s.Score = t.Passed.ID, t.Passed.Score
		return nil
	}
	if t.Rules.Draw > 0 {
		return fault.Conflict("fault.sign_no_test", "number", p.Number)
	}
	return nil
}
