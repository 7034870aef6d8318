// Package browser holds tests only: what a person sees and does in a real browser, over the whole house.
// Without Chromium they are skipped with a word; under CI=true that is a failure. With BIHUAN_SHOTS=folder
// they leave pictures there.
package browser
