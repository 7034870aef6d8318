package actionnav

// The views, as Switch takes them.
const (
	List     = "list"
	Board    = "board"
	Calendar = "calendar"
	Chains   = "chains"
)

type place struct{ name, href, icon string }

var places = []place{
	{List, "/actions", "list"},
	{Board, "/actions/board", "columns"},
	{Calendar, "/actions/calendar", "calendar"},
	{Chains, "/chains", "link"},
}
