package policies

import (
	"cmp"
	"context"
	"embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"bihuan/models/auth"
	"bihuan/models/clause"
	"bihuan/models/db"
	"bihuan/models/org"
	"bihuan/models/policy"
)

//go:embed *.md
var texts embed.FS

// found makes the starter pack the firm's own: drafts of all, each with its owner and audience, then to review and
// approval.
func (s *Story) found(ctx context.Context) error {
	by := s.author()
	in := policy.AdoptInput{OwnerID: by.ID, DepartmentID: s.Department("office")}
	numbers, err := s.Policies.AdoptStarter(ctx, by.Actor, in)
	if err != nil {
		return err
	}
	for _, n := range numbers {
		v, err := s.Policies.ByNumber(ctx, by.Actor, n)
		if err != nil {
			return err
		}
		s.numbers[v.Title] = n
	}
	for i, d := range s.plan.Documents {
		if d.File != "" {
			if err := s.create(ctx, d); err != nil {
				return err
			}
		} else if err := s.place(ctx, d); err != nil {
			return err
		}
		s.follow(s.way(s.numbers[d.Title], d.Reviewers, d.Comments, "", s.day(1).Add(time.Duration(i)*20*time.Minute), s.day(15))...)
	}
	return nil
}

// place gives a document of the starter pack its owner, department and audience.
func (s *Story) place(ctx context.Context, d document) error {
	if d.Department == "office" && d.Owner == s.plan.Author && len(d.In) == 0 {
		return nil // as it was adopted
	}
	return s.step(ctx, d.Title, s.author(), func(a auth.Actor, ref policy.Ref, v policy.View) error {
		f := policy.Facts{Title: v.Title, Kind: v.Policy.Kind, OwnerID: s.person(d.Owner).ID, DepartmentID: s.Department(d.Department), Secrecy: v.Secrecy, Category: v.Category,
			Keywords: v.Keywords, Standards: v.Standards, Audience: s.audience(d), ReviewMonths: cmp.Or(d.ReviewMonths, v.ReviewMonths), Retention: v.Retention, Quiz: v.Quiz}
		return s.Policies.Edit(ctx, a, ref, f)
	})
}

// create begins a document of the firm's own.
func (s *Story) create(ctx context.Context, d document) error {
	body, err := texts.ReadFile(d.File)
	if err != nil {
		return err
	}
	f := policy.Facts{Title: d.Title, Kind: d.Kind, OwnerID: s.person(d.Owner).ID, DepartmentID: s.Department(d.Department), Secrecy: "internal", Category: d.Category,
		Keywords: d.Keywords, Audience: s.audience(d), ReviewMonths: 12, Retention: "ten_years"}
	s.numbers[d.Title], err = s.Policies.Create(ctx, s.author().Actor, policy.CreateInput{Facts: f, Body: string(body)})
	return err
}

func (s *Story) audience(d document) org.Audience {
	a := org.Audience{All: len(d.In) == 0}
	for _, key := range d.In {
		a.Departments = append(a.Departments, s.Department(key))
	}
	return a
}

// step takes one step on a policy as it stands.
func (s *Story) step(ctx context.Context, title string, by Person, do func(a auth.Actor, ref policy.Ref, v policy.View) error) error {
	number := s.numbers[title]
	if number == "" {
		number = title
	}
	v, err := s.Policies.ByNumber(ctx, by.Actor, number)
	if err == nil {
		err = do(by.Actor, policy.Ref{Number: number, Version: v.Version}, v)
	}
	if err != nil {
		return fmt.Errorf("%s by %s: %w", title, by.Name, err)
	}
	return nil
}

// way is the way of a draft from its review to its day of effect; it ends where stands says.
func (s *Story) way(number string, reviewers []string, comments []comment, stands string, from, effect time.Time) []deed {
	day := func(n int, hour float64) time.Time {
		return from.AddDate(0, 0, n).Add(time.Duration(hour * float64(time.Hour)))
	}
	all := []deed{{"send", from, func(ctx context.Context) error {
		return s.step(ctx, number, s.author(), func(a auth.Actor, ref policy.Ref, _ policy.View) error {
			return s.Policies.Send(ctx, a, ref, policy.SendInput{Reviewers: s.ids(reviewers)})
		})
	}}}
	for i, c := range comments {
		all = append(all, deed{"comment", day(1, float64(i)), func(ctx context.Context) error { return s.say(ctx, number, c) }})
	}
	resolved := !slices.ContainsFunc(comments, func(c comment) bool { return c.Answer == "" })
	if resolved && len(comments) > 0 {
		all = append(all, deed{"resolve", day(2, 2), func(ctx context.Context) error { return s.resolve(ctx, number, comments) }})
	}
	for i, r := range reviewers {
		said := slices.ContainsFunc(comments, func(c comment) bool { return c.By == r })
		if stands == "review" && (said || i == len(reviewers)-1) {
			continue // they wait for an answer, or have not read it yet
		}
		all = append(all, deed{"judge", day(2, 3+0.5*float64(i)), func(ctx context.Context) error { return s.judge(ctx, number, r, true, "") }})
	}
	if stands == "review" {
		return all
	}
	all = append(all, deed{"propose", day(3, 0), func(ctx context.Context) error {
		return s.step(ctx, number, s.author(), func(a auth.Actor, ref policy.Ref, _ policy.View) error {
			in := policy.ProposeInput{Approvers: s.ids(s.plan.Approvers), EffectOn: effect.In(s.DB.Zone()).Format(time.DateOnly)}
			if now := s.Now().AddDate(0, 0, 7); now.After(effect) { // holidays ate the time
				in.EffectOn = ""
			}
			return s.Policies.Propose(ctx, a, ref, in)
		})
	}})
	approvers := s.plan.Approvers
	if stands == "approval" {
		approvers = approvers[1:]
	}
	for i, r := range approvers {
		all = append(all, deed{"approve", day(3, 3+float64(i)), func(ctx context.Context) error { return s.approve(ctx, number, r) }})
	}
	return all
}

// say lets a reviewer comment on a clause, and ask for changes where he does.
func (s *Story) say(ctx context.Context, number string, c comment) error {
	key, err := s.draftKey(ctx, number, c.Clause)
	if err != nil {
		return err
	}
	err = s.step(ctx, number, s.person(c.By), func(a auth.Actor, ref policy.Ref, _ policy.View) error {
		return s.Policies.Say(ctx, a, ref, policy.CommentInput{Key: key, Text: c.Text})
	})
	if err != nil || !c.Refuses {
		return err
	}
	return s.judge(ctx, number, c.By, false, "请先处理"+c.Clause+"的意见。")
}

// draftKey is the key of a clause of the open edition.
func (s *Story) draftKey(ctx context.Context, number, label string) (int, error) {
	w, err := s.Policies.Writing(ctx, s.author().Actor, number)
	if err != nil {
		return 0, err
	}
	return keyOf(w.Open.Parts, label)
}

func keyOf(parts []clause.Part, label string) (int, error) {
	for _, p := range parts {
		if p.Kind == clause.Clause && p.Label == label {
			return p.Key, nil
		}
	}
	return 0, fmt.Errorf("there is no %s", label)
}

// resolve answers the comments of the open edition.
func (s *Story) resolve(ctx context.Context, number string, comments []comment) error {
	by := s.author()
	v, err := s.Policies.ByNumber(ctx, by.Actor, number)
	if err != nil {
		return err
	}
	for _, said := range v.Comments {
		i := slices.IndexFunc(comments, func(c comment) bool { return c.Text == said.Text })
		if i < 0 || said.ResolvedAt != nil {
			continue
		}
		err := s.Policies.Resolve(ctx, by.Actor, policy.Ref{Number: number}, policy.ResolveInput{ID: said.ID, Resolution: comments[i].Answer})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Story) judge(ctx context.Context, number, by string, agree bool, note string) error {
	return s.step(ctx, number, s.person(by), func(a auth.Actor, ref policy.Ref, _ policy.View) error {
		return s.Policies.Judge(ctx, a, ref, policy.DecideInput{Agree: agree, Note: note})
	})
}

func (s *Story) approve(ctx context.Context, number, by string) error {
	return s.step(ctx, number, s.person(by), func(a auth.Actor, ref policy.Ref, v policy.View) error {
		if v.Stage != policy.Approving { // one word was enough
			return nil
		}
		return s.Policies.Approve(ctx, a, ref, policy.DecideInput{Agree: true})
	})
}

// revise plans a new edition so that its day of effect can be kept.
func (s *Story) revise(r revision) {
	effect := midnight(s.end, s.DB.Zone(), r.Effect)
	from := midnight(s.end, s.DB.Zone(), cmp.Or(r.Begins, r.Effect-14)).Add(9*time.Hour + 40*time.Minute)
	s.Do(s.After(from, 0), func(ctx context.Context) error {
		number, by := s.numbers[r.Title], s.author()
		err := s.step(ctx, r.Title, by, func(a auth.Actor, ref policy.Ref, _ policy.View) error { return s.Policies.Draft(ctx, a, ref) })
		if err != nil {
			return err
		}
		s.follow(append([]deed{{"write", s.After(s.Now(), 3*time.Hour), func(ctx context.Context) error { return s.write(ctx, r) }}},
			s.way(number, r.Reviewers, r.Comments, r.Stands, s.After(s.Now(), 10*time.Hour), effect)...)...)
		return nil
	})
	if c := r.Cited; c != nil {
		s.Do(s.After(effect.AddDate(0, 0, 1), 2*time.Hour), func(ctx context.Context) error {
			if number := s.Action(r.Title); number != "" {
				return s.Cite(ctx, s.person(c.By).Actor, "action", number, r.Title, c.Clause, c.Reason)
			}
			return nil
		})
	}
}

// write makes the changes of a revision in the draft, numbers its clauses anew and puts right what points at them.
func (s *Story) write(ctx context.Context, r revision) error {
	number, by := s.numbers[r.Title], s.author()
	w, err := s.Policies.Writing(ctx, by.Actor, number)
	if err != nil {
		return err
	}
	body := w.Open.Body
	change := func(edits [][2]string) {
		for _, e := range edits {
			if strings.Count(body, e[0]) != 1 {
				err = fmt.Errorf("%s: %q stands there %d times", r.Title, e[0], strings.Count(body, e[0]))
			}
			body = strings.ReplaceAll(body, e[0], e[1])
		}
	}
	change(r.Edits)
	body = clause.Renumber(body)
	if change(r.References); err != nil {
		return err
	}
	summary, action := r.Summary, ""
	if r.Quotes {
		if n := s.Action(r.Title); n != "" {
			action = "来自整改" + n + "。"
		}
		summary = strings.ReplaceAll(summary, "{action}", action)
	}
	_, err = s.Policies.Write(ctx, by.Actor, policy.DraftInput{Number: number, Version: w.Open.Version, Title: w.Open.Title, Body: body, Weight: r.Weight, Summary: summary})
	return err
}

// Cite says that a record points at a clause in force of a policy.
func (s *Story) Cite(ctx context.Context, by auth.Actor, kind, number, title, label, reason string) error {
	at, err := s.clauseNumber(ctx, title, label)
	if err != nil {
		return err
	}
	return s.Policies.Cite(ctx, by, policy.CiteInput{Kind: kind, Number: number, Clause: at, Reason: reason})
}

// clauseNumber is the number of a clause of a policy in force.
func (s *Story) clauseNumber(ctx context.Context, title, label string) (string, error) {
	r, err := s.Policies.Read(ctx, s.author().Actor, s.numbers[title], policy.At{})
	if err != nil {
		return "", err
	}
	key, err := keyOf(r.Edition.Parts, label)
	return fmt.Sprintf("%s/%d", r.Number, key), err
}

// inForce is told that an edition came into force.
func (s *Story) inForce(_ *db.Tx, _ auth.Actor, p policy.Policy, _ policy.EditionHead, _ policy.Kind) error {
	s.switched = append(s.switched, p.Number)
	return nil
}

// upkeep plans what else happens to policies: drafts, periodic reviews, exceptions, retirements.
func (s *Story) upkeep() {
	for _, d := range s.plan.Drafts {
		s.Do(s.After(s.day(d.Days), time.Hour), func(ctx context.Context) error { return s.create(ctx, d) })
	}
	for _, r := range s.plan.Reviews {
		s.Do(s.After(s.day(r.Days), 2*time.Hour), func(ctx context.Context) error {
			return s.step(ctx, r.Title, s.author(), func(a auth.Actor, ref policy.Ref, _ policy.View) error {
				return s.Policies.Review(ctx, a, ref, policy.ReviewInput{Note: r.Note, NextOn: s.on(r.Next)})
			})
		})
	}
	for _, r := range s.plan.Retirements {
		s.Do(s.After(s.day(r.Days), 2*time.Hour), func(ctx context.Context) error {
			return s.step(ctx, r.Title, s.person(r.By), func(a auth.Actor, ref policy.Ref, _ policy.View) error {
				return s.Policies.Retire(ctx, a, ref, policy.RetireInput{Reason: r.Reason, ReplacedBy: s.numbers[r.Replaced]})
			})
		})
	}
	for _, e := range s.plan.Exceptions {
		s.Do(s.After(s.day(e.Days), 3*time.Hour), func(ctx context.Context) error { return s.ask(ctx, e) })
	}
}

// ask asks for an exception, which is answered the next working day.
func (s *Story) ask(ctx context.Context, e exception) error {
	r, err := s.Policies.Read(ctx, s.author().Actor, s.numbers[e.Title], policy.At{})
	if err != nil {
		return err
	}
	key, err := keyOf(r.Edition.Parts, e.Clause)
	if err != nil {
		return err
	}
	err = s.step(ctx, e.Title, s.person(e.By), func(a auth.Actor, ref policy.Ref, _ policy.View) error {
		return s.Policies.Ask(ctx, a, ref, policy.ExceptionInput{Key: key, DepartmentID: s.Department(e.Department), Reason: e.Reason, Measures: e.Measures, FromOn: s.on(e.From), UntilOn: s.on(e.Until)})
	})
	if err != nil {
		return err
	}
	s.Do(s.After(s.Now(), 9*time.Hour), func(ctx context.Context) error {
		return s.step(ctx, e.Title, s.person(e.Answered), func(a auth.Actor, ref policy.Ref, v policy.View) error {
			i := slices.IndexFunc(v.Exceptions, func(x policy.Exception) bool { return x.State == policy.Asked && x.Reason == e.Reason })
			return s.Policies.Answer(ctx, a, ref, policy.AnswerInput{ID: v.Exceptions[i].ID, Grant: e.Grant, Note: e.Answer})
		})
	})
	return nil
}
