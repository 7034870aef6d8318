package calendar

import (
	_ "embed"
	"encoding/json"
)

// starterJSON is the calendar a new portal begins with: office hours and the notices of 2023 to
// 2026, derived from NateScarlet/holiday-cn (starter.LICENSE).
//
//go:embed starter.json
var starterJSON []byte

// Starter is the calendar a new portal begins with.
func Starter() Document {
	var d Document
	if err := json.Unmarshal(starterJSON, &d); err != nil {
		panic("calendar: starter.json: " + err.Error()) // embedded and tested
	}
	return d
}
