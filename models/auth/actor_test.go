package auth_test

import (
	"testing"

	"bihuan/models/auth"
	"bihuan/models/fault"
)

func TestARightHoldsOnlyWhereTheRoleIsHeld(t *testing.T) {
	a := auth.Actor{Grants: []auth.Grant{
		{Role: auth.Employee},
		{Role: auth.Handler, Scope: auth.Scope{Departments: []int64{4, 5}}},
		{Role: auth.Supervisor, Scope: auth.Scope{Departments: []int64{5}}},
	}}
	if !a.CanIn(auth.ComplaintHandle, 4) || a.CanIn(auth.ComplaintHandle, 6) {
		t.Error("a handler handles in his departments and in no other")
	}
	if a.CanIn(auth.ComplaintApprove, 4) || !a.CanIn(auth.ComplaintApprove, 5) {
		t.Error("approving belongs to the supervisor's department only")
	}
	if err := a.RequireIn(auth.ComplaintApprove, 4); !fault.Is(err, fault.ForbiddenKind) || fault.Of(err).Right != string(auth.ComplaintApprove) {
		t.Errorf("the refusal names the right: %v", err)
	}
	if a.Can(auth.TrailRead) || a.Can(auth.AccountWrite) {
		t.Error("a supervisor neither reads the trail nor manages accounts")
	}
}

func TestAnEmployeeReadsOwnComplaintsOnly(t *testing.T) {
	a := auth.Actor{Grants: []auth.Grant{{Role: auth.Employee, Scope: auth.Scope{All: true}}}}
	if !a.Can(auth.ComplaintRead) {
		t.Error("an employee may open the complaints that he registered")
	}
	if s := a.Scope(auth.ComplaintRead); s.All || len(s.Departments) > 0 {
		t.Errorf("an employee has no department's complaints: %+v", s)
	}
}

func TestAnAuditorChangesNothing(t *testing.T) {
	for _, p := range []auth.Permission{auth.ComplaintRegister, auth.ComplaintHandle, auth.ComplaintAssign, auth.ComplaintApprove,
		auth.ComplaintClose, auth.ComplaintFollowUp, auth.ComplaintImport, auth.PeopleWrite, auth.AccountWrite, auth.CalendarWrite, auth.TermsWrite} {
		if auth.Auditor.May(p) {
			t.Errorf("an auditor may %s", p)
		}
	}
	if auth.Administrator.May(auth.ComplaintRead) {
		t.Error("an administrator reads no business content by virtue of that role")
	}
}
