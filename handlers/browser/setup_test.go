package browser

import (
	"log/slog"
	"net/http/httptest"
	"testing"

	"bihuan/handlers"
	"bihuan/handlers/web/webtest"
	"bihuan/models/db/dbtest"
)

// TestSettingUp begins with an empty database, as an office does on its first day.
func TestSettingUp(t *testing.T) {
	t.Parallel()
	browserContext(t)
	d, _ := dbtest.One(t)
	h, err := handlers.Open(d, handlers.Options{Folder: t.TempDir(), Log: slog.New(slog.DiscardHandler), Hasher: webtest.Hasher})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = h.Close() })
	server := httptest.NewServer(h.Router())
	t.Cleanup(server.Close)
	b := newTab(t, &webtest.World{T: t, House: h, Server: server})
	b.expect("status of 422")
	for _, l := range looks {
		b.wear("", l)
		b.open("/")
		b.at("/set-up")
		b.shoot("set-up-" + l.String())
		b.proper("/set-up " + l.String())
	}
	b.wear("", look{"zh-Hans", "light", 1440})
	b.open("/")
	b.fill("firm", "长江生活服务有限公司").fill("name", "郑管理").fill("number", "0001").fill("password", webtest.Password).fill("repeat", "something else")
	b.send("完成设置").sees("两次输入的新密码不一样")
	b.await(`document.querySelector("[name=firm]").value === "长江生活服务有限公司" && document.querySelector("[name=password]").value === ""`)
	b.proper("a refused set-up")
	b.fill("password", webtest.Password).fill("repeat", webtest.Password).send("完成设置").sees("郑管理", "长江生活服务有限公司")
	b.at("/")
	b.proper("the first page after set-up")
	b.open("/settings")
	b.shoot("set-up-settings")
	b.proper("/settings after set-up")
	b.open("/set-up")
	b.at("/")
}
