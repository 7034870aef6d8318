package policy

import (
	"context"

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

// closedToken marks what is not to be found by everybody: the database has to be asked about it for each reader.
const closedToken = "closed"

// tokens are what searches are narrowed by.
func (p indexed) tokens(state State) []string {
	t := []string{search.Token("p", p.PolicyID), search.Token("d", p.DepartmentID), "k:" + p.Kind}
	if state != InForce {
		t = append(t, stateToken(state))
	}
	if p.Category != "" {
		t = append(t, "c:"+p.Category)
	}
	if p.Restricted || p.State == Unissued && p.Stage != Approved {
		t = append(t, closedToken)
	}
	return t
}

// stateToken marks what is not in force; what is has none, for it is most.
func stateToken(s State) string { return "s:" + string(s) }

// clauseText is a clause with the document that it is of.
type clauseText struct {
	Clause `gorm:"embedded"`
	Of     indexed `gorm:"embedded;embeddedPrefix:of_"`
}

const (
	indexedColumns = "policies.id AS policy_id, policies.number, policies.state, policies.stage, policies.title, policies.kind, policies.department_id, policies.restricted, policies.category, policies.keywords"
	ofColumns      = "c.*, policies.id AS of_policy_id, policies.state AS of_state, policies.stage AS of_stage, policies.kind AS of_kind, policies.department_id AS of_department_id, policies.restricted AS of_restricted, policies.category AS of_category"
	clausesOf      = "JOIN policy_clauses c ON c.policy_id = policies.id AND c.clause_key > 0"
)

// document is a policy as the search index keeps it: not its text, which its clauses are.
func (p indexed) document() search.Document {
	return search.Document{ID: p.PolicyID, Title: p.Title + "\n" + p.Number, Text: p.Keywords, Tokens: p.tokens(p.State)}
}

// document is a clause as the search index keeps it. One of a former text, or of a retired document, holds no longer.
func (c clauseText) document() search.Document {
	state := Retired
	if c.InForce && c.Of.State == InForce {
		state = InForce
	}
	return search.Document{ID: c.ID, Title: c.Label, Text: c.Text, Tokens: c.Of.tokens(state)}
}

func (ps *Policies) documents(ctx context.Context, ids []int64) ([]search.Document, error) {
	var found []indexed
	err := ps.d.Read(ctx).Table("policies").Select(indexedColumns).Where("policies.id IN ?", ids).Find(&found).Error
	out := make([]search.Document, len(found))
	for i, p := range found {
		out[i] = p.document()
	}
	return out, err
}

func (ps *Policies) clauseDocuments(ctx context.Context, ids []int64) ([]search.Document, error) {
	var found []clauseText
	err := ps.d.Read(ctx).Table("policies").Joins(clausesOf).Select(ofColumns).Where("c.id IN ?", ids).Find(&found).Error
	out := make([]search.Document, len(found))
	for i, c := range found {
		out[i] = c.document()
	}
	return out, err
}

func (ps *Policies) last(ctx context.Context) (int64, error) {
	return db.LastID(ps.d.Read(ctx), "policies")
}

func (ps *Policies) lastClause(ctx context.Context) (int64, error) {
	return db.LastID(ps.d.Read(ctx), "policy_clauses")
}
