package notify

import (
	"maps"
	"slices"

	"bihuan/models/auth"
	"bihuan/models/db"
)

// Notices are what a step tells people of one record. They are sent when the step succeeds, to those who can still
// sign in. The zero value is ready.
type Notices struct {
	notes []Note
	// able are people known to have an active account.
	able []int64
}

// Tell adds a notice for those of the people who are told nothing yet, but for some.
func (ns *Notices) Tell(kind string, people []int64, without ...int64) {
	for _, p := range people {
		told := slices.ContainsFunc(ns.notes, func(n Note) bool { return n.PersonID == p })
		if p != 0 && !told && !slices.Contains(without, p) {
			ns.notes = append(ns.notes, Note{PersonID: p, Kind: kind})
		}
	}
}

// Remind adds a notice of a clock (the argument clock) for people, in place of an earlier one of the same clock.
func (ns *Notices) Remind(n Note, people []int64) {
	for _, n.PersonID = range people {
		i := slices.IndexFunc(ns.notes, func(o Note) bool { return o.PersonID == n.PersonID && o.Args["clock"] == n.Args["clock"] })
		if i >= 0 {
			ns.notes[i] = n
			continue
		}
		ns.notes = append(ns.notes, n)
	}
}

// Has tells whether a notice fits.
func (ns *Notices) Has(fits func(Note) bool) bool { return slices.ContainsFunc(ns.notes, fits) }

// Take takes the first notice that fits out again; an empty one where none does.
func (ns *Notices) Take(fits func(Note) bool) Note {
	i := slices.IndexFunc(ns.notes, fits)
	if i < 0 {
		return Note{}
	}
	n := ns.notes[i]
	ns.notes = slices.Delete(ns.notes, i, i+1)
	return n
}

// Able says that people have an active account, so that Send need not ask.
func (ns *Notices) Able(people ...int64) { ns.able = append(ns.able, people...) }

// Send sends the notices. Each names the record's number only: who may read the record by then is asked when it is
// opened.
func (ns *Notices) Send(tx *db.Tx, kind, number string) error {
	if err := ns.ask(tx); err != nil {
		return err
	}
	for _, n := range ns.notes {
		if !slices.Contains(ns.able, n.PersonID) {
			continue
		}
		args := map[string]string{"number": number}
		maps.Copy(args, n.Args)
		n.Args, n.RecordKind, n.RecordNumber = args, kind, number
		if err := Send(tx, n); err != nil {
			return err
		}
	}
	return nil
}

// ask finds out who of those to be told has an active account, as far as that is not known yet.
func (ns *Notices) ask(tx *db.Tx) error {
	var unknown []int64
	for _, n := range ns.notes {
		if !slices.Contains(ns.able, n.PersonID) {
			unknown = append(unknown, n.PersonID)
		}
	}
	able, err := auth.ActiveOf(tx.DB, unknown)
	ns.Able(able...)
	return err
}
