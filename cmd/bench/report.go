package main

import (
	"fmt"
	"io"
	"slices"
)

// print writes the table of the large store beside the small one.
func (r *result) print(w io.Writer, small *result) {
	title := fmt.Sprintf("\n### %s, %d complaints", r.store.dialect, r.store.rows)
	if small != nil {
		title += fmt.Sprintf(" (ratios to %d)", small.store.rows)
	}
	fmt.Fprintln(w, title)
	fmt.Fprintf(w, "\nStart to first page %.2f s; private memory after all this %.0f MiB.\n\n", r.started.Seconds(), r.memory)
	fmt.Fprintln(w, "| Page | req/s | p50 ms | p99 ms | statements | CPU ms portal + db | bare rows/s | bare CPU ms | rate bare : page | CPU page : bare | p50 × | p99 × | CPU × |")
	fmt.Fprintln(w, "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
	for _, f := range r.pages {
		t := f.timing
		if t.n == 0 {
			fmt.Fprintf(w, "| %s | failed | | | | | | | | | | | |\n", f.page)
			continue
		}
		fmt.Fprintf(w, "| %s | %.0f | %.1f | %.1f | %d | %.2f + %.2f |", f.page, t.rate(), ms(t.p50), ms(t.p99), f.statements, ms(t.web), ms(t.db))
		if f.floor.n > 0 {
			fmt.Fprintf(w, " %.0f | %.2f | %.2f | %.2f |", f.floor.rate(), ms(f.floor.cpu()), f.floor.rate()/t.rate(), float64(t.cpu())/float64(f.floor.cpu()))
		} else {
			fmt.Fprint(w, " | | | |")
		}
		if other := small.of(f.page); other.timing.n > 0 {
			o := other.timing
			fmt.Fprintf(w, " %.2f | %.2f | %.2f |\n", float64(t.p50)/float64(o.p50), float64(t.p99)/float64(o.p99), float64(t.cpu())/float64(o.cpu()))
		} else {
			fmt.Fprintln(w, " | | |")
		}
	}
}

func (r *result) of(page string) figures {
	if r == nil {
		return figures{}
	}
	if i := slices.IndexFunc(r.pages, func(f figures) bool { return f.page == page }); i >= 0 {
		return r.pages[i]
	}
	return figures{}
}
