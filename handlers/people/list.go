package people

import (
	"io"
	"net/http"
	"slices"
	"strconv"

	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/org"
	"bihuan/models/sheet"
	view "bihuan/views/people"
	"bihuan/views/ui"
)

// listQuery is the address of the directory.
type listQuery struct {
	Words      string `query:"q"`
	Department string `query:"department"`
	Post       string `query:"post"`
	State      string `query:"state"`
	At         string `query:"at"`
	Form       string `query:"form"`
}

func (q listQuery) filter() org.PeopleFilter {
	f := org.PeopleFilter{Words: q.Words, DepartmentID: number(q.Department), PostID: number(q.Post), State: q.State}
	if c, ok := db.DecodeCursor(q.At); ok {
		f.Cursor = &c
	}
	return f
}

// href is the directory with some parameters changed; an empty value leaves one out. A changed condition
// begins at the first page again.
func (q listQuery) href(path string, changes ...string) string {
	v := map[string]string{"q": q.Words, "department": q.Department, "post": q.Post, "state": q.State}
	for i := 0; i+1 < len(changes); i += 2 {
		v[changes[i]] = changes[i+1]
	}
	var pairs []string
	for name, value := range v {
		pairs = append(pairs, name, value)
	}
	return query(path, pairs...)
}

func (p pages) list(c *web.Context) error {
	var q listQuery
	if err := c.Bind(&q); err != nil {
		return err
	}
	if !slices.Contains([]string{org.StatePresent, org.StateLeft, org.StateAll}, q.State) {
		q.State = org.StatePresent
	}
	page, err := p.org.List(c.Ctx(), c.Actor(), q.filter())
	if err != nil {
		return err
	}
	tree, posts, err := p.surroundings(c)
	if err != nil {
		return err
	}
	l := view.List{Words: q.Words, Department: q.Department, Post: q.Post, State: q.State, Departments: departmentOptions(tree, number(q.Department)),
		Posts: postOptions(posts, number(q.Post)), CanWrite: c.Can(auth.PeopleWrite), Count: count(c, page.Count)}
	l.Chips = chips(c, q, l)
	names, today := postNames(posts), p.org.Today()
	for _, r := range page.People {
		l.Rows = append(l.Rows, view.Row{Number: r.Number, Name: r.Name, Department: tree.FullName(r.DepartmentID), Post: names[r.PostID], Phone: r.Phone,
			JoinedOn: r.JoinedOn, LeftOn: r.LeftOn, Gone: r.LeftOn != "" && r.LeftOn < today, Account: r.Account})
	}
	if page.Prev != nil {
		l.Pages.Prev = q.href(home, "at", page.Prev.Encode())
	}
	if page.Next != nil {
		l.Pages.Next = q.href(home, "at", page.Next.Encode())
	}
	l.Exports = []ui.Action{{Label: c.T("people.export.csv"), Href: q.href(home+"/export", "form", "csv"), Icon: "file-export"},
		{Label: c.T("people.export.xlsx"), Href: q.href(home+"/export", "form", "xlsx"), Icon: "file-spreadsheet"}}
	return c.Render(http.StatusOK, view.ListPage(l))
}

func (p pages) surroundings(c *web.Context) (org.Tree, []org.Post, error) {
	tree, err := p.org.Departments(c.Ctx())
	if err != nil {
		return tree, nil, err
	}
	posts, err := p.org.Posts(c.Ctx())
	return tree, posts, err
}

func count(c *web.Context, n int64) string {
	if n >= org.CountCap {
		return c.T("people.count_more", "n", org.CountCap)
	}
	return c.T("people.count", "n", n)
}

func chips(c *web.Context, q listQuery, l view.List) []ui.FilterChip {
	var chips []ui.FilterChip
	add := func(name, label, value string) {
		if value != "" {
			chips = append(chips, ui.FilterChip{Label: label, Value: value, Remove: q.href(home, name, "")})
		}
	}
	label := func(options []ui.Option, value string) string {
		for _, o := range options {
			if o.Value == value {
				return o.Label
			}
		}
		return ""
	}
	add("q", c.T("people.filter.q"), q.Words)
	add("department", c.T("field.person.department"), label(l.Departments, q.Department))
	add("post", c.T("field.person.post"), label(l.Posts, q.Post))
	switch q.State {
	case org.StateLeft:
		add("state", c.T("people.state"), c.T("people.state.left"))
	case org.StateAll:
		add("state", c.T("people.state"), c.T("ui.all"))
	}
	return chips
}

// contentTypes are the forms in which the directory can be taken away.
var contentTypes = map[string]string{
	"csv":  "text/csv; charset=utf-8",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

// exported are the columns of an exported directory; an import reads them again.
var exported = []string{"number", "name", "department", "post", "phone", "email", "joined_on", "left_on"}

func (p pages) export(c *web.Context) error {
	var q listQuery
	if err := c.Bind(&q); err != nil {
		return err
	}
	kind, ok := contentTypes[q.Form]
	if !ok {
		return fault.Invalid("fault.form")
	}
	tree, posts, err := p.surroundings(c)
	if err != nil {
		return err
	}
	names := postNames(posts)
	name := c.T("people.export.name") + "-" + p.org.Today() + "." + q.Form
	err = c.Attachment(name, kind, func(w io.Writer) error {
		out, err := sheet.New(w, q.Form, c.Locale().Zone())
		if err != nil {
			return err
		}
		var head []any
		for _, field := range exported {
			head = append(head, c.T("field.person."+field))
		}
		begun := false
		err = p.org.Export(c.Ctx(), c.Actor(), q.filter(), func(people []org.Person) error {
			if !begun {
				begun = true
				if err := out.Row(head...); err != nil {
					return err
				}
			}
			for _, r := range people {
				if err := out.Row(r.Number, r.Name, tree.FullName(r.DepartmentID), names[r.PostID], r.Phone, r.Email, r.JoinedOn, r.LeftOn); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		return out.Close()
	})
	if err != nil && !c.Response().Committed {
		c.Response().Header().Del("Content-Disposition")
	}
	return err
}

func versionOf(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}
