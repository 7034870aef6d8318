package action

import (
	"strconv"
	"testing"
)

// TestBarsStandInTheirHalf draws windows of one to six parts with counts of any size.
func TestBarsStandInTheirHalf(t *testing.T) {
	for parts := 1; parts <= 6; parts++ {
		for _, most := range []int64{0, 1, 7, 1 << 40} {
			var e Effect
			for i := range 2 * parts {
				e.Bars = append(e.Bars, Bar{Count: most / int64(i+1), After: i >= parts})
			}
			end := 0
			for i, d := range e.draw() {
				x, y, width, height := number(t, d.X), number(t, d.Y), number(t, d.Width), number(t, d.Height)
				if i == parts && x < chartHalf+chartGap || i < parts && x+width > chartHalf || x < end || x+width > chartWidth {
					t.Errorf("%d parts: bar %d at %d, %d wide, after %d", parts, i, x, width, end)
				}
				if height < leastBar || y < chartTop || y+height != chartBase {
					t.Errorf("%d parts of %d: bar %d is %d high from %d", parts, most, i, height, y)
				}
				end = x + width
			}
		}
	}
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
