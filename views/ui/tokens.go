package ui

import (
	"context"

	"bihuan/views/locale"
)

// FormTokens are the hidden values of every POST form.
type FormTokens struct {
	CSRF string
	Once func() string
}

type tokensKey struct{}

// WithTokens puts the hidden values where Tokens finds them; layout.With calls
// it.
func WithTokens(ctx context.Context, t FormTokens) context.Context {
	return context.WithValue(ctx, tokensKey{}, t)
}

func tokens(ctx context.Context) (csrf, once string) {
	t, _ := ctx.Value(tokensKey{}).(FormTokens)
	if t.Once != nil {
		once = t.Once()
	}
	return t.CSRF, once
}

// say is short for locale.T inside this package.
func say(ctx context.Context, key string, args ...any) string {
	return locale.T(ctx, key, args...)
}

// empty is the words of a select's empty choice.
func empty(ctx context.Context, words string) string {
	if words == "" {
		return say(ctx, "ui.choose")
	}
	return words
}
