package terms

import (
	_ "embed"
	"encoding/json"

	"bihuan/models/db"
)

//go:embed starter.json
var starterJSON []byte

type starterTerm struct {
	Code, Parent, Zh, En string
	Flags                []string
}

// starter reads the starter pack. It is part of the binary, so a broken one is a fault of the build.
func starter() ([]Term, error) {
	var pack map[string][]starterTerm
	if err := json.Unmarshal(starterJSON, &pack); err != nil {
		return nil, err
	}
	var all []Term
	for _, l := range lists {
		for i, t := range pack[l.Code] {
			set := map[string]bool{}
			for _, name := range t.Flags {
				set[name] = true
			}
			all = append(all, Term{List: l.Code, Code: t.Code, Parent: t.Parent, NameZh: t.Zh, NameEn: t.En,
				Position: i + 1, Active: true, Data: encodeFlags(l, set), Version: 1})
		}
	}
	return all, nil
}

// Seed writes the starter pack into the lists that are still empty. The set-up that calls it records the event.
func Seed(tx *db.Tx) error {
	all, err := starter()
	if err != nil {
		return err
	}
	var filled []string
	if err := tx.Model(&Term{}).Distinct().Pluck("list", &filled).Error; err != nil {
		return err
	}
	has := map[string]bool{}
	for _, list := range filled {
		has[list] = true
	}
	var missing []Term
	for _, t := range all {
		if !has[t.List] {
			t.UpdatedAt = tx.Now
			missing = append(missing, t)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return tx.CreateInBatches(&missing, 50).Error
}
