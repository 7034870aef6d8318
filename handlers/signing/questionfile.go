package signing

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"

	"bihuan/handlers/record"
	"bihuan/handlers/web"
	"bihuan/models/fault"
	"bihuan/models/policy"
	"bihuan/models/sheet"
	"bihuan/models/signing"
	view "bihuan/views/signing"
)

// maxQuestionFile is how large a file of questions may be, in bytes.
const maxQuestionFile = 2 << 20

// importQuestions adds the questions of a file to the bank: all of them or none.
func (p *pages) importQuestions(c *web.Context) error {
	number := c.Param("number")
	all, err := sentQuestions(c)
	added := 0
	if err == nil {
		added, err = p.Signings.ImportQuestions(c.Ctx(), c.Actor(), number, all)
	}
	if err == nil {
		c.Flash("success", "signing.question.imported", "n", added, "same", len(all)-added)
		return c.SeeOther(view.At(number, "questions"))
	}
	status, refused := record.Status(err)
	if !refused || status == http.StatusForbidden {
		return err
	}
	b, readErr := p.bank(c)
	if readErr != nil {
		return readErr
	}
	b.page.ImportError = questionFault(c, err)
	return c.Render(status, view.QuestionsPage(b.page))
}

// questionFault says what is wrong with a file: with which question, and what.
func questionFault(c *web.Context, err error) string {
	f := fault.Of(err)
	if f.Err == nil {
		return record.Reason(c, err)
	}
	what := []string{}
	for field, text := range web.FieldErrors(c, f.Err) {
		what = append(what, c.T("field.question."+field)+": "+text)
	}
	slices.Sort(what)
	return c.T(f.Key, f.Args...) + " " + strings.Join(what, "; ")
}

// sentQuestions reads the questions of the file that was sent: JSON as the starter pack has it, or a table.
func sentQuestions(c *web.Context) ([]policy.StarterQuestion, error) {
	header, err := c.FormFile("file")
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) {
		return nil, fault.Invalid("signing.question.import.missing")
	}
	if err != nil {
		return nil, err
	}
	if header.Size > maxQuestionFile {
		return nil, fault.Invalid("fault.too_large", "mb", maxQuestionFile>>20)
	}
	in, err := header.Open()
	if err != nil {
		return nil, err
	}
	defer func() { _ = in.Close() }()
	data, err := io.ReadAll(in)
	if err != nil {
		return nil, err
	}
	head := bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), " \t\r\n")
	if len(head) > 0 && (head[0] == '[' || head[0] == '{') {
		return signing.ReadQuestions(bytes.NewReader(head))
	}
	return readTable(bytes.NewReader(data), filepath.Base(header.Filename))
}

// The columns of a table of questions, by the names that their heads may have. Each option has a column of its own.
var questionColumns = map[string]string{
	"题目": "text", "question": "text", "text": "text", "题型": "kind", "kind": "kind", "type": "kind", "答案": "right", "正确答案": "right", "answer": "right", "right": "right",
	"解析": "why", "理由": "why", "why": "why", "explanation": "why", "条款": "clause", "clause": "clause",
}

// questionKinds are the kinds of questions, by the names that a table may give them.
var questionKinds = map[string]signing.QuestionKind{
	"单选": signing.Single, "单选题": signing.Single, "single": signing.Single, "多选": signing.Multiple, "多选题": signing.Multiple, "multiple": signing.Multiple,
	"判断": signing.TrueFalse, "判断题": signing.TrueFalse, "truefalse": signing.TrueFalse, "true/false": signing.TrueFalse,
}

// readTable reads questions from a table with a head: 题目, 题型, 选项A, 选项B …, 答案 (A, or A、C; 对 or 错), 解析, 条款.
func readTable(src sheet.Source, name string) ([]policy.StarterQuestion, error) {
	r, err := sheet.Open(src, name, sheet.Options{Rows: 1000, Columns: 40})
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	columns, options := map[string]int{}, []int{}
	for i, head := range r.Header() {
		head = strings.ToLower(head)
		if field := questionColumns[head]; field != "" {
			columns[field] = i
		} else if strings.HasPrefix(head, "选项") || strings.HasPrefix(head, "option") {
			options = append(options, i)
		}
	}
	for _, field := range []string{"text", "right"} {
		if _, ok := columns[field]; !ok {
			return nil, fault.Invalid("signing.question.import.columns")
		}
	}
	var all []policy.StarterQuestion
	for {
		cells, _, err := r.Next()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, tableQuestion(cells, columns, options))
	}
}

func tableQuestion(cells []string, columns map[string]int, options []int) policy.StarterQuestion {
	get := func(field string) string {
		if i, ok := columns[field]; ok && i < len(cells) {
			return strings.TrimSpace(cells[i])
		}
		return ""
	}
	q := policy.StarterQuestion{Text: get("text"), Why: get("why"), Clause: get("clause")}
	for _, i := range options {
		if i < len(cells) && strings.TrimSpace(cells[i]) != "" {
			q.Options = append(q.Options, strings.TrimSpace(cells[i]))
		}
	}
	kind, known := questionKinds[strings.ToLower(get("kind"))]
	q.Right = rightOnes(get("right"))
	if !known {
		switch {
		case len(q.Options) == 0:
			kind = signing.TrueFalse
		case len(q.Right) > 1:
			kind = signing.Multiple
		default:
			kind = signing.Single
		}
	}
	q.Kind = string(kind)
	return q
}

// rightOnes reads which options are right: letters (A、C), numbers from 1 on, or the word for true or false.
func rightOnes(text string) []int {
	text = strings.ToLower(strings.TrimSpace(text))
	switch text {
	case "对", "正确", "是", "√", "true", "yes":
		return []int{0}
	case "错", "错误", "否", "×", "false", "no":
		return []int{1}
	}
	var out []int
	for _, r := range text {
		switch {
		case r >= 'a' && r <= 'h':
			out = append(out, int(r-'a'))
		case r >= '1' && r <= '8':
			out = append(out, int(r-'1'))
		case !strings.ContainsRune(" ,，、;；/和", r):
			return []int{-1} // no option: the bank refuses it and says so
		}
	}
	return out
}
