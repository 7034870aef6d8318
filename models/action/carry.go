package action

import (
	"context"
	"slices"
	"strings"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/change"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/file"
)

// Plan states the measures of the round, or restates them: those that are left out go, except those carried out.
func (as *Actions) Plan(ctx context.Context, a auth.Actor, ref Ref, measures []MeasureInput) error {
	return as.step(ctx, a, ref, PlanStep, "action.planned", func(w *work) error {
		there, err := loadMeasures(w.tx.DB, w.c.ID, w.c.Round)
		if err != nil {
			return err
		}
		kept := w.checkPlan(measures, there)
		if !w.Check.OK() {
			return nil
		}
		if err := w.writePlan(kept, there); err != nil {
			return err
		}
		w.c.PlannedAt = at(w.tx.Now)
		w.tell("action_planned", w.c.OpenerID)
		return nil
	})
}

// checkPlan gives the measures as they are to stand. Lines left empty are passed over.
func (w *work) checkPlan(in []MeasureInput, there []PlannedMeasure) []PlannedMeasure {
	var kept []PlannedMeasure
	begun, due := day(w.c.RoundAt, w.as.d.Zone()), max(day(w.due(), w.as.d.Zone()), w.today())
	for _, m := range in {
		m.Measure = strings.TrimSpace(m.Measure)
		if m.Measure == "" && m.DueOn == "" && m.ID == 0 {
			continue
		}
		row := PlannedMeasure{ActionID: w.c.ID, Round: w.c.Round}
		if m.ID != 0 {
			i := slices.IndexFunc(there, func(p PlannedMeasure) bool { return p.ID == m.ID })
			if i < 0 || slices.ContainsFunc(kept, func(k PlannedMeasure) bool { return k.ID == m.ID }) {
				w.Check.Add("measures", "invalid.choice")
				continue
			}
			row = there[i]
		}
		if row.DoneOn == "" {
			w.Check.Required("measures", m.Measure)
			w.Check.Line("measures", m.Measure, maxLine)
			w.measureDay(m.DueOn, row.DueOn, begun, due)
			row.Measure, row.DueOn = m.Measure, m.DueOn
		}
		kept = append(kept, row)
	}
	for _, p := range there { // what was done stays, whatever the form left out
		if p.DoneOn != "" && !slices.ContainsFunc(kept, func(k PlannedMeasure) bool { return k.ID == p.ID }) {
			kept = append(kept, p)
		}
	}
	switch {
	case len(kept) == 0:
		w.Check.Add("measures", "invalid.required")
	case len(kept) > maxMeasures:
		w.Check.Add("measures", "invalid.action_measures", "max", maxMeasures)
	}
	return kept
}

// measureDay checks by when a measure is to be done: within the round, or by today where its deadline is past. A day
// that stood there before may stay.
func (w *work) measureDay(on, before, begun, due string) {
	_, ok := dayAt(on, w.as.d.Zone())
	switch {
	case !ok || on < begun && on != before:
		w.Check.Add("measures", "invalid.action_measure_day")
	case on > due && on != before:
		w.Check.Add("measures", "invalid.action_measure_late", "due", due)
	}
}

func (w *work) writePlan(kept, there []PlannedMeasure) error {
	for _, p := range there {
		if !slices.ContainsFunc(kept, func(k PlannedMeasure) bool { return k.ID == p.ID }) {
			w.Changes = append(w.Changes, audit.Change{Field: "measure", Before: audit.Personal(p.Measure)})
			if err := w.tx.Delete(&p).Error; err != nil {
				return err
			}
		}
	}
	for i := range kept {
		p := &kept[i]
		p.Position = i + 1
		if p.ID == 0 {
			w.Note("measure", audit.Personal(p.Measure))
			w.Note("measure_due_on", p.DueOn)
			if err := w.tx.Create(p).Error; err != nil {
				return err
			}
			continue
		}
		before := there[slices.IndexFunc(there, func(o PlannedMeasure) bool { return o.ID == p.ID })]
		if before == *p {
			continue
		}
		w.Text("measure", &before.Measure, p.Measure)
		w.Code("measure_due_on", &before.DueOn, p.DueOn)
		if err := w.tx.Model(p).Select("measure", "due_on", "position").UpdateColumns(p).Error; err != nil {
			return err
		}
	}
	return nil
}

// SendBack sends the plan back to the owner with the reason.
func (as *Actions) SendBack(ctx context.Context, a auth.Actor, ref Ref, reason string) error {
	return as.step(ctx, a, ref, SendBackStep, "action.plan_sent_back", func(w *work) error {
		w.because(reason)
		w.tell("action_sent_back", w.c.OwnerID)
		return nil
	})
}

// Start begins the work on the plan.
func (as *Actions) Start(ctx context.Context, a auth.Actor, ref Ref) error {
	return as.step(ctx, a, ref, StartStep, "action.started", func(w *work) error {
		w.c.StartedAt = at(w.tx.Now)
		return nil
	})
}

// CarryOut says that one measure was carried out.
func (as *Actions) CarryOut(ctx context.Context, a auth.Actor, ref Ref, in MeasureDoneInput) error {
	return as.step(ctx, a, ref, MeasureStep, "action.measure_done", func(w *work) error {
		all, err := loadMeasures(w.tx.DB, w.c.ID, w.c.Round)
		if err != nil {
			return err
		}
		w.pastDay("done_on", in.DoneOn)
		w.Check.Line("result", in.Result, maxLine)
		i := slices.IndexFunc(all, func(p PlannedMeasure) bool { return p.ID == in.ID })
		switch {
		case i < 0:
			w.Check.Add("measure_id", "invalid.choice")
		case all[i].DoneOn != "":
			return fault.Conflict("fault.action_measure_done_before")
		}
		if !w.Check.OK() {
			return nil
		}
		w.Note("measure", audit.Personal(all[i].Measure))
		w.Note("done_on", in.DoneOn)
		w.Reason = strings.TrimSpace(in.Result)
		return db.Changed(w.tx.Model(&PlannedMeasure{}).Where("id = ? AND done_on = ''", in.ID).
			UpdateColumns(map[string]any{"done_on": in.DoneOn, "done_by": a.PersonID, "result": w.Reason}))
	})
}

// pastDay checks a day that cannot lie in the future.
func (w *work) pastDay(field, s string) {
	_, ok := dayAt(s, w.as.d.Zone())
	switch {
	case s == "":
		w.Check.Add(field, "invalid.required")
	case !ok:
		w.Check.Add(field, "invalid.date")
	case s > w.today():
		w.Check.Add(field, "invalid.future")
	}
}

// AddEvidence adds files that show something of the round.
func (as *Actions) AddEvidence(ctx context.Context, a auth.Actor, ref Ref, in EvidenceInput) error {
	return as.step(ctx, a, ref, EvidenceStep, "action.evidence_added", func(w *work) error {
		w.Check.Line("title", in.Title, maxTitle)
		w.pastDay("happened_on", in.HappenedOn)
		w.pastDay("received_on", in.ReceivedOn)
		if in.HappenedOn > in.ReceivedOn && in.ReceivedOn != "" {
			w.Check.Add("received_on", "invalid.action_received_before")
		}
		if len(in.Files) == 0 {
			w.Check.Add("files", "invalid.required")
		}
		if !w.Check.OK() {
			return nil
		}
		if err := file.Attach(w.tx, Kind, w.c.ID, a.PersonID, in.Files); err != nil {
			return err
		}
		return w.dateFiles(in)
	})
}

// dateFiles gives the files that have none yet their days.
func (w *work) dateFiles(in EvidenceInput) error {
	files, err := file.Of(w.tx.DB, Kind, w.c.ID)
	if err != nil {
		return err
	}
	dated, err := loadEvidence(w.tx.DB, w.c.ID)
	if err != nil {
		return err
	}
	var added []Evidence
	for _, f := range files {
		if slices.ContainsFunc(dated, func(e Evidence) bool { return e.AttachmentID == f.ID }) {
			continue
		}
		w.Note("file", audit.Personal(f.Name))
		added = append(added, Evidence{AttachmentID: f.ID, ActionID: w.c.ID, Round: w.c.Round, Title: strings.TrimSpace(in.Title),
			HappenedOn: in.HappenedOn, ReceivedOn: in.ReceivedOn, PersonID: w.a.PersonID, At: w.tx.Now})
	}
	if len(added) == 0 {
		return fault.Conflict("fault.action_file_there")
	}
	if title := strings.TrimSpace(in.Title); title != "" {
		w.Note("shows", audit.Personal(title))
	}
	w.Note("happened_on", in.HappenedOn)
	w.Note("received_on", in.ReceivedOn)
	return w.tx.Create(&added).Error
}

// Report says that everything was done: every measure carried out, and evidence of it.
func (as *Actions) Report(ctx context.Context, a auth.Actor, ref Ref, in ReportInput) error {
	return as.step(ctx, a, ref, ReportStep, "action.reported", func(w *work) error {
		c := w.c
		w.NeedText("report", in.Report, maxText)
		if in.Cost < 0 || in.Cost > maxCost {
			w.Check.Add("cost", "invalid.range", "from", 0, "to", maxCost/100)
		}
		if !w.Check.OK() {
			return nil
		}
		if err := w.complete(); err != nil {
			return err
		}
		w.Text("report", &c.Report, in.Report)
		change.Value(&w.Set, "cost", &c.Cost, in.Cost)
		c.ReportedAt = at(w.tx.Now)
		if err := w.meet(FinishClock); err != nil {
			return err
		}
		rule, err := w.rule()
		if err != nil {
			return err
		}
		if err := w.start(VerifyClock, rule.Verify); err != nil {
			return err
		}
		people, err := w.verifiers()
		w.tell("action_reported", people...)
		return err
	})
}

// complete refuses a report while a measure of the round is not carried out or nothing shows that they were.
func (w *work) complete() error {
	measures, err := loadMeasures(w.tx.DB, w.c.ID, w.c.Round)
	if err != nil {
		return err
	}
	open := 0
	for _, m := range measures {
		if m.DoneOn == "" {
			open++
		}
	}
	if open > 0 {
		return fault.Conflict("fault.action_measures_open", "n", open)
	}
	evidence, err := loadEvidence(w.tx.DB, w.c.ID)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(evidence, func(e Evidence) bool { return e.Round == w.c.Round }) {
		return fault.Conflict("fault.action_evidence_missing")
	}
	return nil
}
