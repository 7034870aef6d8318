// Package locale speaks the reader's language: messages, dates, numbers, money
// and spans of time.
//
// Messages live in zh-Hans/<module>.json and en/<module>.json beside this file,
// flat objects of key → text. A key is lower-case words joined by dots and
// begins with its module's name or with one of the shared families (event.,
// field., fault., invalid.). In a text `{name}` takes the argument of that
// name; `{n|day|days}` writes the first word when n is one and the second
// otherwise (the word only: write "{n} {n|day|days}").
//
// The choice of language, zone and clock travels in the context:
//
//	ctx = locale.With(ctx, locale.New("en"))
//	locale.T(ctx, "ui.bulk.selected", "n", 3)
package locale
