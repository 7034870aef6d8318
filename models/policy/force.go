package policy

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/clause"
	"bihuan/models/db"
	"bihuan/models/fault"
)

// Postpone moves the day on which an approved edition comes into force. It never leaves less time for reading than
// its kind asks for.
func (ps *Policies) Postpone(ctx context.Context, a auth.Actor, ref Ref, in PostponeInput) error {
	return ps.step(ctx, a, ref, PostponeStep, "policy.postponed", func(w *work) error {
		w.because(in.Reason)
		effect := w.effectOn("effect_on", in.EffectOn)
		if !w.Check.OK() {
			return nil
		}
		before := day(*w.l.open.EffectAt, w.ps.d.Zone())
		w.Changes = append(w.Changes, audit.Change{Field: "effect_on", Before: before, After: day(effect, w.ps.d.Zone())})
		if effect.Before(w.tx.Now) {
			effect = w.tx.Now
		}
		w.l.open.EffectAt = at(effect)
		if err := w.stage(map[string]any{"effect_at": effect}); err != nil {
			return err
		}
		w.tell("policy_postponed", append(w.authors(), w.p.OwnerID)...)
		w.hook(func(h Hooks) hookFunc { return h.Approved }, *w.l.open)
		return nil
	})
}

// SwitchJob is the kind of the job that lets approved editions come into force, each minute.
const SwitchJob = "policy.switch"

// Switch lets the approved editions whose instant has come take the place of the former ones, each once however many
// instances look.
func (ps *Policies) Switch(ctx context.Context) error {
	a := auth.System("effective day reached")
	g, err := ps.ground(ctx)
	if err != nil {
		return err
	}
	var due []string
	err = ps.d.Read(ctx).Table("policy_editions e").Joins("JOIN policies p ON p.id = e.policy_id").
		Where("e.stage = ? AND e.effect_at <= ?", Approved, ps.d.Now()).Order("e.effect_at, e.id").Limit(500).Pluck("p.number", &due).Error
	if err != nil {
		return err
	}
	defer ps.Index.Kick()
	var failed error // one that cannot be switched keeps none of the others waiting
	for _, number := range due {
		err := ps.d.InTx(ctx, func(tx *db.Tx) error {
			l, err := load(tx.DB, a, g, number)
			if err != nil {
				return err
			}
			if l.Stage != Approved || l.open.EffectAt == nil || l.open.EffectAt.After(tx.Now) {
				return nil // another instance was quicker, or the day was moved
			}
			w := ps.begin(tx, a, g, l, "policy.in_force")
			if err := w.claim(); err != nil {
				return err
			}
			if err := w.publish(); err != nil {
				return err
			}
			return w.finish()
		})
		if err != nil && !fault.Is(err, fault.ConflictKind) {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", number, err))
		}
	}
	return failed
}

// publish puts the open edition in force in place of the former one, from the instant that was announced: when the
// portal came to do it is the event's time.
func (w *work) publish() error {
	p, head := w.p, w.l.open
	since := w.tx.Now
	if head.EffectAt != nil && head.EffectAt.Before(since) {
		since = *head.EffectAt
	}
	if p.InForceAt != nil && since.Before(*p.InForceAt) {
		since = *p.InForceAt
	}
	if err := w.supersede(since); err != nil {
		return err
	}
	e, err := edition(w.tx.DB, p.OpenID)
	if err != nil {
		return err
	}
	if err := w.stage(map[string]any{"stage": Current, "in_force_at": since}); err != nil {
		return err
	}
	head.Stage, head.InForceAt = Current, at(since)
	w.require(*head)
	p.State, p.Stage, p.CurrentID, p.CurrentNo, p.OpenID, p.InForceAt, p.ChangedAt = InForce, "", head.ID, head.No, 0, at(since), w.tx.Now
	w.Code("title", &p.Title, head.Title)
	w.Note("edition", head.Label())
	w.Note("hash", head.Hash)
	if err := w.placeClauses(e, true); err != nil {
		return err
	}
	if err := w.nextReview(w.cycleEnd()); err != nil {
		return err
	}
	w.tell("policy_in_force", append(w.authors(), p.OwnerID)...)
	w.hook(func(h Hooks) hookFunc { return h.InForce }, *head)
	return nil
}

// require notes that an edition now in force asks for being read anew; the first one always does.
func (w *work) require(e EditionHead) {
	if w.p.RequiredNo == 0 || e.Demands.Resign {
		w.p.RequiredNo = e.No
	}
}

// supersede ends the edition in force at an instant.
func (w *work) supersede(t time.Time) error {
	if w.p.CurrentID == 0 {
		return nil
	}
	return w.tx.Model(&EditionHead{}).Where("id = ?", w.p.CurrentID).UpdateColumns(map[string]any{"stage": Superseded, "ended_at": t}).Error
}

// placeClauses keeps the rows of clauses in step with an edition that is in force now (inForce), or was.
func (w *work) placeClauses(e Edition, inForce bool) error {
	var there []Clause
	if err := w.tx.Where("policy_id = ?", w.p.ID).Find(&there).Error; err != nil {
		return err
	}
	known := make(map[int]*Clause, len(there))
	for i := range there {
		known[there[i].Key] = &there[i]
	}
	var fresh []Clause
	stands := map[int]bool{}
	for _, c := range ClausesOf(w.p, e) {
		stands[c.Key] = true
		c.InForce = inForce
		was, ok := known[c.Key]
		switch {
		case !ok:
			fresh = append(fresh, c)
		case inForce:
			c.ID = was.ID
			if c != *was {
				if err := w.tx.Model(&c).Select("kind", "label", "path", "text", "edition_id", "position", "in_force").UpdateColumns(&c).Error; err != nil {
					return err
				}
			}
			w.clauses = append(w.clauses, c.ID)
		}
	}
	if inForce {
		for _, c := range there {
			if c.InForce && !stands[c.Key] {
				w.clauses = append(w.clauses, c.ID)
				if err := w.tx.Model(&Clause{}).Where("id = ?", c.ID).UpdateColumns(map[string]any{"in_force": false}).Error; err != nil {
					return err
				}
			}
		}
	}
	if len(fresh) > 0 {
		if err := w.tx.CreateInBatches(&fresh, 200).Error; err != nil {
			return err
		}
	}
	for _, c := range fresh {
		w.clauses = append(w.clauses, c.ID)
	}
	w.reindex = true
	return nil
}

// ClausesOf gives the parts of an edition as clauses with the headings above them, the whole document first.
func ClausesOf(p *Policy, e Edition) []Clause {
	all := []Clause{{PolicyID: p.ID, Number: p.Number, Kind: "policy", EditionID: e.ID}}
	var path []clause.Part
	for i, part := range e.Parts {
		if part.Kind == clause.Meta || part.Key == 0 {
			continue
		}
		if isHeading(part) {
			path = slices.DeleteFunc(path, func(h clause.Part) bool { return h.Depth >= part.Depth })
		}
		var above []string
		for _, h := range path {
			above = append(above, partLabel(h))
		}
		all = append(all, Clause{PolicyID: p.ID, Key: part.Key, Number: fmt.Sprintf("%s/%d", p.Number, part.Key), Kind: part.Kind,
			Label: partLabel(part), Path: cutPath(strings.Join(above, " · ")), Text: part.Body(e.Body), EditionID: e.ID, Position: i + 1})
		if isHeading(part) {
			path = append(path, part)
		}
	}
	return all
}

// isHeading tells whether other parts can stand below a part.
func isHeading(p clause.Part) bool {
	return slices.Contains([]clause.Kind{clause.Book, clause.Chapter, clause.Section, clause.Heading, clause.Annex}, p.Kind)
}

func cutPath(s string) string {
	r := []rune(s)
	return string(r[:min(len(r), maxLine)])
}

// Retire takes a policy out of force at once.
func (ps *Policies) Retire(ctx context.Context, a auth.Actor, ref Ref, in RetireInput) error {
	return ps.step(ctx, a, ref, RetireStep, "policy.retired", func(w *work) error {
		w.because(in.Reason)
		if in.ReplacedBy = Bare(in.ReplacedBy); in.ReplacedBy != "" {
			by, err := find(w.tx.DB, w.a, w.tree, in.ReplacedBy)
			if err != nil && !fault.Is(err, fault.NotFoundKind) {
				return err
			}
			if err != nil || by.ID == w.p.ID || by.State != InForce {
				w.Check.Add("replaced_by", "invalid.policy_replaced_by")
			}
		}
		if !w.Check.OK() {
			return nil
		}
		if w.p.OpenID != 0 {
			if err := w.leave(Withdrawn); err != nil {
				return err
			}
		}
		if err := w.supersede(w.tx.Now); err != nil {
			return err
		}
		if err := w.meet(PeriodClock); err != nil {
			return err
		}
		w.p.State, w.p.Stage, w.p.RetiredAt, w.p.ChangedAt, w.p.ReviewOn = Retired, "", at(w.tx.Now), w.tx.Now, ""
		w.Code("replaced_by", &w.p.ReplacedBy, in.ReplacedBy)
		if err := w.tx.Model(&Clause{}).Where("policy_id = ?", w.p.ID).UpdateColumns(map[string]any{"in_force": false}).Error; err != nil {
			return err
		}
		w.tell("policy_retired", w.p.OwnerID)
		var e EditionHead
		if err := w.tx.Where("id = ?", w.p.CurrentID).Take(&e).Error; err != nil {
			return err
		}
		w.hook(func(h Hooks) hookFunc { return h.Retired }, e)
		return nil
	})
}
