package policies

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"bihuan/models/auth"
	"bihuan/models/fault"
	"bihuan/models/file"
	"bihuan/models/org"
	"bihuan/models/policy"
	"bihuan/models/signing"
)

const (
	clerk      = "HL1503" // enters what was signed on paper
	leaverAway = -175     // the day from which the leaver signs nothing any more
)

// reread learns what the readers of an edition that came into force are shown.
func (s *Story) reread(ctx context.Context, number string) error {
	r, err := s.Policies.Read(ctx, s.author().Actor, number, policy.At{})
	if err != nil {
		return err
	}
	now := shown{no: r.Edition.No}
	for _, c := range signing.Chapters(r.Edition) {
		now.chapters = append(now.chapters, c.Key)
	}
	s.texts[number] = now
	return nil
}

// attend lets everybody who is asked to sign something and has not promised it yet do so: most within the time, some
// late. Who cannot sign in signs on paper.
func (s *Story) attend(ctx context.Context) error {
	var duties []struct {
		signing.Duty
		Number   string // of the policy
		Title    string
		Campaign string
		Cause    signing.Cause
	}
	err := s.DB.Read(ctx).Table("sign_duties d").Select("d.*, c.policy_number AS number, c.title, c.number AS campaign, c.cause").Joins("JOIN sign_campaigns c ON c.id = d.campaign_id").
		Where("d.state = ? AND c.state = ? AND c.started_at <= ?", signing.Due, signing.Open, s.Now()).Order("d.id").Find(&duties).Error
	if err != nil {
		return err
	}
	people := map[int64]Person{}
	for _, p := range s.People() {
		people[p.ID] = p
	}
	sheets := map[string][]Person{}
	for _, d := range duties {
		p, k := people[d.PersonID], promise{d.CampaignID, d.PersonID}
		if s.promised[k] {
			continue
		}
		s.promised[k] = true
		switch {
		case p.Number == s.plan.Leaver && s.Now().After(s.day(leaverAway)): // on leave until he is gone
		case s.excuse(d.Title, d.Campaign, p):
		case !signs(p):
			if s.chance(0.05) { // he was not there when the sheet went round
				s.Do(s.After(d.DueAt, s.hours(20, 90)), func(ctx context.Context) error { return s.enter(ctx, d.Number, []Person{p}) })
				break
			}
			sheets[d.Number] = append(sheets[d.Number], p)
		default:
			s.Do(s.moment(d.StartedAt, d.DueAt), func(ctx context.Context) error { return s.sign(ctx, p, d.Number) })
		}
	}
	for _, number := range s.sorted(sheets) {
		all := sheets[number]
		s.Do(s.After(s.Now(), s.hours(26, 38)), func(ctx context.Context) error { return s.enter(ctx, number, all) })
	}
	return nil
}

// sorted gives the numbers of sheets in order, so that the same seed tells the same story.
func (s *Story) sorted(sheets map[string][]Person) []string {
	var all []string
	for n := range sheets {
		all = append(all, n)
	}
	slices.Sort(all)
	return all
}

// signs tells whether a person can sign for himself: an auditor changes nothing, not even by that.
func signs(p Person) bool { return p.acts() && p.Actor.Holds(auth.Employee) }

// moment is when somebody signs: most soon, some on the last day, a few late.
func (s *Story) moment(from, due time.Time) time.Time {
	if now := s.Now(); from.Before(now) {
		from = now
	}
	switch {
	case s.chance(0.09):
		return s.After(due, s.hours(2, 30))
	case s.chance(0.25):
		return s.After(from, s.hours(24, 38))
	}
	return s.After(from, s.hours(0.2, 24))
}

// excuse plans that a person is excused where the plan says so.
func (s *Story) excuse(title, campaign string, p Person) bool {
	i := slices.IndexFunc(s.plan.Excused, func(e struct{ Title, Person, By, Why string }) bool { return e.Title == title && e.Person == p.Number })
	if i < 0 {
		return false
	}
	e := s.plan.Excused[i]
	s.plan.Excused = slices.Delete(slices.Clone(s.plan.Excused), i, i+1)
	s.Do(s.After(s.Now(), s.hours(8, 24)), func(ctx context.Context) error {
		return s.Signings.Excuse(ctx, s.person(e.By).Actor, campaign, signing.ExcuseInput{PersonID: p.ID, Why: e.Why})
	})
	return true
}

// sign lets a person read a policy chapter by chapter, take the test where there is one, and sign. A test that was not
// passed is taken again later; who has used up his attempts is given one more after a talk.
func (s *Story) sign(ctx context.Context, p Person, number string) error {
	text := s.texts[number]
	in := signing.SignInput{Number: number, EditionNo: text.no}
	if _, err := s.Signings.Show(ctx, p.Actor, in, text.chapters); err != nil {
		return told(err, p.Name+" reads "+number)
	}
	if s.banked {
		if passed, err := s.test(ctx, p, number); err != nil || !passed {
			return told(err, p.Name+" is tested on "+number)
		}
	}
	_, err := s.Signings.Sign(ctx, p.Actor, in)
	return told(err, p.Name+" signs "+number)
}

// test tells whether a person has passed the test on a policy, where there is one; if not he takes it.
func (s *Story) test(ctx context.Context, p Person, number string) (bool, error) {
	quiz, err := s.Signings.Quiz(ctx, p.Actor, number)
	if err != nil {
		return false, err
	}
	t := quiz.Test
	if t.Rules.Draw == 0 || t.Passed != nil {
		return true, nil
	}
	passed, err := s.take(ctx, p, number)
	if err == nil && !passed {
		s.retry(p, number, t.Left() == 1)
	}
	return passed, err
}

// told says where an error comes from. The refusal of what is no longer to be signed, or was signed meanwhile, is none.
func told(err error, where string) error {
	if err == nil || fault.Is(err, fault.ConflictKind) {
		return nil
	}
	return fmt.Errorf("%s: %w", where, err)
}

// retry lets a person try again; after the last attempt his supervisor talks it over with him first.
func (s *Story) retry(p Person, number string, last bool) {
	at := s.After(s.Now(), s.hours(1, 9))
	if last {
		s.Do(at, func(ctx context.Context) error {
			err := s.Signings.GrantAttempt(ctx, s.person("HL1502").Actor, number, signing.GrantInput{PersonID: p.ID, Reason: "已由主管当面讲解，再考一次。"})
			return told(err, "another attempt for "+p.Name)
		})
		at = s.After(at, s.hours(1, 4))
	}
	s.Do(at, func(ctx context.Context) error { return s.sign(ctx, p, number) })
}

// take takes a test. One in nine has not read well.
func (s *Story) take(ctx context.Context, p Person, number string) (bool, error) {
	t, err := s.Signings.BeginQuiz(ctx, p.Actor, number)
	if err != nil {
		return false, err
	}
	sure := 0.96
	switch {
	case p.Number == s.plan.Struggles && t.No <= 3: // he uses up his attempts
		sure = 0.2
	case p.ID%9 == 4 && t.No <= 2:
		sure = 0.6
	}
	answers := make([][]int, len(t.Asked))
	for i, q := range t.Asked {
		knows := s.chance(sure)
		for place, o := range q.Options {
			if right := s.holds(q, o); right == knows && (knows || len(answers[i]) == 0) {
				answers[i] = append(answers[i], place)
			}
		}
	}
	done, err := s.Signings.FinishQuiz(ctx, p.Actor, number, t.ID, answers)
	return done.Passed, err
}

// holds tells whether an option is right.
func (s *Story) holds(q signing.Asked, option string) bool {
	right := s.right[q.Text]
	if q.Kind == signing.TrueFalse {
		return (option == signing.True) == (right[0] == "对")
	}
	return slices.Contains(right, option)
}

// enter enters the signatures of those who signed on one sheet of paper, with the sheet.
func (s *Story) enter(ctx context.Context, number string, people []Person) error {
	by := s.person(clerk)
	var sheet strings.Builder
	sheet.WriteString("\ufeff工号,姓名,签字日期\r\n")
	on := s.Now().In(s.DB.Zone()).Format(time.DateOnly)
	for _, p := range people {
		fmt.Fprintf(&sheet, "%s,%s,%s\r\n", p.Number, p.Name, on)
	}
	up, err := s.Files.Save(ctx, strings.NewReader(sheet.String()), "纸质签阅表.csv", 0)
	if err != nil {
		return err
	}
	here := map[int64]Person{}
	for _, p := range s.People() {
		here[p.ID] = p
	}
	for _, p := range people {
		if here[p.ID].Gone || p.ID == by.ID {
			continue
		}
		note := "班前会集中宣读，纸质签阅表存人事行政部。"
		if here[p.ID].acts() {
			note = "审计员在系统中只读，纸质签阅，原件存人事行政部。"
		}
		in := signing.EnterInput{Number: number, PersonID: p.ID, SignedOn: on, Note: note, Files: []file.Upload{up}}
		_, err := s.Signings.Enter(ctx, by.Actor, in)
		if err := told(err, "entering what "+p.Name+" signed"); err != nil {
			return err
		}
	}
	return nil
}

// keepLists makes the reading lists of posts, and much later the question bank.
func (s *Story) keepLists(ctx context.Context) error {
	by := s.author()
	for _, l := range s.plan.Lists {
		in := signing.ListInput{Name: l.Name, Audience: org.Audience{Posts: []int64{s.Post(l.Post)}}, Days: l.Days, Active: true}
		for _, title := range l.Policies {
			in.Policies = append(in.Policies, s.numbers[title])
		}
		if err := s.Signings.SaveList(ctx, by.Actor, in); err != nil {
			return err
		}
	}
	s.Do(s.After(s.day(-190), 5*time.Hour), func(ctx context.Context) error {
		n, err := s.Signings.AdoptQuestions(ctx, s.author().Actor)
		if err == nil && n == 0 {
			err = errors.New("no questions came")
		}
		s.banked = true
		return err
	})
	return nil
}
