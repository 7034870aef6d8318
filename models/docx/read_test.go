package docx_test

import (
	"fmt"
	"strings"
	"testing"
)

const ruleStyles = `<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
	<w:style w:type="paragraph" w:styleId="a3"><w:name w:val="Title"/></w:style>
	<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
	<w:style w:type="paragraph" w:styleId="2"><w:name w:val="标题 2"/><w:basedOn w:val="1"/><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
	<w:style w:type="paragraph" w:styleId="clause"><w:name w:val="制度条款"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
	<w:style w:type="paragraph" w:styleId="deep"><w:name w:val="我的样式"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>
	<w:style w:type="paragraph" w:styleId="toc1"><w:name w:val="toc 1"/></w:style>
	<w:style w:type="character" w:styleId="strong"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>`

// ruleNumbers is the list of a usual template: chapters, sections that begin anew in each, clauses that do not.
var ruleNumbers = `<w:abstractNum w:abstractNumId="0">` + lvl(0, "chineseCountingThousand", "第%1章", `<w:pStyle w:val="1"/>`) + lvl(1, "chineseCountingThousand", "第%2节", `<w:pStyle w:val="2"/>`) +
	lvl(2, "chineseCountingThousand", "第%3条", `<w:lvlRestart w:val="0"/><w:pStyle w:val="clause"/><w:suff w:val="nothing"/>`) + lvl(3, "chineseCounting", "（%4）", `<w:suff w:val="nothing"/>`) + lvl(4, "decimal", "%5.", "") +
	`</w:abstractNum><w:abstractNum w:abstractNumId="1">` + lvl(0, "bullet", "", "") + lvl(1, "bullet", "o", "") + `</w:abstractNum>` +
	`<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>` +
	`<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="4"><w:startOverride w:val="1"/></w:lvlOverride></w:num>`

func TestAutomaticNumbersAreToldAsWordShowsThem(t *testing.T) {
	d := read(t, sample{styles: ruleStyles, numbering: ruleNumbers, body: p("a3", "信息管理制度") + p("1", "总则") + p("clause", "为了规范管理，制定本制度。") +
		p("clause", "本制度适用于：") + px("", num(1, 3), r("", "各部门；")) + px("", num(1, 3), r("", "分公司：")) + px("", num(1, 4), r("", "华东；")) + px("", num(1, 4), r("", "华南。")) + px("", num(1, 3), r("", "其他。")) +
		p("1", "职责") + p("2", "部门") + p("clause", "甲。") + px("", num(1, 3), r("", "从头数；")) + px("", num(3, 4), r("", "也从头。")) + p("2", "个人") + p("clause", "乙。") + p("1", "附则") + p("2", "解释") + p("clause", "丙。")})
	same(t, "rule", d.Markdown, `# 信息管理制度

## 第一章 总则

第一条 为了规范管理，制定本制度。

第二条 本制度适用于：

（一）各部门；

（二）分公司：

1. 华东；

2. 华南。

（三）其他。

## 第二章 职责

### 第一节 部门

第三条 甲。

（一）从头数；

1. 也从头。

### 第二节 个人

第四条 乙。

## 第三章 附则

### 第一节 解释

第五条 丙。`)
	if len(d.Losses) != 0 {
		t.Error(losses(d))
	}
}

func TestNumberFormats(t *testing.T) {
	for format, want := range map[string]string{
		"decimal": "12", "chineseCounting": "十二", "chineseCountingThousand": "十二", "chineseLegalSimplified": "壹拾贰", "ideographDigital": "一二", "decimalFullWidth": "１２",
		"decimalEnclosedCircle": "⑫", "decimalEnclosedParen": "⑿", "ideographTraditional": "12", "ideographZodiac": "亥", "upperLetter": "L", "lowerRoman": "xii", "upperRoman": "XII", "decimalZero": "12", "unheardOf": "12",
	} {
		numbering := `<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="12"/><w:numFmt w:val="` + format + `"/><w:lvlText w:val="[%1]"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`
		same(t, format, read(t, sample{numbering: numbering, body: px("", num(1, 0), r("", "甲"))}).Markdown, "["+want+"] 甲")
	}
	for n, want := range map[int]string{1: "一", 10: "十", 19: "十九", 20: "二十", 100: "一百", 101: "一百零一", 110: "一百一十", 120: "一百二十", 1001: "一千零一", 1010: "一千零一十", 10000: "一万", 10001: "一万零一", 120030: "十二万零三十"} {
		numbering := fmt.Sprintf(`<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="%d"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="第%%1条"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`, n)
		same(t, want, read(t, sample{numbering: numbering, body: px("", num(1, 0), r("", "甲"))}).Markdown, "第"+want+"条 甲")
	}
}

func TestLegalLevelsAreInFigures(t *testing.T) {
	numbering := `<w:abstractNum w:abstractNumId="0">` + lvl(0, "chineseCounting", "%1、", "") + lvl(1, "decimal", "%1.%2", `<w:isLgl/>`) + `</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`
	d := read(t, sample{numbering: numbering, body: px("", num(1, 0), r("", "甲")) + px("", num(1, 0), r("", "乙")) + px("", num(1, 1), r("", "丙")) + px("", num(1, 0), r("", "丁")) + px("", num(1, 1), r("", "戊"))})
	same(t, "legal", d.Markdown, "一、甲\n\n二、乙\n\n2.1 丙\n\n三、丁\n\n3.1 戊")
}

func TestHeadingsWithoutStyles(t *testing.T) {
	d := read(t, sample{body: px("", `<w:jc w:val="center"/>`, r(`<w:b/>`, "档案管理办法")) + p("", "第一编　总则") + p("", "第一章　一般规定") + p("", "第一节 目的") +
		px("", "", r(`<w:b/>`, "第一条　")+r("", "为了管好档案。")) + px("", "", r(`<w:b/>`, "第二条　全是粗体")) + p("", "第三章规定的事项，依照本章办理。")})
	same(t, "headings", d.Markdown, "# 档案管理办法\n\n## 第一编 总则\n\n### 第一章 一般规定\n\n#### 第一节 目的\n\n第一条　为了管好档案。\n\n第二条　**全是粗体**\n\n第三章规定的事项，依照本章办理。")
}

func TestHeadingStyles(t *testing.T) {
	body := p("1", "手册") + p("2", "甲") + p("deep", "乙") + p("clause", "丙")
	styles := strings.ReplaceAll(ruleStyles, `<w:numId w:val="1"/>`, "")
	same(t, "one highest heading is the title", read(t, sample{styles: styles, body: body}).Markdown, "# 手册\n\n## 甲\n\n### 乙\n\n丙")
	same(t, "several are not", read(t, sample{styles: styles, body: body + p("1", "二")}).Markdown, "## 手册\n\n### 甲\n\n#### 乙\n\n丙\n\n## 二")
	same(t, "a clause is no heading", read(t, sample{styles: styles, body: p("1", "手册") + p("2", "第一条 甲。")}).Markdown, "# 手册\n\n第一条 甲。")
}

func TestCharacters(t *testing.T) {
	for _, c := range []struct{ name, runs, want string }{
		{"bold and italic", r(`<w:b/>`, "粗") + r(`<w:b/>`, "体 ") + r(`<w:i/>`, "斜") + r(`<w:b w:val="0"/>`, "平") + r(`<w:rStyle w:val="strong"/>`, "式") + r(`<w:strike/>`, "旧"), "**粗体** *斜*平**式**~~旧~~"},
		{"signs of Markdown", r("", "*甲* [乙](丙) `丁` a_b _戊_ <b>己</b> 《<法>》 &amp; \\ ~~庚~~ 1*2"), "\\*甲\\* \\[乙](丙) \\`丁\\` a_b \\_戊\\_ \\<b>己\\</b> 《<法>》 \\&amp; \\\\ \\~\\~庚\\~\\~ 1\\*2"},
		{"line breaks and tabs", `<w:r><w:t>甲</w:t><w:br/><w:t># 乙</w:t><w:tab/><w:t>丙</w:t><w:cr/><w:t>- 丁</w:t><w:noBreakHyphen/><w:t>戊</w:t></w:r>`, "甲\n\\# 乙 丙\n\\- 丁-戊"},
		{"powers", r("", "10 m") + r(`<w:vertAlign w:val="superscript"/>`, "2") + r("", "，H") + r(`<w:vertAlign w:val="subscript"/>`, "2") + r("", "O"), "10 m²，H₂O"},
		{"symbols", `<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>是</w:t><w:sym w:font="Arial" w:char="2605"/></w:r>`, "☑是★"},
		{"ruby", `<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>bì</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>闭</w:t></w:r></w:rubyBase></w:ruby></w:r>`, "闭（bì）"},
		{"links", `<w:hyperlink r:id="web">` + r(`<w:u w:val="single"/>`, "网站") + `</w:hyperlink><w:hyperlink w:anchor="x">` + r("", "书签") + `</w:hyperlink>`, "[网站](https://a.com/?a=1&b=%282%29)书签"},
		{"fields", field(` HYPERLINK "https://b.com" `, r("", "乙")) + r("", "第") + field(" PAGE ", r("", "3")) + r("", "页") + `<w:fldSimple w:instr="DATE">` + r("", "今天") + `</w:fldSimple>`, "[乙](https://b.com)第3页今天"},
		{"a field without an end", `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF</w:instrText></w:r></w:p><w:p>` + r("", "还在"), "还在"},
		{"a content control", `<w:sdt><w:sdtPr/><w:sdtContent>` + r("", "控件") + `</w:sdtContent></w:sdt>`, "控件"},
	} {
		d := read(t, sample{styles: ruleStyles, body: px("", "", c.runs), rels: `<Relationship Id="web" Type="` + relType + `hyperlink" Target="https://a.com/?a=1&amp;b=(2)" TargetMode="External"/>`})
		same(t, c.name, d.Markdown, c.want)
		if len(d.Losses) > 0 {
			t.Errorf("%s: %s", c.name, losses(d))
		}
	}
}

func field(code, result string) string {
	mark := func(kind string) string { return `<w:r><w:fldChar w:fldCharType="` + kind + `"/></w:r>` }
	return mark("begin") + `<w:r><w:instrText xml:space="preserve">` + strings.ReplaceAll(code, `"`, "&quot;") + `</w:instrText></w:r>` + mark("separate") + result + mark("end")
}

func TestBullets(t *testing.T) {
	d := read(t, sample{numbering: ruleNumbers, body: p("", "有：") + px("", num(2, 0), r("", "甲")) + px("", num(2, 1), r("", "乙")+`<w:r><w:br/><w:t>续</w:t></w:r>`) + px("", num(2, 0), r("", "丙")) + p("", "完")})
	same(t, "bullets", d.Markdown, "有：\n\n- 甲\n  - 乙\n    续\n- 丙\n\n完")
}

func tc(props string, paragraphs ...string) string {
	return `<w:tc><w:tcPr>` + props + `</w:tcPr>` + strings.Join(paragraphs, "") + `</w:tc>`
}

func tbl(columns int, rows ...string) string {
	return `<w:tbl><w:tblPr/><w:tblGrid>` + strings.Repeat("<w:gridCol/>", columns) + `</w:tblGrid><w:tr>` + strings.Join(rows, `</w:tr><w:tr>`) + `</w:tr></w:tbl>`
}

func TestTables(t *testing.T) {
	d := read(t, sample{body: p("", "表：") + tbl(3, tc("", p("", "甲|"))+tc(`<w:gridSpan w:val="2"/>`, p("", "乙")), tc(`<w:vMerge w:val="restart"/>`, p("", "一"), p("", "二"))+tc("", p("", ""))+tc("", tbl(2, tc("", p("", "内"))+tc("", p("", "里")))), tc(`<w:vMerge/>`, p("", ""))+tc("", px("", "", r(`<w:b/>`, "三")))) +
		tbl(1, tc("", p("", "第一章 框"), p("", "框里的字|")))})
	same(t, "table", d.Markdown, "表：\n\n| 甲\\| | 乙 | |\n| --- | --- | --- |\n| 一<br>二 |  | 内 / 里 |\n|  | **三** |\n\n## 第一章 框\n\n框里的字|")
	same(t, "losses", losses(d), "merged_cells 2 \nnested_table 1")
}

func TestWhatCannotBeCarriedOverIsTold(t *testing.T) {
	s := sample{styles: ruleStyles, rels: `<Relationship Id="h" Type="` + relType + `header" Target="header1.xml"/><Relationship Id="f" Type="` + relType + `footer" Target="footer1.xml"/><Relationship Id="f2" Type="` + relType + `footer" Target="footer2.xml"/>` +
		`<Relationship Id="c" Type="` + relType + `comments" Target="comments.xml"/><Relationship Id="fn" Type="` + relType + `footnotes" Target="footnotes.xml"/><Relationship Id="en" Type="` + relType + `endnotes" Target="endnotes.xml"/>` +
		`<Relationship Id="png" Type="` + relType + `image" Target="media/1.png"/><Relationship Id="emf" Type="` + relType + `image" Target="media/2.emf"/><Relationship Id="far" Type="` + relType + `image" Target="http://x/y.png" TargetMode="External"/><Relationship Id="local" Type="` + relType + `hyperlink" Target="file:///C:/a.doc" TargetMode="External"/>`,
		parts: map[string]string{
			"word/header1.xml": `<w:hdr ` + spaces + `>` + p("", "某公司 内部") + `</w:hdr>`, "word/footer1.xml": `<w:ftr ` + spaces + `>` + p("", "第 1 页") + `</w:ftr>`, "word/footer2.xml": `<w:ftr ` + spaces + `><w:p/></w:ftr>`,
			"word/comments.xml":  `<w:comments ` + spaces + `><w:comment w:id="0">` + p("", "请核对") + `</w:comment></w:comments>`,
			"word/footnotes.xml": `<w:footnotes ` + spaces + `><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote><w:footnote w:id="2">` + p("", " 见*附件*") + p("", "二") + `</w:footnote></w:footnotes>`,
			"word/endnotes.xml":  `<w:endnotes ` + spaces + `><w:endnote w:id="2">` + p("", "尾注") + `</w:endnote></w:endnotes>`,
			"word/media/1.png":   "\x89PNG\r\n\x1a\nxxx", "word/media/2.emf": "\x01\x00\x00\x00",
		}}
	blip := func(id, alt string) string {
		return `<w:r><w:drawing><wp:inline><wp:docPr id="1" descr="` + alt + `"/><a:graphic><a:blip r:embed="` + id + `"/></a:graphic></wp:inline></w:drawing></w:r>`
	}
	s.body = p("", "甲") + px("", "", r("", "注")+`<w:r><w:footnoteReference w:id="2"/></w:r>`+r("", "尾")+`<w:r><w:endnoteReference w:id="2"/></w:r>`) +
		px("", "", `<w:ins>`+r("", "增")+`</w:ins><w:del><w:r><w:delText>删去的</w:delText></w:r></w:del>`) + px("", `<w:rPr><w:del/></w:rPr>`, r("", "并")) + p("", "段") +
		px("", "", r("", "框")+`<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><w:txbxContent>`+p("", "框中字")+`</w:txbxContent></w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent>`+p("", "框中字")+`</w:txbxContent></w:pict></mc:Fallback></mc:AlternateContent></w:r>`) +
		px("", "", r("", "式")+`<m:oMath><m:r><m:t>E=mc</m:t></m:r></m:oMath>`) + px("", "", `<w:r><w:object><v:shape><v:imagedata r:id="emf"/></v:shape><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>`+r("", "表")) +
		px("", "", r(`<w:vanish/>`, "看不见")+r("", "看见")) + p("toc1", "总则 1") + px("", "", blip("png", "流程[图]")+blip("png", "又")+blip("emf", "矢量")+blip("far", "远")) +
		px("", "", `<w:r><w:drawing><wp:inline><wp:docPr descr="组织图"/><a:graphic/></wp:inline></w:drawing></w:r>`+r("", "图")) + px("", "", r(`<w:u w:val="single"/>`, "下划")+r(`<w:vertAlign w:val="superscript"/>`, "甲")+`<w:r><w:sym w:font="Webdings" w:char="F031"/></w:r>`) +
		px("", "", `<w:hyperlink r:id="local">`+r("", "附件")+`</w:hyperlink>`) + `<w:altChunk r:id="x"/>`
	d := read(t, s)
	same(t, "text", d.Markdown, "甲\n\n注[^1]尾[^2]\n\n[^1]: 见\\*附件\\* 二\n\n[^2]: 尾注\n\n增\n\n并段\n\n框\n\n框中字\n\n式E=mc\n\n表\n\n看见\n\n![流程\\[图\\]](picture:1)![又](picture:1)\n\n图\n\n下划甲\n\n附件")
	same(t, "losses", losses(d), "comment 1 请核对\nfooter 1 第 1 页\nheader 1 某公司 内部\ntracked 2 删去的\ntextbox 1 框中字\nequation 1 E=mc\npicture 2 矢量\nobject 2 Excel.Sheet.12\nhidden 1 看不见\ncontents 1 总则 1\npicture_remote 1 http://x/y.png\ndrawing 1 组织图\nunderline 1 \nscript 1 甲\nsymbol 1 Webdings F031\nlink 1 file:///C:/a.doc")
	if len(d.Pictures) != 1 || d.Pictures[0].Type != "image/png" || d.Pictures[0].Name != "流程[图]" {
		t.Errorf("%+v", d.Pictures)
	}
}
