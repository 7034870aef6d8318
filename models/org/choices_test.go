package org_test

import (
	"slices"
	"strings"
	"testing"

	"bihuan/models/auth"
	"bihuan/models/org"
)

// TestChoicesAreFoundByTheBeginningOfNumberOrName and tell nobody whose a phone number is.
func TestChoicesAreFoundByTheBeginningOfNumberOrName(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, err := h.Register(ctx, hr, org.PersonInput{Number: "2001", Name: "欧阳三", Phone: "13812345678", DepartmentID: h.root, JoinedOn: "2025-01-06"})
		must(t, err)
		h.person(t, "7", "李七", h.root)
		employee := auth.Actor{PersonID: 9, Grants: []auth.Grant{{Role: auth.Employee}}}
		for words, want := range map[string][]string{"20": {"2001"}, "欧阳": {"2001"}, "7": {"7"}, "2": nil, "欧": nil, "阳三": nil, "5678": nil, "13812345678": nil,
			"": nil, " ": nil, "\xff\xfe": nil, "_0": nil, strings.Repeat("长", 30_000): nil} {
			found, err := h.Choices(ctx, employee, nil, words, 8)
			must(t, err)
			var got []string
			for _, c := range found {
				got = append(got, c.Number)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%q finds %v, want %v", words, got, want)
			}
		}
		all, err := h.Choices(ctx, employee, []int64{h.root}, "", 8)
		must(t, err)
		if len(all) != 3 {
			t.Errorf("%d in the department", len(all))
		}
	})
}
