package policy

import (
	"context"
	"net/url"
	"strconv"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/policy"
)

// decision is a use case that takes a reviewer's or approver's word.
type decision = func(context.Context, auth.Actor, policy.Ref, policy.DecideInput) error

// FactsForm holds what is said about a document. The standards stand in rows of their own.
type FactsForm struct {
	record.AudienceForm
	Title        string `form:"title"`
	Kind         string `form:"kind"`
	Owner        string `form:"owner_id"`
	Department   string `form:"department_id"`
	Secrecy      string `form:"secrecy"`
	Category     string `form:"category"`
	Keywords     string `form:"keywords"`
	ReviewMonths string `form:"review_months"`
	Retention    string `form:"retention"`
	QuizDraw     string `form:"quiz_draw"`
	QuizPass     string `form:"quiz_pass"`
	QuizAttempts string `form:"quiz_attempts"`
}

// mostStandards is how many rows of standards are read.
const mostStandards = 40

// facts are the facts but for the people in them.
func (f FactsForm) facts(sent url.Values) policy.Facts {
	out := policy.Facts{Title: f.Title, Kind: f.Kind, DepartmentID: web.ReadID(f.Department), Secrecy: f.Secrecy, Category: f.Category, Keywords: f.Keywords,
		ReviewMonths: record.ReadWhole(f.ReviewMonths), Retention: f.Retention,
		Quiz: policy.Quiz{Draw: record.ReadWhole(f.QuizDraw), Pass: record.ReadWhole(f.QuizPass), Attempts: record.ReadWhole(f.QuizAttempts)}}
	for i := 1; i <= mostStandards; i++ {
		n := strconv.Itoa(i)
		s := policy.Standard{Standard: sent.Get("standard_" + n), Clauses: sent.Get("clauses_" + n)}
		if s.Standard+s.Clauses != "" {
			out.Standards = append(out.Standards, s)
		}
	}
	return out
}
