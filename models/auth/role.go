package auth

import "slices"

// Role is a part a person plays; one person may hold several, each in departments or the whole firm.
type Role string

// The roles of domain §7. System is held by jobs only.
const (
	Employee      Role = "employee"
	Handler       Role = "handler"
	Supervisor    Role = "supervisor"
	HR            Role = "hr"
	PolicyOwner   Role = "policy_owner"
	Auditor       Role = "auditor"
	Administrator Role = "administrator"
	SystemRole    Role = "system"
)

// Roles lists the roles that can be given to a person, in the order in which screens show them.
// Employee is not among them: everyone with an account is one, except an auditor, who changes nothing.
var Roles = []Role{Handler, Supervisor, HR, PolicyOwner, Auditor, Administrator}

// FirmWide lists the roles that are always held for the whole firm.
var FirmWide = []Role{HR, PolicyOwner, Auditor, Administrator}

var everyone = []Permission{HomeRead, ProfileWrite, JobRead}

var permissions = map[Role][]Permission{
	// An employee reads only the complaints that he registered himself, and the actions that he has a part in.
	Employee: {ComplaintRegister, ComplaintRead, ActionRead, ActionWork, PolicyRead},
	Handler: {ComplaintRegister, ComplaintRead, ComplaintHandle, ComplaintFollowUp, ComplaintReveal, ComplaintExport,
		ActionRead, ActionOpen, ActionVerify, ActionExport,
		PolicyRead, PolicyCite, ControlRead, ControlCheck, InformationRead},
	Supervisor: {ComplaintRegister, ComplaintRead, ComplaintHandle, ComplaintFollowUp, ComplaintReveal, ComplaintExport,
		ComplaintAssign, ComplaintApprove, ComplaintClose, ComplaintImport, PeopleRead,
		ActionRead, ActionOpen, ActionVerify, ActionManage, ActionExport,
		PolicyRead, PolicyCite, PolicyApprove, SignRead, SignExcuse, ControlRead, ControlWrite, ControlCheck, InformationRead, InformationWrite},
	HR: {PeopleRead, PeopleWrite, ActionOpen, PolicyRead, SignRead, SignManage, SignExcuse},
	PolicyOwner: {SettingsRead, ActionOpen, PolicyRead, PolicyWrite, PolicyApprove, PolicyManage, PolicyCite, SignRead, SignManage, SignExcuse,
		ControlRead, ControlWrite, ControlCheck, InformationRead, InformationWrite},
	Auditor: {ComplaintRead, ComplaintExport, ActionRead, ActionExport, PeopleRead, SettingsRead, TrailRead,
		PolicyRead, SignRead, ControlRead, InformationRead},
	Administrator: {PeopleRead, PeopleWrite, AccountWrite, FirmWrite, SettingsRead, CalendarWrite, TermsWrite},
}

// own are permissions that a role holds only for records that the person registered, handles or has a part in.
var own = map[Role][]Permission{Employee: {ComplaintRead, ActionRead, ActionWork}}

// May tells whether a role includes a permission.
func (r Role) May(p Permission) bool {
	return r == SystemRole || slices.Contains(everyone, p) || slices.Contains(permissions[r], p)
}

// Permissions lists what a role adds to what everybody may do.
func (r Role) Permissions() []Permission { return slices.Clone(permissions[r]) }

// Valid tells whether r can be given to a person.
func (r Role) Valid() bool { return slices.Contains(Roles, r) }
