package action

import (
	"strconv"

	"bihuan/views/ui"
)

// The chart's measures, in units of its own: two halves of equal parts, the counts above the bars.
const (
	chartHalf   = 168
	chartGap    = 24
	chartTop    = 18
	chartHeight = 84
	chartFoot   = 36
	chartWidth  = 2*chartHalf + chartGap
	chartBase   = chartTop + chartHeight
	widestBar   = 40
	leastBar    = 1
)

// drawn is a bar with its place.
type drawn struct {
	Bar
	X, Y, Width, Height, Middle, Above string
}

// draw places the bars: the highest count takes the whole height, and none is drawn as a thin line.
func (e Effect) draw() []drawn {
	parts := max(len(e.Bars)/2, 1)
	most := int64(1)
	for _, b := range e.Bars {
		most = max(most, b.Count)
	}
	step := chartHalf / parts
	width := min(widestBar, step-4)
	out := make([]drawn, len(e.Bars))
	for i, b := range e.Bars {
		left := (i%parts)*step + (chartHalf-parts*step)/2 + (step-width)/2
		if i >= parts {
			left += chartHalf + chartGap
		}
		height := max(leastBar, int(b.Count*chartHeight/most))
		top := chartBase - height
		out[i] = drawn{Bar: b, X: strconv.Itoa(left), Y: strconv.Itoa(top), Width: strconv.Itoa(width), Height: strconv.Itoa(height),
			Middle: strconv.Itoa(left + width/2), Above: strconv.Itoa(top - 5)}
	}
	return out
}

func (d drawn) class() string {
	if d.After {
		return "bar-after"
	}
	return "bar-before"
}

func (e Effect) viewBox() string {
	return "0 0 " + strconv.Itoa(chartWidth) + " " + strconv.Itoa(chartBase+chartFoot)
}

// half is one of the two halves with the words below it.
type half struct {
	Span
	X, Right, Middle string
}

func (e Effect) halves() []half {
	place := func(s Span, left int) half {
		return half{Span: s, X: strconv.Itoa(left), Right: strconv.Itoa(left + chartHalf), Middle: strconv.Itoa(left + chartHalf/2)}
	}
	return []half{place(e.Before, 0), place(e.After, chartHalf+chartGap)}
}

// windows are the two windows that lead to what was counted.
func (e Effect) windows() []ui.Link {
	var out []ui.Link
	for _, s := range []Span{e.Before, e.After} {
		if s.Link != nil {
			out = append(out, *s.Link)
		}
	}
	return out
}

// window names the half that a bar belongs to.
func (e Effect) window(b Bar) string {
	if b.After {
		return e.After.Label
	}
	return e.Before.Label
}

func base() string { return below(0) }

func below(by int) string { return strconv.Itoa(chartBase + by) }
