package main

import (
	"fmt"
	"strings"
	"time"

	"bihuan/models/calendar"
	"bihuan/models/clause"
	"bihuan/models/clock"
	"bihuan/models/org"
	"bihuan/models/policy"
	"bihuan/models/signing"
)

// What each policy has.
const (
	chaptersEach = 10
	clausesEach  = 10 // in a chapter
	editionsEach = 20
	tops         = 8 // departments below the root; the others lie below them
	topsEach     = 4 // of which a policy binds so many: a thousand people
	openEvery    = 20
	policyChunk  = 20
)

// policyParts are the parts in which the policies are made: each is written before the next one begins, for their texts
// are long.
func (f *firm) policyParts() []func(put func(any) error) error {
	var parts []func(put func(any) error) error
	for from := 0; from < f.policies; from += policyChunk {
		parts = append(parts, func(put func(any) error) error {
			for i := from; i < min(f.policies, from+policyChunk); i++ {
				if err := f.policy(i, put); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return parts
}

// policy makes a policy in force with its editions, clauses, signatures and a campaign.
func (f *firm) policy(i int, put func(any) error) error {
	p := policy.Policy{ID: int64(i + 1), Version: 60, State: policy.InForce, Title: f.text.sentence(8) + "管理制度", Kind: "rule", OwnerID: firstGeneral,
		DepartmentID: firstDepartment + int64(f.department()), Secrecy: "internal", Category: "service", Keywords: "制度", Audience: org.Audience{}, ReviewMonths: 12, Retention: "ten_years",
		CurrentNo: editionsEach, LatestNo: editionsEach, RequiredNo: editionsEach, CreatedAt: f.now.AddDate(-years, 0, 0), ReviewOn: f.now.AddDate(0, 6, 0).Format(time.DateOnly),
		NextDueAt: policy.Never, NextSoonAt: policy.Never, RemindAt: policy.Never}
	p.Title = strings.NewReplacer("，", "", "。", "").Replace(p.Title)
	for t := range topsEach {
		p.Audience.Departments = append(p.Audience.Departments, firstDepartment+int64((i+t)%tops))
	}
	year := f.now.In(f.zone).Year()
	p.Number = fmt.Sprintf("%s-%d-%06d", policy.Prefix, year, i+1)
	text := f.clauseTexts()
	var last policy.Edition
	var editions []any
	for no := 1; no <= editionsEach; no++ {
		if no > 1 {
			for range 4 {
				text[f.rng.IntN(len(text))] = f.clauseText()
			}
		}
		last = f.edition(&p, no, text)
		editions = append(editions, &last, &policy.Participant{EditionID: last.ID, Part: policy.Author, PersonID: firstGeneral, PolicyID: p.ID, AskedAt: last.CreatedAt})
		if no < editionsEach {
			former := last
			editions[len(editions)-2] = &former
		}
	}
	p.CurrentID, p.InForceAt, p.ChangedAt, p.NextKey = last.ID, last.InForceAt, *last.InForceAt, len(last.Parts)+1
	rows := append([]any{&p}, editions...)
	for _, c := range policy.ClausesOf(&p, last) {
		f.clauses++
		c.ID, c.InForce = f.clauses, true
		rows = append(rows, &c)
	}
	rows = append(rows, f.signatures(&p, last)...)
	for _, r := range rows {
		if err := put(r); err != nil {
			return err
		}
	}
	return nil
}

func (f *firm) clauseText() string { return f.text.sentence(f.text.length(45, 300)) }

func (f *firm) clauseTexts() []string {
	all := make([]string, chaptersEach*clausesEach)
	for i := range all {
		all[i] = f.clauseText()
	}
	return all
}

// edition is one version of the text. All have the same parts, so that the place of a part is its key.
func (f *firm) edition(p *policy.Policy, no int, text []string) policy.Edition {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n", p.Title)
	for c := range chaptersEach {
		fmt.Fprintf(&b, "\n## 第%s章 %s\n", clause.Numeral(c+1), words[(c*7+int(p.ID))%len(words)])
		for k := range clausesEach {
			fmt.Fprintf(&b, "\n第%s条 %s\n", clause.Numeral(c*clausesEach+k+1), text[c*clausesEach+k])
		}
	}
	from := f.now.AddDate(0, 0, -(editionsEach-no)*50-20)
	until := from.AddDate(0, 0, 50)
	e := policy.Edition{Body: b.String(), EditionHead: policy.EditionHead{ID: (p.ID-1)*editionsEach + int64(no), PolicyID: p.ID, No: no, Major: no, Version: 3, Stage: policy.Superseded, Title: p.Title,
		Weight: policy.Major, Summary: "修改四条", AuthorID: firstGeneral, Demands: policy.Demands{Resign: true}, Quorum: 2, CreatedAt: from.AddDate(0, 0, -14), EditedAt: from.AddDate(0, 0, -13),
		ApprovedAt: &from, EffectAt: &from, InForceAt: &from, EndedAt: &until}}
	if no > 1 {
		e.BaseID = e.ID - 1
	}
	if no == editionsEach {
		e.Stage, e.EndedAt = policy.Current, nil
	}
	e.Parts = clause.Parse(e.Body)
	for i := range e.Parts {
		if e.Parts[i].Kind != clause.Meta {
			e.Parts[i].Key = i
		}
	}
	e.Hash = policy.Hash(e.Title, e.Body)
	return e
}

// signatures are those of the edition in force, given in a campaign: one of twenty is still open, the others ended.
func (f *firm) signatures(p *policy.Policy, e policy.Edition) []any {
	at := *e.InForceAt
	c := &signing.Campaign{ID: p.ID, Number: fmt.Sprintf("%s-%d-%06d", signing.Prefix, f.now.In(f.zone).Year(), p.ID), Version: 1, State: signing.Closed, Cause: signing.Publication,
		Title: p.Title, PolicyID: p.ID, PolicyNumber: p.Number, EditionID: e.ID, EditionNo: e.No, LeastNo: e.No, Audience: p.Audience,
		Allowed: calendar.Target{Amount: 5, Unit: calendar.WorkingDays}, Reminders: []clock.Reminder{}, BegunAt: at, StartedAt: at, DueAt: f.now.AddDate(0, 0, int(p.ID%10)-4)}
	if p.ID%openEvery == 1 {
		c.State = signing.Open
	} else {
		c.EndedAt = &f.now
	}
	var parts []int
	for _, k := range signing.Chapters(e) {
		parts = append(parts, k.Key)
	}
	counts := map[int64]*signing.Progress{}
	var rows []any
	for person := int64(firstSupervisor); person <= allPeople; person++ {
		department := f.departmentOfPerson(person)
		if !binds(int(p.ID-1), department) {
			continue
		}
		id := firstDepartment + int64(department)
		k := counts[id]
		if k == nil {
			k = &signing.Progress{CampaignID: c.ID, DepartmentID: id}
			counts[id] = k
		}
		f.duties++
		d := &signing.Duty{ID: f.duties, CampaignID: c.ID, PersonID: person, PolicyID: p.ID, DepartmentID: id, State: signing.Signed, StartedAt: at, DueAt: c.DueAt, RemindAt: signing.Never}
		rows = append(rows, d)
		if c.State == signing.Open && f.rng.IntN(10) < 3 {
			d.State = signing.Due
			k.Due++
			continue
		}
		k.Signed++
		f.signed++
		when := at.Add(time.Duration(f.rng.Int64N(int64(240 * time.Hour)))).Truncate(time.Second)
		d.SettledAt, d.SignatureID = &when, f.signed
		rows = append(rows, &signing.Signature{ID: f.signed, PersonID: person, PolicyID: p.ID, EditionID: e.ID, EditionNo: e.No, Hash: e.Hash, CampaignID: c.ID, DepartmentID: id,
			SignedAt: when, SignedOn: when.In(f.zone).Format(time.DateOnly), Statement: signing.Statement, Parts: parts, PartsTotal: len(parts), Score: signing.NoScore})
	}
	rows = append([]any{c}, rows...)
	for id := int64(firstDepartment); id < firstDepartment+departments; id++ {
		if k := counts[id]; k != nil {
			c.Frozen = c.Frozen.Plus(k.Counts)
			rows = append(rows, k)
		}
	}
	return rows
}

// binds tells whether the policy i binds a department, both by their places.
func binds(i, department int) bool { return (department%tops-i%tops+tops)%tops < topsEach }

// departmentOfPerson is the place of somebody's department among all, as people are given to them.
func (f *firm) departmentOfPerson(id int64) int {
	switch {
	case id < firstHandler:
		return int(id - firstSupervisor)
	case id < firstGeneral:
		return int(id-firstHandler) % departments
	}
	return int(id % departments)
}
