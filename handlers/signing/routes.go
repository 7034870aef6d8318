package signing

import (
	"bihuan/handlers/list"
	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	"bihuan/models/file"
	"bihuan/models/org"
	"bihuan/models/policy"
	"bihuan/models/savedview"
	"bihuan/models/signing"
	"bihuan/models/terms"
	view "bihuan/views/signing"
)

// Parts are the use cases that the pages of reading and signing call.
type Parts struct {
	Signings     *signing.Signings
	Policies     *policy.Policies
	SavedViews   *savedview.Views
	Organisation *org.Organisation
	Terms        *terms.Lists
	Files        *file.Store
}

type pages struct {
	Parts
	records record.Pages[stepForm]
}

// Routes registers the pages of reading and signing.
func Routes(r *web.Router, parts Parts) {
	p := &pages{Parts: parts}
	p.records = record.Pages[stepForm]{Kind: signing.Record, Home: view.Home, Right: auth.SignRead, Read: p.read, Steps: p.steps()}
	r.Under(view.Home, "/policies")
	r.Under(view.Reading, "/policies")
	p.list().Register(r)
	r.GET(view.New, auth.SignManage, p.new)
	r.POST(view.New, auth.SignManage, p.begin)
	r.GET(view.Home+"/people", auth.SignRead, record.OfferSeveral(p.Organisation, "audience_people", "person", "grant_person"))
	p.records.Register(r)
	r.GET(view.Path(":number")+"/people", auth.SignRead, p.people)
	r.GET(view.Path(":number")+"/export", auth.SignRead, p.exportPeople)
	r.Record(signing.Record, func(number string) string {
		if number == "" {
			return view.Home
		}
		return view.Path(number)
	})

	r.GET(view.Reading, auth.PolicyRead, p.mine)
	r.GET(view.Reading+"/:id/files/:file", auth.PolicyRead, p.paper)
	r.Record(signing.ReadingRecord, func(string) string { return view.Reading })
	r.Record(signing.SignatureRecord, view.Text)
	r.POST(view.At(":number", "sign"), auth.PolicyRead, p.sign)
	r.POST(view.At(":number", "progress"), auth.PolicyRead, p.show)
	p.quizRoutes(r)
	r.GET(view.At(":number", "bound"), auth.SignRead, p.bound)
	r.GET(view.At(":number", "bound")+"/export", auth.SignRead, p.exportBound)

	r.GET(view.Lists, auth.SignManage, p.lists)
	r.GET(view.Lists+"/:id", auth.SignManage, p.list1)
	r.POST(view.Lists+"/:id", auth.SignManage, p.saveList)
	r.Record(signing.ListRecord, func(string) string { return view.Lists })
}

// quizRoutes are the test on a policy and its questions.
func (p *pages) quizRoutes(r *web.Router) {
	quiz, questions := view.At(":number", "quiz"), view.At(":number", "questions")
	r.GET(quiz, auth.PolicyRead, p.quiz)
	r.POST(quiz, auth.PolicyRead, p.beginQuiz)
	r.POST(quiz+"/:id", auth.PolicyRead, p.finishQuiz)
	r.POST(quiz+"/grants", auth.SignExcuse, p.grantAttempt)
	r.GET(questions, auth.PolicyWrite, p.questions)
	r.POST(questions, auth.PolicyWrite, p.saveQuestion)
	r.POST(questions+"/import", auth.PolicyWrite, p.importQuestions)
	r.Record(signing.QuizRecord, func(number string) string { return view.At(number, "quiz") })
	r.Record(signing.QuestionRecord, func(number string) string { return view.At(number, "questions") })
}

// list is the list of campaigns with the views kept of it.
func (p *pages) list() list.List {
	return list.List{Kind: signing.Record, Path: view.Home, Right: auth.SignRead, Columns: view.Columns, Names: []string{"q", "cause", "policy"}, Views: p.SavedViews, Page: p.listPage}
}
