package list

import (
	"bihuan/handlers/record"
	"bihuan/handlers/web"
)

// TellBulk says on how many of the selected records a step was taken (<kind>.bulk.done), and for each reason of
// refusal on how many it was not (<kind>.bulk.part). Results hold an error, or nil, for each record.
func TellBulk(c *web.Context, kind string, results []error) {
	done := 0
	refused := map[string]int{}
	for _, err := range results {
		if err == nil {
			done++
		} else {
			refused[record.Reason(c, err)]++
		}
	}
	if done > 0 {
		c.Flash("success", kind+".bulk.done", "n", done)
	}
	for why, n := range refused {
		c.Flash("warning", kind+".bulk.part", "n", n, "why", why)
	}
}
