package audit

import (
	"bytes"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"bihuan/models/db"
)

// Personal is a value about a person, or text in which persons may be named: the canonical
// bytes hold a commitment to it, the value stands beside the event and can be erased.
type Personal string

// Ref names the record that an event is about.
type Ref struct {
	Kind   string
	ID     int64
	Number string
}

// Change is one field before and after. Values are string, bool, int, int64, nil or Personal.
type Change struct {
	Field         string
	Before, After any
}

// Event is what happened to one record.
type Event struct {
	Kind    string // <record>.<past participle>, as complaint.accepted
	Record  Ref
	Reason  string // why, in the actor's words; kept as a personal value
	Changes []Change
}

// By is who did it, in which role, and in which request.
type By struct {
	PersonID  int64
	AccountID int64
	Role      string
	Request   string
	// Note says why a job acted where no person did.
	Note string
}

// Row is an event as stored.
type Row struct {
	ID           int64
	UID          string `gorm:"column:uid"`
	AtUS         int64  `gorm:"column:at_us"`
	Kind         string
	ActorID      int64
	ActorRole    string
	RecordKind   string
	RecordID     int64
	RecordNumber string
	Canonical    []byte
	Seq          *int64
}

// TableName is where events are stored.
func (Row) TableName() string { return "events" }

// At is when it happened.
func (r Row) At() time.Time { return time.UnixMicro(r.AtUS).UTC() }

// Value is a personal value beside its event.
type Value struct {
	EventID int64
	Path    string
	Salt    []byte
	Value   string
}

// TableName is where personal values are stored.
func (Value) TableName() string { return "event_values" }

const (
	saltBytes = 16
	// ReasonPath is the path under which an event's reason is kept.
	ReasonPath = "reason"
)

// Append writes the event in the transaction and gives its row.
func Append(tx *db.Tx, by By, e Event) (Row, error) {
	uid := make([]byte, 16)
	if _, err := rand.Read(uid); err != nil {
		return Row{}, err
	}
	row := Row{UID: hex.EncodeToString(uid), AtUS: tx.Now.UnixMicro(), Kind: e.Kind, ActorID: by.PersonID, ActorRole: by.Role,
		RecordKind: e.Record.Kind, RecordID: e.Record.ID, RecordNumber: e.Record.Number}
	var values []Value
	commit := func(path string, v any) (any, error) {
		p, ok := v.(Personal)
		if !ok {
			return v, nil
		}
		if p == "" {
			return "", nil
		}
		salt := make([]byte, saltBytes)
		if _, err := rand.Read(salt); err != nil {
			return nil, err
		}
		values = append(values, Value{Path: path, Salt: salt, Value: string(p)})
		return map[string]any{"c": Commitment(salt, string(p))}, nil
	}
	body := map[string]any{"v": 1, "uid": row.UID, "at": row.AtUS, "kind": e.Kind,
		"actor":  map[string]any{"person": by.PersonID, "account": by.AccountID, "role": by.Role, "note": by.Note},
		"record": map[string]any{"kind": e.Record.Kind, "id": e.Record.ID, "number": e.Record.Number}, "request": by.Request}
	var err error
	if body["reason"], err = commit(ReasonPath, Personal(e.Reason)); err != nil {
		return Row{}, err
	}
	changes := make([]any, 0, len(e.Changes))
	for i, c := range e.Changes {
		before, err := commit(fmt.Sprintf("%d.before", i), c.Before)
		if err != nil {
			return Row{}, err
		}
		after, err := commit(fmt.Sprintf("%d.after", i), c.After)
		if err != nil {
			return Row{}, err
		}
		changes = append(changes, []any{c.Field, before, after})
	}
	body["changes"] = changes
	if row.Canonical, err = canonical(body); err != nil {
		return Row{}, err
	}
	if err := tx.Create(&row).Error; err != nil {
		return Row{}, err
	}
	for i := range values {
		values[i].EventID = row.ID
	}
	if len(values) > 0 {
		if err := tx.Create(&values).Error; err != nil {
			return Row{}, err
		}
	}
	tx.Made(e.Record.Kind, e.Record.Number)
	return row, nil
}

// Commitment is the hex SHA-256 of salt followed by value.
func Commitment(salt []byte, value string) string {
	sum := sha256.Sum256(append(append([]byte{}, salt...), value...))
	return hex.EncodeToString(sum[:])
}

// canonical is JSON with sorted keys, integers only, no HTML escapes and no spaces.
func canonical(v map[string]any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}
