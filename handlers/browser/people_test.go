package browser

import (
	"context"

	"bihuan/models/auth"
	"bihuan/models/org"
)

// staffed gives the firm posts, a long career, a leaver, an invited newcomer and names that are hard to show.
func (s *sample) staffed() {
	ctx, o, hr, admin := context.Background(), s.House.Organisation, s.Actor(auth.HR), s.Actor(auth.Administrator)
	specialist, err := o.AddPost(ctx, hr, "售后专员")
	s.must(err)
	closed, err := o.AddPost(ctx, hr, "打字员")
	s.must(err)
	s.must(o.ClosePost(ctx, hr, closed.ID, 1, true))
	group, err := o.AddDepartment(ctx, hr, org.DepartmentInput{ParentID: s.Department, Name: "华中区客户关系与投诉快速处理一组"})
	s.must(err)
	moved, err := o.Register(ctx, hr, org.PersonInput{Number: "B-2001", Name: "阿布都热合曼·买买提明", DepartmentID: s.Department, PostID: specialist.ID,
		Phone: "0731-88886666 转 8021", Email: "a.very.long.mailbox.name@customer-service.example.com", JoinedOn: "2019-04-01"})
	s.must(err)
	s.must(o.Move(ctx, hr, moved.ID, 1, org.MoveInput{DepartmentID: group.ID, PostID: specialist.ID, On: "2023-07-01", Reason: "轮岗"}))
	s.must(o.Move(ctx, hr, moved.ID, 2, org.MoveInput{DepartmentID: s.Other, On: "2026-09-01", Reason: "仓储部缺人"}))
	gone, err := o.Register(ctx, hr, org.PersonInput{Number: "B-2002", Name: "𠮷野", DepartmentID: s.Other, JoinedOn: "2021-04-01"})
	s.must(err)
	s.must(o.Leave(ctx, hr, gone.ID, 1, org.LeaveInput{On: "2025-12-31", Reason: "合同到期"}))
	leaving, err := o.Register(ctx, hr, org.PersonInput{Number: "B-2003", Name: "冯七", DepartmentID: s.Other, JoinedOn: "2021-04-01"})
	s.must(err)
	_, err = s.House.Accounts.CreateAccount(ctx, admin, leaving.ID)
	s.must(err)
	s.must(o.Leave(ctx, hr, leaving.ID, 1, org.LeaveInput{On: "2026-03-31"}))
}

// peopleExamples fill the parameters of the routes about people.
var peopleExamples = map[string][]string{
	"/people":                 {"/people", "/people?state=all&q=B-", "/people?q=没有这个人"},
	"/people/export":          {"/people/export?form=csv"},
	"/people/:number":         {"/people/B-2001?on=2022-01-01", "/people/B-2002", "/people/B-2003", "/people/1001"},
	"/people/:number/edit":    {"/people/B-2001/edit"},
	"/people/:number/move":    {"/people/B-2001/move"},
	"/people/:number/leave":   {"/people/B-2001/leave"},
	"/people/:number/rejoin":  {"/people/B-2002/rejoin", "/people/B-2003/rejoin"},
	"/people/departments/:id": {"/people/departments/2"},
	"/people/posts/:id":       {"/people/posts/1", "/people/posts/2"},
}
