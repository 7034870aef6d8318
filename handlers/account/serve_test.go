package account_test

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"bihuan/handlers"
	"bihuan/models/db"
)

func serve(t *testing.T, o handlers.Options, d *db.DB) *httptest.Server {
	t.Helper()
	o.Log = slog.New(slog.DiscardHandler)
	h, err := handlers.Open(d, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	s := httptest.NewServer(h.Router())
	t.Cleanup(s.Close)
	return s
}

func copyTo(w io.Writer, res *http.Response) (int64, error) { return io.Copy(w, res.Body) }
