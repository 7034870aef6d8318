package signing

import (
	"testing"

	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/org"
	"bihuan/models/org/orgtest"
	"bihuan/models/policy"
)

// TestNobodyIsAskedToSignWhatHeMayNotRead neither by a campaign nor by a reading list.
func TestNobodyIsAskedToSignWhatHeMayNotRead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		clerk := f.joins("店员", orgtest.Store)
		facts := f.facts("客户密级资料办法", org.Audience{Departments: []int64{orgtest.Service}}, policy.Quiz{})
		facts.Secrecy = "confidential"
		number, err := f.policies.Create(f.ctx, f.keeper, policy.CreateInput{Facts: facts, Body: text})
		f.must(err)
		f.approve(number, "")
		_, err = f.Begin(f.ctx, f.keeper, BeginInput{Policy: number, Audience: org.Audience{People: []int64{clerk.PersonID}}})
		f.refused(err, "invalid.sign_restricted")
		err = f.SaveList(f.ctx, f.keeper, ListInput{Name: "新人必读", Audience: org.Audience{All: true}, Days: 5, Active: true, Policies: []string{number}})
		f.refused(err, "invalid.sign_restricted")
		if _, err = f.Begin(f.ctx, f.keeper, BeginInput{Policy: number, Audience: org.Audience{Departments: []int64{orgtest.Service}}}); err != nil {
			t.Error(err)
		}
	})
}
