package control

import (
	"context"
	_ "embed"
	"encoding/json"

	"gorm.io/gorm"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/link"
)

//go:embed starter/controls.json
var starterControls []byte

//go:embed starter/information.json
var starterItems []byte

// clauseName is a clause of a starter policy: the policy's title, and the clause's label as it is written.
type clauseName struct{ Policy, Clause string }

type starterControl struct {
	clauseName
	Area, Title, Text string
	Amount            int64
	Unit              CycleUnit
	Rule              string
	Evidence          bool
}

type starterItem struct {
	clauseName
	Title, Source, Channel, Collector, Frequency, Keeper, Retention, Use, Secrecy string
}

// Adoption says to whom what the starter pack holds is given. Clause finds the number of a clause of a starter policy
// by the policy's title and the clause's label, empty where the firm has none; it may be nil.
type Adoption struct {
	DepartmentID int64
	OwnerID      int64
	Clause       func(ctx context.Context, policy, label string) (string, error)
}

// AdoptStarter enters the controls of the starter pack into an empty register, all of one department and owner, who
// hands them on, and tells how many there were. Their cycles run from today.
func (cs *Controls) AdoptStarter(ctx context.Context, a auth.Actor, in Adoption) (int, error) {
	ground, err := cs.ground(ctx, a, auth.ControlWrite)
	if err != nil {
		return 0, err
	}
	var pack []starterControl
	if err := json.Unmarshal(starterControls, &pack); err != nil {
		return 0, err
	}
	refs := make([][]link.Ref, len(pack))
	for i, s := range pack {
		if refs[i], err = cs.clause(ctx, a, in, s.clauseName); err != nil {
			return 0, err
		}
	}
	defer cs.Index.Kick()
	err = cs.d.InTx(ctx, func(tx *db.Tx) error {
		if err := unused(tx.DB, "controls"); err != nil {
			return err
		}
		for i, s := range pack {
			w := ground
			w.tx = tx
			_, err := w.add(Facts{Title: s.Title, Text: s.Text, Area: s.Area, DepartmentID: in.DepartmentID, OwnerID: in.OwnerID, Cycle: Cycle{s.Amount, s.Unit},
				Rule: s.Rule, Evidence: s.Evidence, StartedOn: w.today}, refs[i])
			if err != nil {
				return err
			}
		}
		return nil
	})
	return len(pack), err
}

// AdoptStarter enters the items of the starter pack into an empty register, as Controls.AdoptStarter does.
func (in *Information) AdoptStarter(ctx context.Context, a auth.Actor, to Adoption) (int, error) {
	ground, err := in.begin(ctx, a, auth.InformationWrite)
	if err != nil {
		return 0, err
	}
	var pack []starterItem
	if err := json.Unmarshal(starterItems, &pack); err != nil {
		return 0, err
	}
	refs := make([][]link.Ref, len(pack))
	for i, s := range pack {
		if refs[i], err = in.clause(ctx, a, to, s.clauseName); err != nil {
			return 0, err
		}
	}
	defer in.Index.Kick()
	err = in.d.InTx(ctx, func(tx *db.Tx) error {
		if err := unused(tx.DB, "information_items"); err != nil {
			return err
		}
		for i, s := range pack {
			e := &entry{step: ground}
			e.tx = tx
			_, err := e.add(ItemFacts{Title: s.Title, Source: s.Source, Channel: s.Channel, Collector: s.Collector, DepartmentID: to.DepartmentID, OwnerID: to.OwnerID,
				Frequency: s.Frequency, Keeper: s.Keeper, Retention: s.Retention, Purpose: s.Use, Secrecy: s.Secrecy}, refs[i])
			if err != nil {
				return err
			}
		}
		return nil
	})
	return len(pack), err
}

// clause finds the clause of a starter policy that the firm took over; one that it did not is passed over.
func (p Parts) clause(ctx context.Context, a auth.Actor, in Adoption, o clauseName) ([]link.Ref, error) {
	if in.Clause == nil || o.Policy == "" {
		return nil, nil
	}
	number, err := in.Clause(ctx, o.Policy, o.Clause)
	if err != nil || number == "" {
		return nil, err
	}
	var passed fault.Check
	return p.clausesOf(ctx, a, []string{number}, &passed)
}

// unused refuses a register that holds something already.
func unused(q *gorm.DB, table string) error {
	last, err := db.LastID(q, table)
	if err == nil && last > 0 {
		err = fault.Conflict("fault.control_register_used")
	}
	return err
}
