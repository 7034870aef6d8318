package complaint

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"bihuan/handlers/web"
	view "bihuan/views/complaint"
)

const columnsCookie = "bihuan_complaint_columns"

// columns are those to be shown: a choice in the address is kept in the browser for the next time.
func columns(c *web.Context, q query) []string {
	chosen := q.Columns
	if len(chosen) > 0 {
		c.SetCookie(&http.Cookie{Name: columnsCookie, Value: strings.Join(known(chosen), "."), Path: "/complaints", MaxAge: int((365 * 24 * time.Hour).Seconds()),
			HttpOnly: true, SameSite: http.SameSiteLaxMode})
	} else if cookie, err := c.Cookie(columnsCookie); err == nil {
		chosen = strings.Split(cookie.Value, ".")
	}
	if chosen = known(chosen); len(chosen) == 0 {
		return view.Usual
	}
	var out []string
	for _, column := range view.Columns {
		if view.Fixed(column) || slices.Contains(chosen, column) {
			out = append(out, column)
		}
	}
	return out
}

func known(columns []string) []string {
	return slices.DeleteFunc(slices.Clone(columns), func(column string) bool { return !slices.Contains(view.Columns, column) })
}
