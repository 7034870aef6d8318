package job

import (
	"encoding/json"
	"errors"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"bihuan/models/db"
)

// State is where a job stands.
type State string

// The states of a job.
const (
	Queued  State = "queued"
	Running State = "running"
	Done    State = "done"
	Failed  State = "failed" // ended by a fault that no repetition mends
	Dead    State = "dead"   // given up after too many attempts
)

// Job is one piece of work as stored.
type Job struct {
	ID         int64
	Kind       string
	Key        *string `gorm:"column:unique_key"`
	Args       string
	PersonID   int64
	State      State
	RunAt      time.Time
	Attempts   int
	LeaseOwner string
	LeaseUntil *time.Time
	// Done and Total tell the progress; Total is 0 where nobody knows it yet.
	Done  int64
	Total int64
	// Result is JSON, empty before the end.
	Result string
	// ErrorKey and ErrorArgs are the message for the person; while Queued, that of the last attempt.
	ErrorKey   string
	ErrorArgs  string
	CreatedAt  time.Time
	StartedAt  *time.Time
	FinishedAt *time.Time
}

// Over tells whether the job has ended, well or not.
func (j Job) Over() bool { return j.State == Done || j.State == Failed || j.State == Dead }

// Read decodes the result into v; a job without one leaves v alone.
func (j Job) Read(v any) error {
	if j.Result == "" {
		return nil
	}
	return json.Unmarshal([]byte(j.Result), v)
}

// Message is the error's key and its name/value pairs, the values as text.
func (j Job) Message() (key string, args []any) {
	var texts []string
	if j.ErrorArgs != "" && json.Unmarshal([]byte(j.ErrorArgs), &texts) == nil {
		for _, t := range texts {
			args = append(args, t)
		}
	}
	return j.ErrorKey, args
}

// New is a job to be made.
type New struct {
	Kind string
	// Key, where set, allows one job with it for as long as that job is kept (at least KeepDone).
	Key string
	// Args is stored as JSON; nil for none.
	Args any
	// PersonID is whose work it is; that person may read it. 0 for the portal's own.
	PersonID int64
	// RunAt is the earliest start; at once where zero.
	RunAt time.Time
}

// Enqueue makes a job in the transaction and gives its id. Where a job with the same key exists, its id
// is given and nothing is made. After the commit call Runner.Kick, or wait for the next look.
func Enqueue(tx *db.Tx, n New) (int64, error) {
	args, err := json.Marshal(n.Args)
	if err != nil {
		return 0, err
	}
	j := Job{Kind: n.Kind, Args: string(args), PersonID: n.PersonID, State: Queued, RunAt: n.RunAt.UTC().Truncate(time.Microsecond), CreatedAt: tx.Now}
	if n.RunAt.IsZero() {
		j.RunAt = tx.Now
	}
	if n.Key == "" {
		err := tx.Create(&j).Error
		return j.ID, err
	}
	j.Key = &n.Key
	if id, err := withKey(tx.DB, n.Key); err != nil || id != 0 {
		return id, err
	}
	err = tx.Create(&j).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		// Made meanwhile by another transaction, whose row a plain read of this one may not see yet.
		return withKey(tx.Clauses(clause.Locking{Strength: "UPDATE"}), n.Key)
	}
	return j.ID, err
}

func withKey(q *gorm.DB, key string) (int64, error) {
	var ids []int64
	err := q.Model(&Job{}).Where("unique_key = ?", key).Limit(1).Pluck("id", &ids).Error
	if err != nil || len(ids) == 0 {
		return 0, err
	}
	return ids[0], nil
}
