package terms

import "bihuan/views/ui"

// Line is one list among all.
type Line struct {
	Code        string
	Href        string
	Usable, Off int
}

// States of a value.
const (
	Active   = "active"
	Inactive = "inactive"
	Hidden   = "hidden" // what stands above it is switched off
)

// Row is one value of a list.
type Row struct {
	Code, NameZh, NameEn string
	// Name is its name in the reader's language.
	Name string
	// Parent is the name of what stands above it, where that is in another list.
	Parent      string
	Depth       int
	Flags       []string // codes
	State       string
	Version     string
	Href        string // of its form
	First, Last bool   // among its neighbours
}

// List is the page of one list.
type List struct {
	Code, Href string
	Fixed      bool
	// MayEdit offers the steps that change the list.
	MayEdit bool
	// Parents tells that its values stand under those of another list, Flags that they have properties.
	Parents, Flags bool
	Rows           []Row
}

// Form adds or changes a value.
type Form struct {
	List, ListHref, Action string
	New                    bool
	Name                   string // of the value as it is kept
	Code, NameZh, NameEn   string
	Parent, Version        string
	Parents                []ui.Option
	HasParent, NeedsParent bool
	AllFlags, Flags        []string
	Errors                 map[string]string
	// Lost compares what was typed with what somebody else saved meanwhile.
	Lost []ui.Comparison
}
