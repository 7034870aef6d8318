package notify

import (
	"encoding/json"
	"errors"
	"time"

	"gorm.io/gorm/clause"

	"bihuan/models/db"
)

// Note is what a person is to be told.
type Note struct {
	PersonID int64
	// Kind chooses the text: the locale key "notify.<kind>".
	Kind string
	// Args fill the text. An argument whose name ends in "_at" is an instant as At writes it.
	Args         map[string]string
	RecordKind   string
	RecordNumber string
	// Once is a key under which the person is told one time only; empty where each telling counts.
	Once string
}

// At writes an instant as an argument of a Note.
func At(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// Notification is a note as it was sent.
type Notification struct {
	ID           int64
	PersonID     int64
	Kind         string
	Args         string // JSON object of strings
	RecordKind   string
	RecordNumber string
	OnceKey      *string
	Seen         bool
	CreatedAt    time.Time
}

// Arguments gives the arguments of the text.
func (n Notification) Arguments() map[string]string {
	args := map[string]string{}
	// Args is written by Send only; where it is broken the text shows without arguments.
	_ = json.Unmarshal([]byte(n.Args), &args)
	return args
}

const (
	mostArgs = 2000 // bytes, as wide as the column
	mostArg  = 200  // characters
)

// Send tells a person something, in the transaction of what it is about. A note to nobody is passed over.
func Send(tx *db.Tx, n Note) error {
	if n.PersonID == 0 {
		return nil
	}
	if n.Kind == "" {
		return errors.New("notify: a note without a kind")
	}
	args, err := encodeArgs(n.Args)
	if err != nil {
		return err
	}
	row := Notification{PersonID: n.PersonID, Kind: n.Kind, Args: args, RecordKind: n.RecordKind, RecordNumber: n.RecordNumber, CreatedAt: tx.Now}
	if n.Once == "" {
		return tx.Create(&row).Error
	}
	row.OnceKey = &n.Once
	return tx.Clauses(clause.OnConflict{DoNothing: true}).Create(&row).Error
}

// encodeArgs cuts long arguments: a notification is one line.
func encodeArgs(args map[string]string) (string, error) {
	short := make(map[string]string, len(args))
	for name, value := range args {
		if runes := []rune(value); len(runes) > mostArg {
			value = string(runes[:mostArg-1]) + "…"
		}
		short[name] = value
	}
	text, err := json.Marshal(short)
	if err == nil && len(text) > mostArgs {
		err = errors.New("notify: arguments are too long")
	}
	return string(text), err
}
