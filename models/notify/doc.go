// Package notify keeps what people are told: one inbox per person, filled by rows that are
// written in the transaction of what they tell of.
package notify
