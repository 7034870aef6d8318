package notice_test

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/notify"
	"bihuan/views/locale"
)

const home = "/notifications"

func world(t *testing.T) (*webtest.World, *dbtest.Clock) {
	t.Helper()
	before := locale.OnMissing(func(tag locale.Tag, key string) { t.Errorf("%s: no text for %s", tag, key) })
	t.Cleanup(func() { locale.OnMissing(before) })
	d, clock := dbtest.One(t)
	return webtest.New(t, d), clock
}

func send(t *testing.T, w *webtest.World, notes ...notify.Note) {
	t.Helper()
	err := w.House.DB.InTx(context.Background(), func(tx *db.Tx) error {
		for _, n := range notes {
			if err := notify.Send(tx, n); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// kinds are all that the portal sends.
var kinds = []string{"complaint_registered", "complaint_assigned", "complaint_soon", "complaint_late", "complaint_remedy_proposed", "complaint_remedy_approved",
	"complaint_remedy_sent_back", "complaint_follow_up_due", "complaint_second_round", "complaint_commented", "complaint_closed", "complaint_reopened",
	"action_opened", "action_edited", "action_assigned", "action_planned", "action_sent_back", "action_reported", "action_returned", "action_verified", "action_closed", "action_ineffective",
	"action_extended", "action_postponed", "action_cancelled", "action_reopened", "action_commented", "action_soon", "action_late"}

func note(to int64, kind, number string) notify.Note {
	return notify.Note{PersonID: to, Kind: kind, RecordKind: "deadline_class", RecordNumber: "general",
		Args: map[string]string{"number": number, "clock": "respond", "due": "2026-03-07 10:00"}}
}

func TestTheInboxTellsInBothLanguages(t *testing.T) {
	w, clock := world(t)
	me := w.Person(auth.Administrator)
	for _, kind := range kinds[:6] {
		send(t, w, note(me, kind, "<i>快递"))
	}
	clock.Advance(24 * time.Hour)
	for _, kind := range kinds[6:] {
		send(t, w, note(me, kind, "<i>快递"))
	}
	send(t, w, note(w.Person(auth.Handler), "complaint_late", "别人的"))
	c := w.As(auth.Administrator)
	c.Get(home).Has(t, http.StatusOK, "29 条未读", "今天", "投诉 <i>快递 的答复已超期（应于 2026-03-07 10:00）", "投诉 <i>快递 已结案", "整改 <i>快递 已关闭").Lacks(t, "别人的", "<i>快递")
	c.Language = "en"
	c.Get(home).Has(t, http.StatusOK, "29 unread", "Today", "Response is late (was due 2026-03-07 10:00)")
}

func TestOpeningMarksAsSeenAndLeadsToTheRecord(t *testing.T) {
	w, _ := world(t)
	me := w.Person(auth.Administrator)
	send(t, w, note(me, "complaint_assigned", "甲"), notify.Note{PersonID: me, Kind: "complaint_closed", Args: map[string]string{"number": "乙"}}, note(w.Person(auth.Handler), "complaint_assigned", "丙"))
	c := w.As(auth.Administrator)
	c.Get(home).Has(t, http.StatusOK, "2 条未读")
	if page := c.Get(home+"/1").Has(t, http.StatusOK, "一般投诉"); page.URL.Path != "/settings/deadlines" {
		t.Errorf("led to %s", page.URL)
	}
	if page := c.Get(home+"/2").Has(t, http.StatusOK); page.URL.Path != home {
		t.Errorf("a notification without a record leads back: %s", page.URL)
	}
	c.Get(home).Has(t, http.StatusOK).Lacks(t, "page-count", "全部标为已读")
	c.Get(home+"/3").Has(t, http.StatusNotFound)
	c.Get(home+"/x").Has(t, http.StatusNotFound)
	w.As(auth.Handler).Get(home).Has(t, http.StatusOK, "1 条未读")
}

func TestAllAreMarkedAndPagesGoBothWays(t *testing.T) {
	w, _ := world(t)
	var notes []notify.Note
	for i := range notify.PageSize + 60 {
		notes = append(notes, note(w.Person(auth.Handler), "complaint_commented", "第 "+strconv.Itoa(i)+" 条"))
	}
	send(t, w, notes...)
	c := w.As(auth.Handler)
	first := c.Get(home).Has(t, http.StatusOK, "超过 99 条未读", "第 109 条")
	second := c.Get(link(t, first, "next")).Has(t, http.StatusOK, "第 59 条").Lacks(t, "第 60 条", "第 9 条", "全部标为已读")
	c.Get(link(t, second, "prev")).Has(t, http.StatusOK, "第 109 条").Lacks(t, "第 59 条")
	c.Get(home)
	c.Post(home+"/read", nil).Has(t, http.StatusOK, "已全部标为已读").Lacks(t, "page-count")
	c.Get(home+"?at=nonsense").Has(t, http.StatusOK, "第 109 条")
	c.Post(home+"/read", url.Values{"newest": {"x"}}).Has(t, http.StatusUnprocessableEntity)
}

func link(t *testing.T, p *webtest.Page, rel string) string {
	t.Helper()
	_, after, ok := strings.Cut(p.Body, `rel="`+rel+`" href="`)
	if !ok {
		t.Fatalf("no %s page", rel)
	}
	href, _, _ := strings.Cut(after, `"`)
	return strings.ReplaceAll(href, "&amp;", "&")
}

func TestNothingToTellIsAFriendlySentence(t *testing.T) {
	w, _ := world(t)
	w.As(auth.Employee).Get(home).Has(t, http.StatusOK, "没有通知")
}
