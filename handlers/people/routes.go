// Package people serves the directory, the files and careers of people, the import from tables,
// departments, posts and roles.
package people

import (
	"net/url"
	"strconv"

	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/file"
	"bihuan/models/org"
	view "bihuan/views/people"
	"bihuan/views/ui"
)

const home = "/people"

type pages struct {
	accounts *auth.Accounts
	org      *org.Organisation
	files    *file.Store
}

// Routes registers the pages about people.
func Routes(r *web.Router, accounts *auth.Accounts, o *org.Organisation, files *file.Store) {
	p := pages{accounts: accounts, org: o, files: files}
	r.GET(home, auth.PeopleRead, p.list)
	r.GET(home+"/export", auth.PeopleRead, p.export)
	r.GET(home+"/new", auth.PeopleWrite, p.newPerson)
	r.POST(home, auth.PeopleWrite, p.register)
	r.GET(home+"/import", auth.PeopleWrite, p.importForm)
	r.POST(home+"/import", auth.PeopleWrite, p.importTrial)
	r.POST(home+"/import/apply", auth.PeopleWrite, p.importApply)
	p.places(r)
	r.GET(home+"/roles", auth.PeopleRead, p.roles)
	r.POST(home+"/roles", auth.AccountWrite, p.grantByNumber)
	r.POST(home+"/roles/revoke", auth.AccountWrite, p.revoke)
	p.persons(r)
	r.Module(web.Module{Key: "p", Label: "menu.people", Href: home, Icon: "users", Permission: auth.PeopleRead, Position: 80})
	r.Record("person", view.Href)
	r.Record("account", view.Href)
	r.Record("people", func(string) string { return home })
	r.Record("department", func(string) string { return home + "/departments" })
	r.Record("post", func(string) string { return home + "/posts" })
}

func (p pages) places(r *web.Router) {
	at := home + "/departments"
	r.GET(at, auth.PeopleRead, p.departments)
	r.POST(at, auth.PeopleWrite, p.addDepartment)
	r.GET(at+"/:id", auth.PeopleWrite, p.department)
	r.POST(at+"/:id", auth.PeopleWrite, p.changeDepartment)
	r.POST(at+"/:id/close", auth.PeopleWrite, p.closeDepartment)
	r.POST(at+"/:id/reopen", auth.PeopleWrite, p.reopenDepartment)
	at = home + "/posts"
	r.GET(at, auth.PeopleRead, p.posts)
	r.POST(at, auth.PeopleWrite, p.addPost)
	r.GET(at+"/:id", auth.PeopleWrite, p.post)
	r.POST(at+"/:id", auth.PeopleWrite, p.renamePost)
	r.POST(at+"/:id/close", auth.PeopleWrite, p.closePost)
	r.POST(at+"/:id/reopen", auth.PeopleWrite, p.reopenPost)
}

func (p pages) persons(r *web.Router) {
	at := home + "/:number"
	r.GET(at, auth.PeopleRead, p.person)
	r.GET(at+"/edit", auth.PeopleWrite, p.editPerson)
	r.POST(at+"/edit", auth.PeopleWrite, p.changePerson)
	r.GET(at+"/move", auth.PeopleWrite, p.moveForm)
	r.POST(at+"/move", auth.PeopleWrite, p.move)
	r.POST(at+"/move/drop", auth.PeopleWrite, p.dropMove)
	r.GET(at+"/leave", auth.PeopleWrite, p.leaveForm)
	r.POST(at+"/leave", auth.PeopleWrite, p.leave)
	r.GET(at+"/rejoin", auth.PeopleWrite, p.rejoinForm)
	r.POST(at+"/rejoin", auth.PeopleWrite, p.rejoin)
	r.POST(at+"/roles", auth.AccountWrite, p.grant)
	r.POST(at+"/account/create", auth.AccountWrite, p.createAccount)
	r.POST(at+"/account/reset", auth.AccountWrite, p.resetPassword)
	r.POST(at+"/account/disable", auth.AccountWrite, p.disable)
	r.POST(at+"/account/enable", auth.AccountWrite, p.enable)
	r.POST(at+"/account/sign-out", auth.AccountWrite, p.signOutEverywhere)
	r.POST(at+"/account/two-factor", auth.AccountWrite, p.dropTwoFactor)
}

func id(n int64) string { return strconv.FormatInt(n, 10) }

// number reads an id; what is none is 0, which no record has.
func number(s string) int64 {
	n, _ := strconv.ParseInt(s, 10, 64)
	return n
}

// optional leaves 0 out, which in forms stands for nothing chosen.
func optional(n int64) string { return web.FormID(n) }

// departmentOptions lists the open departments, and the one chosen, indented as the tree is.
func departmentOptions(tree org.Tree, chosen int64) []ui.Option {
	var options []ui.Option
	for _, d := range tree.All() {
		if !d.Closed || d.ID == chosen {
			options = append(options, ui.Option{Value: id(d.ID), Label: indent(d.Depth) + d.Name})
		}
	}
	return options
}

func indent(depth int) string {
	const wide = "　　　　　　　　　　"
	return string([]rune(wide)[:min(depth, 10)])
}

func postOptions(posts []org.Post, chosen int64) []ui.Option {
	var options []ui.Option
	for _, p := range posts {
		if !p.Closed || p.ID == chosen {
			options = append(options, ui.Option{Value: id(p.ID), Label: p.Name})
		}
	}
	return options
}

func postNames(posts []org.Post) map[int64]string {
	names := make(map[int64]string, len(posts))
	for _, p := range posts {
		names[p.ID] = p.Name
	}
	return names
}

// query writes an address with those parameters that hold something.
func query(path string, pairs ...string) string {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}
