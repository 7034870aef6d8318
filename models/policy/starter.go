package policy

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"

	"bihuan/models/auth"
	"bihuan/models/db"
	"bihuan/models/fault"
	"bihuan/models/org"
)

// StarterPolicy is a policy of the starter pack: text of our own writing that a firm takes over and makes its own.
type StarterPolicy struct {
	Code         string     `json:"code"`
	File         string     `json:"file"`
	Title        string     `json:"title"`
	TitleEn      string     `json:"title_en"`
	Kind         string     `json:"kind"`
	Category     string     `json:"category"`
	Secrecy      string     `json:"secrecy"`
	Retention    string     `json:"retention"`
	ReviewMonths int        `json:"review_months"`
	Keywords     string     `json:"keywords"`
	Standards    []Standard `json:"standards"`
	Quiz         Quiz       `json:"-"`
	Body         string     `json:"-"`
	// Questions are the beginning of the policy's question bank.
	Questions []StarterQuestion `json:"-"`
}

// StarterQuestion is a question of the starter pack. Right are places among the options.
type StarterQuestion struct {
	Policy  string   `json:"policy"`
	Clause  string   `json:"clause"` // 第七条
	Kind    string   `json:"kind"`   // single, multiple or truefalse
	Text    string   `json:"text"`
	Options []string `json:"options"`
	Right   []int    `json:"right"`
	Why     string   `json:"why"`
}

//go:embed starter/*.md starter/starter.json starter/quiz.json
var starterFiles embed.FS

// Starter gives the starter pack in the order in which it is read.
func Starter() ([]StarterPolicy, error) {
	var all []StarterPolicy
	var questions []StarterQuestion
	if err := readStarter("starter.json", &all); err != nil {
		return nil, err
	}
	if err := readStarter("quiz.json", &questions); err != nil {
		return nil, err
	}
	for i := range all {
		p := &all[i]
		body, err := starterFiles.ReadFile("starter/" + p.File)
		if err != nil {
			return nil, err
		}
		p.Body = string(body)
		for _, q := range questions {
			if q.Policy == p.Code {
				p.Questions = append(p.Questions, q)
			}
		}
		if n := len(p.Questions); n > 0 {
			p.Quiz = Quiz{Draw: min(n, 5), Pass: 80, Attempts: 3}
		}
	}
	return all, nil
}

func readStarter(name string, into any) error {
	data, err := starterFiles.ReadFile("starter/" + name)
	if err == nil {
		err = json.Unmarshal(data, into)
	}
	if err != nil {
		return fmt.Errorf("starter pack %s: %w", name, err)
	}
	return nil
}

// AdoptInput takes over the starter pack: whose the drafts are to be.
type AdoptInput struct {
	OwnerID      int64
	DepartmentID int64
}

// AdoptStarter makes drafts of the starter pack's policies that the portal does not have yet, each to be reviewed and
// approved as any other, and gives their numbers.
func (ps *Policies) AdoptStarter(ctx context.Context, a auth.Actor, in AdoptInput) ([]string, error) {
	if err := a.Require(auth.PolicyWrite); err != nil {
		return nil, err
	}
	pack, err := Starter()
	if err != nil {
		return nil, err
	}
	g, err := ps.ground(ctx)
	if err != nil {
		return nil, err
	}
	defer ps.Index.Kick()
	var numbers []string
	err = ps.d.InTx(ctx, func(tx *db.Tx) error {
		numbers = nil
		for _, s := range pack {
			there, err := sameTitle(tx.DB, s.Title, s.Kind)
			if err != nil {
				return err
			}
			if there != nil {
				continue
			}
			w := ps.begin(tx, a, g, &loaded{Policy: blank(tx)}, "policy.created")
			f := Facts{Title: s.Title, Kind: s.Kind, OwnerID: in.OwnerID, DepartmentID: in.DepartmentID, Secrecy: s.Secrecy, Category: s.Category, Keywords: s.Keywords,
				Standards: s.Standards, Audience: org.Audience{All: true}, ReviewMonths: s.ReviewMonths, Retention: s.Retention, Quiz: s.Quiz}
			if err := w.facts(f); err != nil {
				return err
			}
			if err := w.Check.Err(); err != nil {
				return err
			}
			w.Note("starter", s.Code)
			if err := w.insert(s.Body, nil); err != nil {
				return err
			}
			numbers = append(numbers, w.p.Number)
		}
		if len(numbers) == 0 {
			return fault.Conflict("fault.policy_starter_there")
		}
		return nil
	})
	return numbers, err
}
