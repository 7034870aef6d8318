package db

import (
	"context"
	"errors"

	"gorm.io/gorm"
)

// Written counts the rows that a transaction wrote, by table.
type Written map[string]int64

type writtenKey struct{}

// watch makes write handles note what transactions write, for Options.BeforeCommit.
func watch(g *gorm.DB) error {
	note := func(g *gorm.DB) {
		if w, ok := g.Statement.Context.Value(writtenKey{}).(Written); ok && g.Error == nil && g.RowsAffected > 0 {
			w[g.Statement.Table] += g.RowsAffected
		}
	}
	cb := g.Callback()
	return errors.Join(cb.Create().After("*").Register("bihuan:written", note), cb.Update().After("*").Register("bihuan:written", note),
		cb.Delete().After("*").Register("bihuan:written", note))
}

func withWritten(ctx context.Context) (context.Context, Written) {
	w := Written{}
	return context.WithValue(ctx, writtenKey{}, w), w
}
