package policy

import (
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm"
	lockclause "gorm.io/gorm/clause"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/org"
)

// me is the actor's person in conditions; a job has none, and 0 stands for "nobody" in the columns.
func me(a auth.Actor) int64 {
	if a.PersonID == 0 {
		return -1
	}
	return a.PersonID
}

// SeesAll tells whether the actor reads every policy at every stage: who keeps policies, and auditors.
func SeesAll(a auth.Actor) bool { return a.Can(auth.PolicyWrite) || a.Holds(auth.Auditor) }

// Visible keeps the policies that the actor may see: those that were ever approved, of restricted ones those that
// concern him, and whatever he owns or has a part in.
func Visible(q *gorm.DB, a auth.Actor, tree org.Tree) *gorm.DB {
	if SeesAll(a) {
		return q
	}
	sql, args := visible(a, tree)
	return q.Where(sql, args...)
}

func visible(a auth.Actor, tree org.Tree) (string, []any) {
	above, roles, refs := tree.Above(a.DepartmentID), []string{""}, []string{""}
	for _, g := range a.Grants {
		roles = append(roles, string(g.Role))
	}
	for _, d := range above {
		refs = append(refs, strconv.FormatInt(d, 10))
	}
	own := strconv.FormatInt(me(a), 10)
	return "(policies.owner_id = ? OR EXISTS (SELECT 1 FROM policy_people w WHERE w.policy_id = policies.id AND w.person_id = ?)" +
			" OR ((policies.state <> 'new' OR policies.stage = 'approved') AND (policies.restricted = ? OR policies.department_id IN ?" +
			" OR EXISTS (SELECT 1 FROM policy_readers r WHERE r.policy_id = policies.id AND ((r.kind = 'all')" +
			" OR (r.kind = 'department' AND r.ref IN ?) OR (r.kind = 'person' AND r.ref = ?) OR (r.kind = 'role' AND r.ref IN ?)" +
			" OR (r.kind = 'post' AND r.ref = (SELECT pe.post_id FROM people pe WHERE pe.id = ?)))))))",
		[]any{me(a), me(a), false, append(slices.Concat(above, a.Scope(auth.SignRead).Departments), 0), refs, own, roles, me(a)}
}

// readsOpen tells whether the actor may read the text of the open edition: once it is approved everybody may who sees
// the policy.
func (l *loaded) readsOpen(a auth.Actor) bool {
	return l.Stage == Approved || l.worksOn(a)
}

// worksOn tells whether the actor may know what is said about the open edition: what reviewers ask for and approvers
// refuse is for those who have a part in it.
func (l *loaded) worksOn(a auth.Actor) bool {
	return SeesAll(a) || a.PersonID != 0 && a.PersonID == l.OwnerID || l.takesPart(a.PersonID)
}

// loaded is a policy with what its steps depend on.
type loaded struct {
	Policy
	kind       Kind
	open       *EditionHead  // nil where none is open
	people     []Participant // of the open edition
	clocks     []Clock       // those that run
	unresolved int
}

// lock lets one step after the other be taken on a policy. It comes first in its transaction, so that what is read after
// it is what the former step left: a draft that was sent meanwhile is written on no more.
func lock(tx *db.Tx, number string) error {
	var ids []int64
	return tx.Model(&Policy{}).Clauses(lockclause.Locking{Strength: "UPDATE"}).Where("number = ?", Bare(number)).Pluck("id", &ids).Error
}

// load reads a policy that the actor may see, with what its steps depend on.
func load(q *gorm.DB, a auth.Actor, g ground, number string) (*loaded, error) {
	p, err := find(q, a, g.tree, number)
	if err != nil {
		return nil, err
	}
	l := &loaded{Policy: p}
	l.kind, _ = book.Find(g.kinds, p.Kind)
	if err := q.Where("policy_id = ? AND met_at IS NULL", p.ID).Find(&l.clocks).Error; err != nil || p.OpenID == 0 {
		return l, err
	}
	return l, l.loadOpen(q)
}

// loadOpen reads the open edition's head, its people and how many of its comments stand unanswered.
func (l *loaded) loadOpen(q *gorm.DB) error {
	var e EditionHead
	if err := q.Select(headColumns).Where("id = ?", l.OpenID).Take(&e).Error; err != nil {
		return err
	}
	l.open = &e
	if err := q.Where("edition_id = ?", e.ID).Order("part, asked_at, person_id").Find(&l.people).Error; err != nil {
		return err
	}
	var open int64
	err := q.Model(&Comment{}).Where("edition_id = ? AND resolved_at IS NULL", e.ID).Count(&open).Error
	l.unresolved = int(open)
	return err
}

// find reads the row of a policy that the actor may see.
func find(q *gorm.DB, a auth.Actor, tree org.Tree, number string) (Policy, error) {
	var found []Policy
	number = Bare(number)
	if err := Visible(q.Model(&Policy{}), a, tree).Where("policies.number = ?", number).Limit(1).Find(&found).Error; err != nil {
		return Policy{}, err
	}
	if len(found) == 0 {
		return Policy{}, fault.NotFound("fault.policy_gone", "number", number)
	}
	return found[0], nil
}

// Bare is the document's number of a number that may name a clause: ZD-2026-000003 of ZD-2026-000003/12.
func Bare(number string) string {
	bare, _, _ := strings.Cut(strings.ToUpper(strings.TrimSpace(strings.ToValidUTF8(number, ""))), "/")
	return bare
}

// keyOf is the key of the clause that a number names; 0 where it names the whole document.
func keyOf(number string) (int, bool) {
	_, key, clause := strings.Cut(number, "/")
	if !clause {
		return 0, true
	}
	n, err := strconv.Atoi(strings.TrimSpace(key))
	return n, err == nil && n > 0
}

// edition reads one edition with its text.
func edition(q *gorm.DB, id int64) (Edition, error) {
	var e Edition
	return e, q.Where("id = ?", id).Take(&e).Error
}

var headColumns = func() []string {
	var columns []string
	for _, f := range db.Fields(&EditionHead{}) {
		columns = append(columns, f.DBName)
	}
	return columns
}()

// editions lists the versions of a policy without their texts, the newest first.
func editions(q *gorm.DB, policy int64) ([]EditionHead, error) {
	var all []EditionHead
	return all, q.Select(headColumns).Where("policy_id = ?", policy).Order("no DESC").Find(&all).Error
}
