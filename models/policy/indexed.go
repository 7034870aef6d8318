package policy

import (
	"context"
	"strings"

	"bihuan/models/db"
	"bihuan/models/search"
)

// indexed is what the search index is told of a document.
type indexed struct {
	PolicyID     int64
	Number       string
	State        State
	Stage        Stage
	Title        string
	Kind         string
	DepartmentID int64
	Restricted   bool
	Category     string
	Keywords     string
}

// tokens are what searches are narrowed by. Documents without "open" are found by those only who are told of them one
// by one; see seeker.narrowed.
func (p indexed) tokens(state State) []string {
	t := []string{search.Token("p", p.PolicyID), search.Token("d", p.DepartmentID), "k:" + p.Kind, "s:" + string(state)}
	if p.Category != "" {
		t = append(t, "c:"+p.Category)
	}
	if !p.Restricted && (p.State != Unissued || p.Stage == Approved) {
		t = append(t, "open")
	}
	return t
}

const indexedColumns = "policies.id AS policy_id, policies.state, policies.stage, policies.title, policies.kind, policies.department_id, policies.restricted, policies.category"

// documents gives documents as the search index keeps them: not their texts, which their clauses are.
func (ps *Policies) documents(ctx context.Context, ids []int64) ([]search.Document, error) {
	var found []indexed
	if err := ps.d.Read(ctx).Table("policies").Select(indexedColumns+", policies.number, policies.keywords").Where("id IN ?", ids).Find(&found).Error; err != nil {
		return nil, err
	}
	out := make([]search.Document, len(found))
	for i, p := range found {
		out[i] = search.Document{ID: p.PolicyID, Title: p.Title + "\n" + p.Number, Text: p.Keywords, Tokens: p.tokens(p.State)}
	}
	return out, nil
}

// clauseDocuments gives clauses as the search index keeps them. A clause of the former texts, or of a retired document,
// holds no longer.
func (ps *Policies) clauseDocuments(ctx context.Context, ids []int64) ([]search.Document, error) {
	var found []struct {
		ID          int64
		Policy      indexed `gorm:"embedded"`
		Label, Text string
		InForce     bool
	}
	err := ps.d.Read(ctx).Table("policy_clauses c").Joins("JOIN policies ON policies.id = c.policy_id").
		Select("c.id, c.label, c.text, c.in_force, "+indexedColumns).Where("c.id IN ? AND c.clause_key > 0", ids).Find(&found).Error
	if err != nil {
		return nil, err
	}
	out := make([]search.Document, len(found))
	for i, c := range found {
		state := Retired
		if c.InForce && c.Policy.State == InForce {
			state = InForce
		}
		out[i] = search.Document{ID: c.ID, Title: c.Label, Text: strings.TrimSpace(c.Text), Tokens: c.Policy.tokens(state)}
	}
	return out, nil
}

func (ps *Policies) last(ctx context.Context) (int64, error) {
	return db.LastID(ps.d.Read(ctx), "policies")
}

func (ps *Policies) lastClause(ctx context.Context) (int64, error) {
	return db.LastID(ps.d.Read(ctx), "policy_clauses")
}
