package auth

// Permission is one right, as the router and the use cases demand it. Its text is also the key
// under which the screens name it ("right.<permission>").
type Permission string

// The permissions.
const (
	HomeRead      Permission = "home.read"      // own desk, notifications, search box
	ProfileWrite  Permission = "profile.write"  // own settings, password, sessions
	PeopleRead    Permission = "people.read"    // the directory
	PeopleWrite   Permission = "people.write"   // people, departments, posts, imports of people
	AccountWrite  Permission = "account.write"  // accounts, roles, resets
	FirmWrite     Permission = "firm.write"     // the firm's name and time-outs of sessions
	SettingsRead  Permission = "settings.read"  // calendars and lists as they stand
	CalendarWrite Permission = "calendar.write" // working calendar
	TermsWrite    Permission = "terms.write"    // value lists, deadline classes
	TrailRead     Permission = "trail.read"     // the trail of events
	JobRead       Permission = "job.read"       // progress of one's long work

	ComplaintRegister Permission = "complaint.register"
	ComplaintRead     Permission = "complaint.read"
	ComplaintHandle   Permission = "complaint.handle" // accept, assess, investigate, propose, reply, pause
	ComplaintFollowUp Permission = "complaint.follow_up"
	ComplaintAssign   Permission = "complaint.assign"  // assign, transfer, bulk assign
	ComplaintApprove  Permission = "complaint.approve" // remedies within authority
	ComplaintClose    Permission = "complaint.close"   // close and reopen
	ComplaintReveal   Permission = "complaint.reveal"  // see the complainant unmasked, recorded
	ComplaintExport   Permission = "complaint.export"
	ComplaintImport   Permission = "complaint.import"

	ActionRead   Permission = "action.read"
	ActionOpen   Permission = "action.open"   // open actions, send their plans back
	ActionWork   Permission = "action.work"   // plan, carry out and report what one owns
	ActionVerify Permission = "action.verify" // verify and judge the effect of what others did
	ActionManage Permission = "action.manage" // extend, hand over, cancel, reopen
	ActionExport Permission = "action.export"

	PolicyRead    Permission = "policy.read"
	PolicyWrite   Permission = "policy.write"   // draft, edit and submit policies
	PolicyApprove Permission = "policy.approve" // be named as an approver; never of one's own text
	PolicyManage  Permission = "policy.manage"  // retire, postpone, answer exceptions
	PolicyCite    Permission = "policy.cite"    // link a record to a clause, ask for an exception

	SignRead   Permission = "sign.read"   // who signed what
	SignManage Permission = "sign.manage" // campaigns, reading lists
	SignExcuse Permission = "sign.excuse" // excuse somebody, enter a signature made on paper, grant another attempt; never one's own

	ControlRead  Permission = "control.read"
	ControlWrite Permission = "control.write" // the register of controls
	ControlCheck Permission = "control.check" // record a check

	InformationRead  Permission = "information.read"
	InformationWrite Permission = "information.write" // the register of information items
)
