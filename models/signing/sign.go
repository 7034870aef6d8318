package signing

import (
	"context"
	"errors"
	"slices"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/file"
	"bihuan/models/org"
	"bihuan/models/policy"
)

// SignInput signs an edition that the person has read.
type SignInput struct {
	Number    string // of the policy
	EditionNo int    // of the edition that the person saw
}

// Sign signs the edition in force of a policy, in a campaign or on one's own account. It settles all that the person
// still had to do about the policy.
func (ss *Signings) Sign(ctx context.Context, a auth.Actor, in SignInput) (Signature, error) {
	if err := maySign(a); err != nil {
		return Signature{}, err
	}
	tree, err := ss.Org.Departments(ctx)
	if err != nil {
		return Signature{}, err
	}
	var made Signature
	err = ss.d.InTx(ctx, func(tx *db.Tx) error {
		p, err := findPolicy(tx.DB, a, tree, in.Number)
		if err != nil {
			return err
		}
		e, err := findEdition(tx.DB, &p, in.EditionNo)
		if err != nil {
			return err
		}
		if err := signable(&p, e.EditionHead); err != nil {
			return err
		}
		made = Signature{PersonID: a.PersonID, DepartmentID: a.DepartmentID, SignedAt: tx.Now, SignedOn: ss.day(tx.Now), Score: NoScore}
		if err := made.read(tx.DB, e); err != nil {
			return err
		}
		if err := tested(tx.DB, &made, &p, e); err != nil {
			return err
		}
		return made.put(tx, a, &p, e, "signature.made")
	})
	return made, err
}

// maySign refuses who changes nothing: an auditor who is nothing else. Who works for the firm signs for himself.
func maySign(a auth.Actor) error {
	if err := a.Require(auth.PolicyRead); err != nil {
		return err
	}
	if a.PersonID == 0 || !a.Holds(auth.Employee) {
		return fault.Refused("fault.sign_employees")
	}
	return nil
}

// signable gives a fault where an edition is not the one in force.
func signable(p *policy.Policy, e policy.EditionHead) error {
	switch {
	case p.State == policy.Retired:
		return fault.Conflict("fault.sign_retired", "number", p.Number)
	case e.Stage == policy.Withdrawn:
		return fault.Conflict("fault.sign_withdrawn", "number", p.Number)
	case e.ID != p.CurrentID && e.InForceAt == nil:
		return fault.Conflict("fault.sign_not_yet", "number", p.Number)
	case e.ID != p.CurrentID:
		return fault.Conflict("fault.sign_superseded", "number", p.Number, "edition", e.Label())
	}
	return nil
}

// read takes over what was shown to the person, and demands that it was all.
func (s *Signature) read(q *gorm.DB, e policy.Edition) error {
	shown, err := shownParts(q, s.PersonID, e.ID)
	if err != nil {
		return err
	}
	var missing []string
	chapters := Chapters(e)
	for _, c := range chapters {
		if !slices.Contains(shown, c.Key) {
			missing = append(missing, c.Label)
			continue
		}
		s.Parts = append(s.Parts, c.Key)
	}
	s.PartsTotal = len(chapters)
	if len(missing) > 0 {
		return fault.Conflict("fault.sign_unread", "count", len(missing), "parts", strings.Join(missing[:min(len(missing), 5)], "、"))
	}
	return nil
}

// put writes the signature, its event, and settles the person's duties.
func (s *Signature) put(tx *db.Tx, a auth.Actor, p *policy.Policy, e policy.Edition, event string) error {
	s.PolicyID, s.EditionID, s.EditionNo, s.Hash, s.Statement = p.ID, e.ID, e.No, e.Hash, Statement
	if s.Parts == nil {
		s.Parts = []int{}
	}
	var there int64
	if err := tx.Model(&Signature{}).Where("person_id = ? AND edition_id = ?", s.PersonID, e.ID).Count(&there).Error; err != nil {
		return err
	}
	already := fault.Conflict("fault.sign_already", "number", p.Number)
	if there > 0 {
		return already
	}
	open, err := s.owed(tx.DB)
	if err != nil {
		return err
	}
	if len(open) > 0 {
		s.CampaignID = open[0].CampaignID
	}
	if err := tx.Create(s).Error; err != nil {
		if errors.Is(err, gorm.ErrDuplicatedKey) {
			return already
		}
		return err
	}
	// Read anew and locked: a campaign that was brought in step meanwhile has waited for the signature, or it for that.
	if open, err = s.owed(tx.Clauses(clause.Locking{Strength: "UPDATE"})); err != nil {
		return err
	}
	for i := range open {
		if err := settled(tx, &open[i], Signed, map[string]any{"signature_id": s.ID}); err != nil {
			return err
		}
	}
	changes := []audit.Change{{Field: "person_id", After: s.PersonID}, {Field: "edition_no", After: s.EditionNo}, {Field: "hash", After: s.Hash}, {Field: "parts", After: len(s.Parts)}}
	if s.Score != NoScore {
		changes = append(changes, audit.Change{Field: "score", After: s.Score})
	}
	if s.EnteredBy != 0 {
		changes = append(changes, audit.Change{Field: "signed_on", After: s.SignedOn})
	}
	return a.Record(tx, audit.Event{Kind: event, Reason: s.Note, Changes: changes, Record: audit.Ref{Kind: SignatureRecord, ID: s.ID, Number: p.Number}})
}

// owed lists the person's duties that this signature settles.
func (s *Signature) owed(q *gorm.DB) ([]Duty, error) {
	var all []Duty
	err := q.Model(&Duty{}).Where("person_id = ? AND state IN ? AND policy_id = ?", s.PersonID, standing, s.PolicyID).
		Where("campaign_id IN (SELECT c.id FROM sign_campaigns c WHERE c.policy_id = ? AND c.state = ? AND c.least_no <= ?)", s.PolicyID, Open, s.EditionNo).
		Order("campaign_id").Find(&all).Error
	return all, err
}

// EnterInput enters a signature made on paper.
type EnterInput struct {
	Number    string // of the policy
	PersonID  int64
	EditionNo int    // the edition in force where 0
	SignedOn  string // the day on the paper
	Note      string // where the paper is kept, or why it was made on paper
	Files     []file.Upload
}

// Enter enters a signature that somebody made on paper: his supervisor does, or who manages signing, never he himself.
// Any edition that holds today will do. The paper stands for what was read, and for the test.
func (ss *Signings) Enter(ctx context.Context, a auth.Actor, in EnterInput) (Signature, error) {
	if err := a.Require(auth.SignExcuse); err != nil {
		return Signature{}, err
	}
	tree, err := ss.Org.Departments(ctx)
	if err != nil {
		return Signature{}, err
	}
	var made Signature
	err = ss.d.InTx(ctx, func(tx *db.Tx) error {
		p, err := findPolicy(tx.DB, a, tree, in.Number)
		if err != nil {
			return err
		}
		people, err := org.PeopleByID(tx.DB, []int64{in.PersonID})
		if err != nil {
			return err
		}
		var c fault.Check
		person, ok := people[in.PersonID]
		if !ok || !person.Present(ss.day(tx.Now)) {
			c.Add("person", "invalid.choice")
			return c.Err()
		}
		if err := vouches(a, person.ID, person.DepartmentID); err != nil {
			return err
		}
		e, err := ss.checkEnter(tx, &c, in, &p)
		if err != nil {
			return err
		}
		made = Signature{PersonID: person.ID, DepartmentID: person.DepartmentID, SignedAt: tx.Now, SignedOn: in.SignedOn, Score: NoScore, EnteredBy: a.PersonID, Note: strings.TrimSpace(in.Note)}
		if err := made.put(tx, a, &p, e, "signature.entered"); err != nil {
			return err
		}
		return file.Attach(tx, SignatureRecord, made.ID, a.PersonID, in.Files)
	})
	return made, err
}

// checkEnter checks what is said of a paper and gives the edition that was signed.
func (ss *Signings) checkEnter(tx *db.Tx, c *fault.Check, in EnterInput, p *policy.Policy) (policy.Edition, error) {
	if p.State != policy.InForce {
		return policy.Edition{}, fault.Conflict("fault.sign_not_in_force", "number", p.Number)
	}
	if in.EditionNo == 0 {
		in.EditionNo = p.CurrentNo
	}
	e, err := findEdition(tx.DB, p, in.EditionNo)
	if err != nil {
		return e, err
	}
	if e.InForceAt == nil || e.No < p.RequiredNo || e.No > p.CurrentNo {
		c.Add("edition", "invalid.sign_edition")
		return e, c.Err()
	}
	_, ok := dayAt(in.SignedOn, ss.d.Zone())
	switch {
	case !ok:
		c.Add("signed_on", "invalid.day")
	case in.SignedOn > ss.day(tx.Now):
		c.Add("signed_on", "invalid.day_future")
	case in.SignedOn < ss.day(*e.InForceAt):
		c.Add("signed_on", "invalid.sign_before", "day", ss.day(*e.InForceAt))
	}
	c.Required("note", in.Note)
	c.Line("note", in.Note, maxLine)
	return e, c.Err()
}

// Paper gives a file of a signature made on paper, for who may see whether that person signed.
func (ss *Signings) Paper(ctx context.Context, a auth.Actor, signature, id int64) (file.Attachment, error) {
	q := ss.d.Read(ctx)
	var s []Signature
	if err := q.Where("id = ?", signature).Find(&s).Error; err != nil {
		return file.Attachment{}, err
	}
	if len(s) == 0 || s[0].PersonID != a.PersonID && !a.CanIn(auth.SignRead, s[0].DepartmentID) {
		return file.Attachment{}, fault.NotFound("fault.file_gone")
	}
	return file.Get(q, SignatureRecord, signature, id)
}
