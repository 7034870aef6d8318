package fault

import (
	"errors"
	"fmt"
)

// Kind is the class of a fault; the web maps each to one HTTP status.
type Kind int

// The kinds of fault.
const (
	// NotFoundKind: the record does not exist, or the actor may not know that it does.
	NotFoundKind Kind = iota + 1
	// InvalidKind: the input cannot be accepted; Fields says where.
	InvalidKind
	// ConflictKind: somebody else was faster, or the record's state forbids the step.
	ConflictKind
	// ForbiddenKind: the actor lacks a right, named in Right.
	ForbiddenKind
	// UnavailableKind: a part the portal needs does not answer now.
	UnavailableKind
	// RepeatedKind: this very submission was already carried out; Ref names its result.
	RepeatedKind
)

// Message is a message key with name/value pairs for its placeholders.
type Message struct {
	Key  string
	Args []any
}

// Ref names a record that a fault is about.
type Ref struct {
	Kind   string
	Number string
}

// Error is a fault. Its text is for logs only.
type Error struct {
	Kind   Kind
	Key    string
	Args   []any
	Fields map[string]Message
	// Right is the permission that is missing (Forbidden only).
	Right string
	// Ref is the record that the same submission produced before (Repeated only).
	Ref Ref
	Err error
}

// Error names the key and the cause, for logs.
func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: %v", e.Key, e.Err)
	}
	return e.Key
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// NotFound says that a record is not there for this actor.
func NotFound(key string, args ...any) error {
	return &Error{Kind: NotFoundKind, Key: key, Args: args}
}

// Conflict says that the record changed meanwhile, or that its state forbids the step.
func Conflict(key string, args ...any) error {
	return &Error{Kind: ConflictKind, Key: key, Args: args}
}

// Invalid says that the whole input cannot be accepted; use Check for single fields.
func Invalid(key string, args ...any) error {
	return &Error{Kind: InvalidKind, Key: key, Args: args}
}

// Forbidden says which right the actor lacks.
func Forbidden(right string) error {
	return &Error{Kind: ForbiddenKind, Key: "fault.forbidden", Right: right}
}

// Refused says that the actor has the right in general but not on this record, and why.
func Refused(key string, args ...any) error {
	return &Error{Kind: ForbiddenKind, Key: key, Args: args}
}

// Unavailable says that a part the portal needs does not answer now.
func Unavailable(err error) error {
	return &Error{Kind: UnavailableKind, Key: "fault.unavailable", Err: err}
}

// Repeated says that this submission was carried out before, with ref as its result.
func Repeated(ref Ref) error {
	return &Error{Kind: RepeatedKind, Key: "fault.repeated", Ref: ref}
}

// Wrap keeps err as the cause of a fault of the given kind.
func Wrap(kind Kind, err error, key string, args ...any) error {
	return &Error{Kind: kind, Key: key, Args: args, Err: err}
}

// Of gives the fault inside err, or nil when there is none.
func Of(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

// Is tells whether err is a fault of this kind.
func Is(err error, kind Kind) bool {
	e := Of(err)
	return e != nil && e.Kind == kind
}

// Option tells whether a person can take a step of a record now, and if not, why.
type Option struct {
	Step    string
	Allowed bool
	Why     Message // zero where allowed
	Right   string  // the right that is missing, where that is why
}

// OptionOf makes an option of what hinders the step; err is nil where nothing does.
func OptionOf(step string, err error) Option {
	if f := Of(err); f != nil {
		return Option{Step: step, Why: Message{Key: f.Key, Args: f.Args}, Right: f.Right}
	}
	return Option{Step: step, Allowed: true}
}
