package policy

import (
	"net/url"
	"strconv"
	"strings"
)

// Home is the address of the list.
const Home = "/policies"

// Path is the reading page of a policy.
func Path(number string) string { return Home + "/" + number }

// RecordPath is the life of a policy: its steps, versions and timeline.
func RecordPath(number string) string { return Path(number) + "/record" }

// EditionPath is the permanent address of one version.
func EditionPath(number string, no int) string {
	return Path(number) + "/versions/" + strconv.Itoa(no)
}

// ComparePath is the comparison of two versions.
func ComparePath(number string, from, to int) string {
	return Path(number) + "/compare?from=" + strconv.Itoa(from) + "&to=" + strconv.Itoa(to)
}

// ClausePath is the page of one clause.
func ClausePath(number string, key int) string {
	return Path(number) + "/clauses/" + strconv.Itoa(key)
}

// PartID is the HTML id of a part of a text; it survives renumbering.
func PartID(key int) string { return "c" + strconv.Itoa(key) }

// ItemID is the HTML id of the k-th item of a part.
func ItemID(key, k int) string { return PartID(key) + "-" + strconv.Itoa(k) }

// LabelPath leads to the clause with a label in the version in force.
func LabelPath(number, label string) string {
	return Path(number) + "?" + url.Values{"clause": {label}}.Encode()
}

// At is the page of what a number names: a policy, or with "/12" behind it one of its clauses.
func At(number string) string {
	bare, key, clause := strings.Cut(number, "/")
	if clause {
		return Path(bare) + "/clauses/" + key
	}
	return Path(bare)
}
