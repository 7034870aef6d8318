package db

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"bihuan/models/fault"
)

// once makes a double submission harmless: the key that a form carried is stored together with
// what the transaction made, and a second transaction with the same key is told that record.
type once struct {
	key   string
	owner int64
	// spent is set by the first transaction that was carried out for the key, so that a request
	// which needs a second transaction is not taken for its own repetition.
	spent bool
}

type onceKeyCtx struct{}

var errOnceRace = errors.New("the same submission is being carried out")

// WithOnce gives a context whose next transaction is carried out once for this key of this account.
func WithOnce(ctx context.Context, key string, account int64) context.Context {
	return context.WithValue(ctx, onceKeyCtx{}, &once{key: key, owner: account})
}

func onceFrom(ctx context.Context) *once {
	if k, ok := ctx.Value(onceKeyCtx{}).(*once); ok && !k.spent {
		return k
	}
	return &once{}
}

type onceKey struct {
	Account   int64
	OnceKey   string
	RefKind   string
	RefNumber string
	CreatedAt time.Time
}

func (k *once) check(q *gorm.DB) error {
	if k.key == "" {
		return nil
	}
	var found onceKey
	err := q.Where("account = ? AND once_key = ?", k.owner, k.key).Take(&found).Error
	switch {
	case err == nil:
		return fault.Repeated(fault.Ref{Kind: found.RefKind, Number: found.RefNumber})
	case errors.Is(err, gorm.ErrRecordNotFound):
		return nil
	}
	return err
}

func (k *once) keep(tx *Tx) error {
	if k.key == "" || tx.made == (fault.Ref{}) {
		return nil
	}
	err := tx.Create(&onceKey{Account: k.owner, OnceKey: k.key, RefKind: tx.made.Kind, RefNumber: tx.made.Number, CreatedAt: tx.Now}).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return errOnceRace
	}
	return err
}

// Made notes the record that this transaction is about; the first one counts.
func (tx *Tx) Made(kind, number string) {
	if tx.made == (fault.Ref{}) {
		tx.made = fault.Ref{Kind: kind, Number: number}
	}
}

// ForgetOnceKeys removes keys older than before; a form that old is not sent again.
func (tx *Tx) ForgetOnceKeys(before time.Time) error {
	return tx.Where("created_at < ?", before).Delete(&onceKey{}).Error
}
