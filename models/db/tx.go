package db

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"time"

	"github.com/glebarez/go-sqlite"
	mysqldriver "github.com/go-sql-driver/mysql"
	"gorm.io/gorm"

	"bihuan/models/fault"
)

// Tx is a running transaction. It carries the context and one instant for everything written in it.
type Tx struct {
	*gorm.DB
	// Now is the instant of this transaction in UTC, whole microseconds.
	Now     time.Time
	zone    *time.Location
	dialect Dialect
	made    fault.Ref
}

// Dialect tells which kind of database this is.
func (tx *Tx) Dialect() Dialect { return tx.dialect }

// Context is the request's context.
func (tx *Tx) Context() context.Context { return tx.Statement.Context }

const attempts = 6

// InTx runs fn in a transaction and commits when it returns nil. It is the only way to write.
// Where the database gave way to another transaction (deadlock, lock wait, busy) fn runs again,
// so it must not change anything but the database.
func (d *DB) InTx(ctx context.Context, fn func(tx *Tx) error) error {
	var err error
	key := onceFrom(ctx)
	for try := range attempts {
		within, written := ctx, Written(nil)
		if d.before != nil {
			within, written = withWritten(ctx)
		}
		// Asked before the transaction, so that what fn reads first decides how new all is that it reads: after a row
		// that it locks it finds what the former holder of the lock left.
		if err = key.check(d.write.WithContext(within)); err == nil {
			err = d.carryOut(within, key, written, fn)
		}
		if err == nil {
			key.spent = true
			return nil
		}
		if !again(err) {
			break
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(1+rand.IntN(10<<try)) * time.Millisecond):
		}
	}
	if fault.Of(err) == nil && (Down(err) || again(err)) {
		return fault.Unavailable(err)
	}
	return err
}

// carryOut is one attempt at a transaction.
func (d *DB) carryOut(ctx context.Context, key *once, written Written, fn func(tx *Tx) error) error {
	return d.write.WithContext(ctx).Transaction(func(g *gorm.DB) error {
		tx := &Tx{DB: g, Now: d.Now(), zone: d.zone, dialect: d.dialect}
		if err := fn(tx); err != nil {
			return err
		}
		if d.before != nil {
			if err := d.before(written); err != nil {
				return err
			}
		}
		return key.keep(tx)
	})
}

// again tells whether the same transaction may succeed when it is run once more.
func again(err error) bool {
	var my *mysqldriver.MySQLError
	if errors.As(err, &my) {
		// lock wait timeout, deadlock, record changed since last read
		return my.Number == 1205 || my.Number == 1213 || my.Number == 1020
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		code := lite.Code() & 0xff
		return code == 5 || code == 6 // SQLITE_BUSY, SQLITE_LOCKED
	}
	return errors.Is(err, errOnceRace)
}

// Changed turns "no row was changed" by an update that carries its version into a Conflict.
func Changed(res *gorm.DB) error {
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		return fault.Conflict("fault.stale")
	}
	return nil
}

type sequence struct {
	Name  string
	Year  int
	Value int64
}

// NextNumber gives the next number of this year, as TS-2026-000123. Numbers have no gaps because the
// counter is part of the transaction; take it late, for it makes other transactions of the kind wait.
func (tx *Tx) NextNumber(prefix string) (string, error) {
	year := tx.Now.In(tx.zone).Year()
	res := tx.Model(&sequence{}).Where("name = ? AND year = ?", prefix, year).UpdateColumn("value", gorm.Expr("value + 1"))
	if res.Error != nil {
		return "", res.Error
	}
	s := sequence{Name: prefix, Year: year, Value: 1}
	if res.RowsAffected == 0 {
		if err := tx.Create(&s).Error; err != nil {
			return "", err
		}
	} else if err := tx.Where("name = ? AND year = ?", prefix, year).Take(&s).Error; err != nil {
		return "", err
	}
	return fmt.Sprintf("%s-%d-%06d", prefix, year, s.Value), nil
}

type countKey struct{}

// CountStatements gives a context in which every statement sent to the database is counted.
func CountStatements(ctx context.Context) (context.Context, *atomic.Int64) {
	n := new(atomic.Int64)
	return context.WithValue(ctx, countKey{}, n), n
}

func countStatements(g *gorm.DB) error {
	count := func(g *gorm.DB) {
		// a query that is only built, to stand inside another, is not sent
		if n, ok := g.Statement.Context.Value(countKey{}).(*atomic.Int64); ok && !g.DryRun {
			n.Add(1)
		}
	}
	cb := g.Callback()
	return errors.Join(
		cb.Query().Before("*").Register("bihuan:count", count), cb.Row().Before("*").Register("bihuan:count", count),
		cb.Raw().Before("*").Register("bihuan:count", count), cb.Create().Before("*").Register("bihuan:count", count),
		cb.Update().Before("*").Register("bihuan:count", count), cb.Delete().Before("*").Register("bihuan:count", count),
	)
}
