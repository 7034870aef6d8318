package people

import (
	"net/http"
	"strconv"

	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/fault"
	"bihuan/models/org"
	view "bihuan/views/people"
	"bihuan/views/ui"
)

type departmentForm struct {
	Name     string `form:"name"`
	Parent   string `form:"parent"`
	Head     string `form:"head"`
	Position string `form:"position"`
	Version  string `form:"version"`
}

func (f departmentForm) input() org.DepartmentInput {
	position, err := strconv.Atoi(f.Position)
	if err != nil && f.Position != "" {
		position = -1 // refused by the use case, which tells the bounds
	}
	return org.DepartmentInput{Name: f.Name, ParentID: number(f.Parent), HeadID: number(f.Head), Position: position}
}

func (f departmentForm) view(errs map[string]string) view.DepartmentForm {
	return view.DepartmentForm{Name: f.Name, Parent: f.Parent, Head: f.Head, Position: f.Position, Version: f.Version, Errors: errs}
}

func (p pages) departments(c *web.Context) error {
	return p.showDepartments(c, http.StatusOK, departmentForm{Parent: c.QueryParam("parent")}, nil)
}

func (p pages) showDepartments(c *web.Context, status int, form departmentForm, errs map[string]string) error {
	tree, err := p.org.Departments(c.Ctx())
	if err != nil {
		return err
	}
	people, _, err := p.org.Headcounts(c.Ctx(), c.Actor())
	if err != nil {
		return err
	}
	var heads []int64
	for _, d := range tree.All() {
		if d.HeadID != 0 {
			heads = append(heads, d.HeadID)
		}
	}
	names, err := p.org.NamesOf(c.Ctx(), heads)
	if err != nil {
		return err
	}
	v := view.Departments{CanWrite: c.Can(auth.PeopleWrite)}
	for _, d := range tree.All() {
		v.Rows = append(v.Rows, view.Department{ID: id(d.ID), Name: d.Name, Depth: d.Depth, Closed: d.Closed, Head: names[d.HeadID].Name, HeadNumber: names[d.HeadID].Number, People: people[d.ID]})
	}
	if v.CanWrite {
		f := form.view(errs)
		f.Action, f.New, f.Parents = home+"/departments", true, departmentOptions(tree, 0)
		v.Form = &f
	}
	return c.Render(status, view.DepartmentsPage(v))
}

func (p pages) addDepartment(c *web.Context) error {
	var form departmentForm
	if err := c.Bind(&form); err != nil {
		return err
	}
	d, err := p.org.AddDepartment(c.Ctx(), c.Actor(), form.input())
	if fault.Is(err, fault.InvalidKind) {
		return p.showDepartments(c, http.StatusUnprocessableEntity, form, web.FieldErrors(c, err))
	}
	if err != nil {
		return err
	}
	c.Flash("success", "people.department.added", "name", d.Name)
	return c.SeeOther(home + "/departments")
}

// mine finds the department that the address names.
func (p pages) mine(c *web.Context) (org.Tree, org.Department, error) {
	tree, err := p.org.Departments(c.Ctx())
	if err != nil {
		return tree, org.Department{}, err
	}
	d, ok := tree.Get(number(c.Param("id")))
	if !ok {
		return tree, d, fault.NotFound("fault.department_gone")
	}
	return tree, d, nil
}

func (p pages) department(c *web.Context) error {
	_, d, err := p.mine(c)
	if err != nil {
		return err
	}
	form := departmentForm{Name: d.Name, Parent: id(d.ParentID), Head: optional(d.HeadID), Position: strconv.Itoa(d.Position), Version: strconv.Itoa(d.Version)}
	return p.showDepartment(c, http.StatusOK, form, nil)
}

// maxHeads is how many people are offered as head of a department.
const maxHeads = 500

func (p pages) showDepartment(c *web.Context, status int, form departmentForm, errs map[string]string) error {
	tree, d, err := p.mine(c)
	if err != nil {
		return err
	}
	f := form.view(errs)
	f.ID, f.Action, f.Root, f.Closed = id(d.ID), home+"/departments/"+id(d.ID), d.ParentID == 0, d.Closed
	below := map[int64]bool{}
	for _, b := range tree.Below(d.ID) {
		below[b] = true
	}
	for _, place := range tree.All() {
		if !below[place.ID] && !place.Closed {
			f.Parents = append(f.Parents, ui.Option{Value: id(place.ID), Label: indent(place.Depth) + place.Name})
		}
	}
	where := append(tree.Below(d.ID), tree.Above(d.ID)...)
	choices, err := p.org.Choices(c.Ctx(), c.Actor(), where, "", maxHeads)
	if err != nil {
		return err
	}
	named := false
	for _, who := range choices {
		f.Heads = append(f.Heads, ui.Option{Value: id(who.ID), Label: who.Name + " " + who.Number})
		named = named || who.ID == d.HeadID
	}
	if d.HeadID != 0 && !named {
		names, err := p.org.NamesOf(c.Ctx(), []int64{d.HeadID})
		if err != nil {
			return err
		}
		f.Heads = append(f.Heads, ui.Option{Value: id(d.HeadID), Label: names[d.HeadID].Name})
	}
	return c.Render(status, view.DepartmentPage(f))
}

func (p pages) changeDepartment(c *web.Context) error {
	var form departmentForm
	if err := c.Bind(&form); err != nil {
		return err
	}
	err := p.org.ChangeDepartment(c.Ctx(), c.Actor(), number(c.Param("id")), versionOf(form.Version), form.input())
	if fault.Is(err, fault.InvalidKind) {
		return p.showDepartment(c, http.StatusUnprocessableEntity, form, web.FieldErrors(c, err))
	}
	if err != nil {
		return err
	}
	c.Flash("success", "people.saved")
	return c.SeeOther(home + "/departments")
}

// turned leads back to a list after something was closed or opened.
func (p pages) turned(c *web.Context, to string, do func(id int64, version int) error) error {
	var form struct {
		Version string `form:"version"`
	}
	if err := c.Bind(&form); err != nil {
		return err
	}
	if err := do(number(c.Param("id")), versionOf(form.Version)); err != nil {
		return err
	}
	c.Flash("success", "people.saved")
	return c.SeeOther(home + to)
}

func (p pages) closeDepartment(c *web.Context) error {
	return p.turned(c, "/departments", func(id int64, v int) error { return p.org.CloseDepartment(c.Ctx(), c.Actor(), id, v) })
}

func (p pages) reopenDepartment(c *web.Context) error {
	return p.turned(c, "/departments", func(id int64, v int) error { return p.org.ReopenDepartment(c.Ctx(), c.Actor(), id, v) })
}

func (p pages) posts(c *web.Context) error { return p.showPosts(c, http.StatusOK, "", nil) }

func (p pages) showPosts(c *web.Context, status int, name string, errs map[string]string) error {
	posts, err := p.org.Posts(c.Ctx())
	if err != nil {
		return err
	}
	_, people, err := p.org.Headcounts(c.Ctx(), c.Actor())
	if err != nil {
		return err
	}
	v := view.Posts{Name: name, CanWrite: c.Can(auth.PeopleWrite), Errors: errs}
	for _, post := range posts {
		v.Rows = append(v.Rows, view.PostRow{ID: id(post.ID), Name: post.Name, Closed: post.Closed, People: people[post.ID]})
	}
	return c.Render(status, view.PostsPage(v))
}

type postForm struct {
	Name    string `form:"name"`
	Version string `form:"version"`
}

func (p pages) addPost(c *web.Context) error {
	var form postForm
	if err := c.Bind(&form); err != nil {
		return err
	}
	_, err := p.org.AddPost(c.Ctx(), c.Actor(), form.Name)
	if fault.Is(err, fault.InvalidKind) {
		return p.showPosts(c, http.StatusUnprocessableEntity, form.Name, web.FieldErrors(c, err))
	}
	if err != nil {
		return err
	}
	c.Flash("success", "people.saved")
	return c.SeeOther(home + "/posts")
}

func (p pages) post(c *web.Context) error { return p.showPost(c, http.StatusOK, nil, nil) }

func (p pages) showPost(c *web.Context, status int, typed *postForm, errs map[string]string) error {
	posts, err := p.org.Posts(c.Ctx())
	if err != nil {
		return err
	}
	for _, post := range posts {
		if post.ID != number(c.Param("id")) {
			continue
		}
		f := view.PostForm{ID: id(post.ID), Name: post.Name, Version: strconv.Itoa(post.Version), Closed: post.Closed, Errors: errs}
		if typed != nil {
			f.Name, f.Version = typed.Name, typed.Version
		}
		return c.Render(status, view.PostPage(f))
	}
	return fault.NotFound("fault.post_gone")
}

func (p pages) renamePost(c *web.Context) error {
	var form postForm
	if err := c.Bind(&form); err != nil {
		return err
	}
	err := p.org.RenamePost(c.Ctx(), c.Actor(), number(c.Param("id")), versionOf(form.Version), form.Name)
	if fault.Is(err, fault.InvalidKind) {
		return p.showPost(c, http.StatusUnprocessableEntity, &form, web.FieldErrors(c, err))
	}
	if err != nil {
		return err
	}
	c.Flash("success", "people.saved")
	return c.SeeOther(home + "/posts")
}

func (p pages) closePost(c *web.Context) error {
	return p.turned(c, "/posts", func(id int64, v int) error { return p.org.ClosePost(c.Ctx(), c.Actor(), id, v, true) })
}

func (p pages) reopenPost(c *web.Context) error {
	return p.turned(c, "/posts", func(id int64, v int) error { return p.org.ClosePost(c.Ctx(), c.Actor(), id, v, false) })
}
