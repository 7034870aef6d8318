package signing_test

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"bihuan/handlers/web/webtest"
	"bihuan/models/auth"
	"bihuan/models/signing"
)

func question(change url.Values) url.Values {
	v := url.Values{"kind": {"single"}, "text": {"几小时内答复？"}, "option": {"24 小时", "", "三天", ""}, "right": {"0"}, "why": {"见第三条"}, "clause": {""}, "active": {"1"}}
	for name, value := range change {
		v[name] = value
	}
	return v
}

func TestQuestionsAreKept(t *testing.T) {
	w := newWorld(t)
	n := w.draft("投诉处理制度")
	path := "/policies/" + n + "/questions"
	w.As(auth.Employee).Get(path).Has(t, http.StatusForbidden)
	c := w.As(auth.PolicyOwner)
	c.Get(path).Has(t, http.StatusOK, "还没有题目", "每次抽 3 题", "最多考 2 次", "启用的题只有 0 道", "/policies/"+n+"/record?step=edit#next")
	c.Get(path+"?question=new").Has(t, http.StatusOK, "添加题目", "第三条", "整份制度")
	c.Post(path, question(url.Values{"clause": {itoa(w.key(n, "第三条"))}})).Has(t, http.StatusOK, "题目已保存", "几小时内答复？", "第三条", "共 1 题，启用 1 题")
	q := w.bank(n)[0]
	if q.Kind != signing.Single || len(q.Options) != 2 || q.Options[1] != "三天" || len(q.Answers) != 1 || q.Answers[0] != 0 || !q.Active {
		t.Fatalf("%+v", q)
	}
	id := itoa(q.ID)
	c.Get(path+"?question="+id).Has(t, http.StatusOK, "修改题目", `value="24 小时"`)
	c.Post(path, question(url.Values{"id": {id}, "version": {"1"}, "kind": {"truefalse"}, "truth": {"false"}, "text": {"可以三天后答复。"}})).Has(t, http.StatusOK, "判断", "可以三天后答复。")
	if q = w.bank(n)[0]; q.Kind != signing.TrueFalse || q.Answers[0] != 1 {
		t.Fatalf("%+v", q)
	}
	c.Get(path)
	c.Post(path, form("id", id, "version", "2", "switch", "1")).Has(t, http.StatusOK, "共 1 题，启用 0 题")
	if q = w.bank(n)[0]; q.Active || q.Text != "可以三天后答复。" {
		t.Errorf("%+v", q)
	}
	c.Post(path, form("id", id, "version", "2", "switch", "1")).Has(t, http.StatusOK, "启用 0 题") // too late: others were faster
	w.cheap(c, path, "/policies/:number/questions")
}

func TestMistakesInQuestionsAreTold(t *testing.T) {
	w := newWorld(t)
	n := w.issue("投诉处理制度")
	path := "/policies/" + n + "/questions"
	c := w.As(auth.PolicyOwner)
	c.Get(path + "?question=new")
	c.Post(path, question(url.Values{"text": {""}, "right": nil, "option": {"一", "一", "", ""}, "clause": {"999"}, "kind": {"essay"}})).
		Has(t, http.StatusUnprocessableEntity, `id="f-text-error"`, `id="f-options-error"`, "请标出哪些选项正确", "有两个选项一样", `id="f-kind-error"`, `value="一"`)
	c.Post(path, question(url.Values{"right": {"0", "2"}})).Has(t, http.StatusUnprocessableEntity, "只能有一个正确答案")
	c.Post(path, question(url.Values{"right": {"1"}})).Has(t, http.StatusUnprocessableEntity, `id="f-options-error"`)
	c.Post(path, question(url.Values{"kind": {"truefalse"}, "truth": {"maybe"}})).Has(t, http.StatusUnprocessableEntity, "请标出哪些选项正确")
	c.Get(path+"?question=99999").Has(t, http.StatusNotFound)
	c.Get(path)
	c.Post(path, question(url.Values{"id": {"99999"}, "version": {"1"}})).Has(t, http.StatusNotFound)
	if got := len(w.bank(n)); got != 3 {
		t.Errorf("%d questions", got)
	}
}

func TestOfTwoWhoChangeAQuestionTheSlowerSeesBoth(t *testing.T) {
	w := newWorld(t)
	n := w.issue("投诉处理制度")
	path := "/policies/" + n + "/questions"
	id := itoa(w.bank(n)[0].ID)
	quick, slow := w.As(auth.PolicyOwner), w.As(auth.PolicyOwner)
	quick.Get(path + "?question=" + id)
	slow.Get(path + "?question=" + id)
	quick.Post(path, question(url.Values{"text": {"谁先接到谁负责？"}})).Has(t, http.StatusOK, "谁先接到谁负责？")
	slow.Post(path, question(url.Values{"text": {"我的说法"}})).Has(t, http.StatusConflict, "别人改过这道题", "谁先接到谁负责？", "我的说法", "✓ 24 小时")
	slow.Post(path, question(url.Values{"text": {"我的说法"}})).Has(t, http.StatusOK, "我的说法")
}

func TestQuestionsAreImported(t *testing.T) {
	w := newWorld(t)
	n := w.draft("投诉处理制度")
	path := "/policies/" + n + "/questions"
	c := w.As(auth.PolicyOwner)
	send := func(name, content string) *webtest.Page {
		c.Get(path)
		return c.Upload(path+"/import", nil, webtest.File{Field: "file", Name: name, Content: []byte(content)})
	}
	head := "题目,题型,选项A,选项B,选项C,答案,解析,条款\n"
	send("题.csv", head+"谁负责？,单选,先接到的人,经理,,A,见第二条,第二条\n做什么？,,登记,推诿,答复,A、C,,\n三天后答复。,判断,,,,错,,第三条\n").Has(t, http.StatusOK, "导入了 3 题", "第二条", "多选", "判断")
	all := w.bank(n)
	if len(all) != 3 || all[0].Key != w.key(n, "第二条") || all[1].Kind != signing.Multiple || len(all[1].Answers) != 2 || all[1].Answers[1] != 2 || all[2].Answers[0] != 1 {
		t.Fatalf("%+v", all)
	}
	send("题.csv", head+"谁负责？,单选,先接到的人,经理,,A,,\n新的？,,甲,乙,,2,,\n").Has(t, http.StatusOK, "导入了 1 题，跳过已有的 1 题")
	send("题.csv", head+"谁负责？,单选,先接到的人,经理,,A,,\n").Has(t, http.StatusConflict, "题库里都有了")
	send("题.json", `[{"text":"第五题","kind":"single","options":["一","二"],"right":[1],"why":"x","clause":"第一条"}]`).Has(t, http.StatusOK, "导入了 1 题")
	send("题.csv", head+"好的？,单选,甲,乙,,A,,\n坏的？,单选,甲,,,E,,\n").Has(t, http.StatusUnprocessableEntity, "第 2 题有问题", "选项")
	send("题.csv", head+"说不清？,单选,甲,乙,,也许,,\n").Has(t, http.StatusUnprocessableEntity, "请标出哪些选项正确")
	send("题.csv", "甲,乙\n1,2\n").Has(t, http.StatusUnprocessableEntity, "没有“题目”和“答案”两列")
	send("题.json", `{"text":`).Has(t, http.StatusUnprocessableEntity, "看不懂这个文件")
	send("题.html", "<html><script>alert(1)</script>").Has(t, http.StatusUnprocessableEntity)
	send("题.csv", "").Has(t, http.StatusUnprocessableEntity)
	send("大.csv", head+strings.Repeat("长", 1<<20)).Has(t, http.StatusUnprocessableEntity)
	c.Get(path)
	c.Upload(path+"/import", nil).Has(t, http.StatusUnprocessableEntity, "请选择一个文件")
	book := excelize.NewFile()
	for i, row := range [][]any{{"question", "kind", "option A", "option B", "answer"}, {"Sixth?", "single", "=1+1", "b", "b"}} {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		w.must(book.SetSheetRow("Sheet1", cell, &row))
	}
	var data bytes.Buffer
	w.must(book.Write(&data))
	send("six.xlsx", data.String()).Has(t, http.StatusOK, "导入了 1 题", "Sixth?")
	if all = w.bank(n); len(all) != 6 || all[5].Answers[0] != 1 {
		t.Errorf("%d %+v", len(all), all[len(all)-1])
	}
}
