package browser

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"bihuan/handlers/web"
	"bihuan/models/auth"
)

// every role, the ones that see most first.
var roles = []auth.Role{auth.Supervisor, auth.Administrator, auth.Auditor, auth.Handler, auth.HR, auth.Employee, auth.PolicyOwner}

// examples fill the parameters of routes. A route with a parameter that is not named here fails the test, so
// that no new page stays unseen.
func (s *sample) examples(path string) ([]string, bool) {
	known := map[string][]string{
		"/complaints/import/:id":               {s.job},
		"/complaints/import/:id/errors":        {s.job + "/errors"},
		"/complaints/:number/registered":       {"/complaints/" + s.numbers["registered"] + "/registered"},
		"/complaints/:number/related":          {"/complaints/" + s.numbers["registered"] + "/related"},
		"/complaints/:number/files/:id":        {},
		"/complaints/import/columns":           {},
		"/notifications/:id":                   {},
		"/password/:token":                     {"/password/gone"},
		"/settings/calendar/versions/:version": {"/settings/calendar/versions/1"},
		"/settings/deadlines/class/:code":      {"/settings/deadlines/class/general"},
		"/settings/lists/:list":                {"/settings/lists/channel", "/settings/lists/failure_type", "/settings/lists/remedy_kind"},
		"/settings/lists/:list/add":            {"/settings/lists/failure_type/add"},
		"/settings/lists/:list/terms/:code":    {"/settings/lists/remedy_kind/terms/refund"},
		"/complaints":                          {"/complaints", "/complaints?view=all", "/complaints?view=all&text=没有这样的词", "/complaints?view=all&severity=serious&sort=received"},
		"/search":                              {"/search", "/search?q=签收", "/search?q=没有这样的词"},
		"/me/two-factor/picture":               {},
		"/complaints/export":                   {"/complaints/export?view=all&format=csv"},
		"/complaints/people":                   {"/complaints/people?complained_person_id=钱"},
		"/settings/calendar":                   {"/settings/calendar", "/settings/calendar?year=2027"},
		"/trail":                               {"/trail", "/trail?person=没有这样的人", "/trail?record=complaint&role=handler"},
		"/trail/:uid":                          {"/trail/" + s.event()},
		"/trail/:uid/canonical":                {},
		"/trail/export":                        {},
		"/sign-in":                             {},
		"/sign-in/code":                        {},
		"/set-up":                              {},
	}
	if path == "/complaints/:number" {
		return s.records(), true
	}
	if list, ok := s.actionExamples(path); ok {
		return list, true
	}
	if list, ok := s.controlExamples(path); ok {
		return list, true
	}
	if list, ok := s.signingExamples(path); ok {
		return list, true
	}
	if list, ok := s.policyExamples(path); ok {
		return list, true
	}
	if list, ok := peopleExamples[path]; ok {
		return list, true
	}
	if list, ok := known[path]; ok {
		return list, true
	}
	return []string{path}, !strings.Contains(path, ":")
}

// event is the uid of an event with personal values.
func (s *sample) event() string {
	s.t.Helper()
	var uid string
	s.must(s.House.DB.Read(context.Background()).Table("events").Where("kind = ?", "complaint.registered").Limit(1).Pluck("uid", &uid).Error)
	return uid
}

func (s *sample) records() []string {
	var list []string
	for _, what := range []string{"late", "registered", "accepted", "assessed", "investigating", "proposed", "approved", "replied", "followed_up", "closed", "paused", "refused", "odd"} {
		list = append(list, "/complaints/"+s.numbers[what])
	}
	for what, steps := range map[string][]string{"registered": {"not_accept", "edit", "assign"}, "investigating": {"pause", "transfer", "attach", "comment", "assess"}, "proposed": {"send_back"}, "closed": {"reopen"}} {
		for _, step := range steps {
			list = append(list, "/complaints/"+s.numbers[what]+"?step="+step)
		}
	}
	slices.Sort(list)
	return list
}

// visit is one page as one role in one look.
type visit struct {
	path string
	look look
}

// plan shares the pages out: the first role that may open one sees it in every look, each other role in one.
func (s *sample) plan(routes []web.Route) map[auth.Role][]visit {
	plan := map[auth.Role][]visit{}
	turn := 0
	for _, r := range routes {
		if r.Method != http.MethodGet || r.Access == "public" {
			continue
		}
		paths, known := s.examples(r.Path)
		if !known {
			s.t.Errorf("no example for %s: name one in examples", r.Path)
		}
		for _, path := range paths {
			first := true
			for _, role := range roles {
				if r.Access != "signed-in" && !s.Actor(role).Can(auth.Permission(r.Access)) {
					continue
				}
				if !first && strings.Contains(path, "?step=") && os.Getenv("BIHUAN_LOOKS") != "all" {
					continue
				}
				turn++
				for i, l := range looks {
					if first && (i%3 == 0 || !strings.Contains(path, "?step=")) || !first && i == turn%len(looks) || os.Getenv("BIHUAN_LOOKS") == "all" {
						plan[role] = append(plan[role], visit{path, l})
					}
				}
				first = false
			}
		}
	}
	return plan
}

// TestEveryPage opens each page of the route table as those who may, in both languages, both themes and both
// widths, and demands that it is proper.
func TestEveryPage(t *testing.T) {
	t.Parallel()
	browserContext(t)
	s := newSample(t)
	plan := s.plan(s.House.Router().Table())
	for _, role := range roles {
		t.Run(string(role), func(t *testing.T) {
			t.Parallel()
			s.walk(t, role, plan[role])
		})
	}
	t.Run("visitor", func(t *testing.T) {
		t.Parallel()
		b := newTab(t, s.World)
		b.expect("status of 404")
		for _, l := range looks {
			b.wear("", l)
			for _, path := range []string{"/sign-in", "/password/gone", "/nothing-here"} {
				b.open(path)
				b.shoot(file(path) + "-" + l.String())
				b.proper(path + " " + l.String())
			}
		}
	})
}

func (s *sample) walk(t *testing.T, role auth.Role, visits []visit) {
	b := as(t, s.World, role)
	b.expect("status of 404")
	client, shown, lost := s.As(role), map[string]bool{}, 0
	for _, l := range looks {
		b.wear(role, l)
		for _, v := range visits {
			if v.look != l {
				continue
			}
			isPage, seen := shown[v.path]
			if !seen {
				page := client.Get(v.path)
				isPage = strings.HasPrefix(page.Header.Get("Content-Type"), "text/html") && strings.Contains(page.Body, "<html")
				if page.Status == http.StatusNotFound {
					// One page that is not there looks like the other.
					lost++
					isPage = lost == 1
				}
				if shown[v.path] = isPage; page.Status >= 500 || page.Status == http.StatusForbidden || page.Status == http.StatusUnprocessableEntity {
					t.Errorf("%s %s: status %d", role, v.path, page.Status)
				}
			}
			if !isPage {
				continue
			}
			b.open(v.path)
			b.shoot(fmt.Sprintf("%s-%s-%s", file(v.path), role, l))
			b.proper(fmt.Sprintf("%s %s as %s", v.path, l, role))
		}
	}
}
