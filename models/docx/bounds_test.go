package docx_test

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"bihuan/models/docx"
	"bihuan/models/fault"
)

// with gives the files of a plain document, some replaced and some, with the text "-", left out.
func with(s sample, replaced map[string]string) map[string]string {
	files := s.files()
	for name, text := range replaced {
		if files[name] = text; text == "-" {
			delete(files, name)
		}
	}
	return files
}

func TestWhatCannotBeReadIsAPlainFault(t *testing.T) {
	plain := sample{body: p("", "甲")}
	whole := pack(t, plain.files())
	document := func(body string) map[string]string {
		return map[string]string{"word/document.xml": `<w:document ` + spaces + `><w:body>` + body + `</w:body></w:document>`}
	}
	for name, c := range map[string]struct {
		data []byte
		key  string
	}{
		"nothing":          {nil, "invalid.docx_kind"},
		"text":             {[]byte("# 制度"), "invalid.docx_kind"},
		"RTF":              {[]byte(`{\rtf1 a}`), "invalid.docx_kind"},
		"a ZIP of photos":  {pack(t, map[string]string{"a.png": "x"}), "invalid.docx_kind"},
		"a workbook":       {pack(t, map[string]string{"_rels/.rels": `<R><Relationship Id="a" Type="x/officeDocument" Target="xl/workbook.xml"/></R>`, "xl/workbook.xml": "<workbook/>"}), "invalid.docx_kind"},
		"no text":          {pack(t, with(plain, map[string]string{"word/document.xml": "-"})), "invalid.docx_kind"},
		"old":              {[]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and so on"), "invalid.docx_old"},
		"cut":              {whole[:len(whole)/2], "invalid.docx_broken"},
		"macros":           {pack(t, with(plain, map[string]string{"word/vbaProject.bin": "x"})), "invalid.docx_macros"},
		"no XML":           {pack(t, with(plain, map[string]string{"word/document.xml": "甲"})), "invalid.docx_broken"},
		"cut XML":          {pack(t, with(plain, map[string]string{"word/document.xml": "<w:document><w:body><w:p>"})), "invalid.docx_broken"},
		"broken styles":    {pack(t, with(plain, map[string]string{"word/styles.xml": "<a><b></a>"})), "invalid.docx_broken"},
		"an entity":        {pack(t, with(plain, map[string]string{"word/document.xml": `<!DOCTYPE a [<!ENTITY x "y"><!ENTITY z "&x;&x;&x;">]><a>&z;</a>`})), "invalid.docx_broken"},
		"an outer entity":  {pack(t, with(plain, map[string]string{"word/document.xml": `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>`})), "invalid.docx_broken"},
		"other encodings":  {pack(t, with(plain, map[string]string{"word/document.xml": `<?xml version="1.0" encoding="gb2312"?><a/>`})), "invalid.docx_broken"},
		"deep elements":    {pack(t, with(plain, document(strings.Repeat("<w:sdt><w:sdtContent>", 100_000)))), "invalid.docx_bomb"},
		"deep tables":      {pack(t, with(plain, document(strings.Repeat("<w:tbl><w:tr><w:tc>", 100_000)))), "invalid.docx_bomb"},
		"deep unknown":     {pack(t, with(plain, document(strings.Repeat("<x>", 1_000_000)))), "invalid.docx_bomb"},
		"a part of spaces": {pack(t, with(plain, document(strings.Repeat(" ", 30<<20)))), "invalid.docx_bomb"},
	} {
		d, err := readBytes(c.data)
		if faultKey(err) != c.key {
			t.Errorf("%s: %v, want %s; %q", name, err, c.key, d.Markdown)
		}
	}
	if _, err := docx.Read(bytes.NewReader(whole), docx.MostBytes+1); faultKey(err) != "invalid.docx_size" {
		t.Errorf("too large: %v", err)
	}
}

// TestWhatIsMissingIsNoFault reads documents as other programs write them, and such as were cut to pieces.
func TestWhatIsMissingIsNoFault(t *testing.T) {
	for name, s := range map[string]sample{
		"unknown style and list": {body: px("nowhere", num(77, 3), r(`<w:rStyle w:val="none"/>`, "甲"))},
		"a circle of styles":     {styles: `<w:style w:type="paragraph" w:styleId="x"><w:basedOn w:val="y"/></w:style><w:style w:type="paragraph" w:styleId="y"><w:basedOn w:val="x"/></w:style>`, body: p("x", "甲")},
		"a circle of lists": {styles: `<w:style w:type="numbering" w:styleId="l"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>`,
			numbering: `<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="l"/></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`, body: px("", num(1, 0), r("", "甲"))},
		"levels out of range": {numbering: `<w:abstractNum w:abstractNumId="0">` + lvl(12, "decimal", "%1", "") + lvl(-4, "decimal", "%9", "") + `</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`, body: px("", num(1, 40), r("", "甲"))},
		"a picture missing":   {body: px("", "", `<w:r><w:drawing><a:blip r:embed="none"/></w:drawing></w:r>`+r("", "甲"))},
		"a note missing":      {body: px("", "", r("", "甲")+`<w:r><w:footnoteReference w:id="9"/></w:r>`)},
	} {
		same(t, name, read(t, s).Markdown, "甲")
	}
	same(t, "only a text", func() string {
		d, err := readBytes(pack(t, map[string]string{"word/document.xml": `<w:document ` + spaces + `><w:body>` + p("", "甲") + `</w:body></w:document>`}))
		if err != nil {
			t.Fatal(err)
		}
		return d.Markdown
	}(), "甲")
}

// TestTimeIsLinear reads documents of one and of ten thousand pages (30 lines of 40 characters each).
func TestTimeIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	took := map[int]time.Duration{}
	for _, pages := range []int{1_000, 10_000} {
		var body strings.Builder
		for i := range pages * 15 {
			switch i % 5 {
			case 0:
				body.WriteString(px("", num(1, 2), r("", fmt.Sprintf("第%d段文字，为了规范投诉的登记、受理、评审、调查、答复、回访和结案，制定本制度。%x", i, i*7919))))
			case 1:
				body.WriteString(px("", "", r("", "各部门应当")+r(`<w:b/>`, fmt.Sprintf("在%d个工作日内", i))+r("", "答复投诉人并记录，答复应当说明理由和依据，不得推诿。")))
			default:
				body.WriteString(p("", fmt.Sprintf("单位根据生产、工作的具体情况，并考虑职工本人意愿，统筹安排职工年休假（%x）。", i*104729)))
			}
		}
		data := pack(t, sample{numbering: ruleNumbers, styles: ruleStyles, body: body.String()}.files())
		runtime.GC()
		began := time.Now()
		d, err := readBytes(data)
		took[pages] = time.Since(began)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%d pages, %d MB packed, %d MB of XML: %v, %d MB of text", pages, len(data)>>20, body.Len()>>20, took[pages], len(d.Markdown)>>20)
	}
	if took[10_000] > 40*took[1_000] {
		t.Errorf("ten times the pages took %v instead of %v", took[10_000], took[1_000])
	}
}

func FuzzRead(f *testing.F) {
	full := sample{styles: ruleStyles, numbering: ruleNumbers, body: p("a3", "题") + p("1", "章") + px("", num(1, 3), r("", "项")) + tbl(2, tc("", p("", "甲"))+tc(`<w:vMerge/>`, p("", "乙"))) + px("", "", field(` HYPERLINK "https://b.com" `, r("", "乙")))}
	f.Add([]byte(full.files()["word/document.xml"]), []byte(ruleStyles), []byte(ruleNumbers))
	f.Add([]byte("<a/>"), []byte(""), []byte("<w:num/>"))
	f.Add([]byte(`<w:document `+spaces+`><w:body><w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:fldChar w:fldCharType="end"/><w:t>*_[</w:t></w:r></w:p><mc:AlternateContent/><w:tbl><w:tr/></w:tbl></w:body></w:document>`), []byte(""), []byte(""))
	f.Fuzz(func(t *testing.T, document, styles, numbering []byte) {
		data := pack(t, with(sample{styles: string(styles), numbering: string(numbering)}, map[string]string{"word/document.xml": string(document)}))
		d, err := readBytes(data)
		if err != nil && fault.Of(err) == nil {
			t.Fatalf("not a fault: %v", err)
		}
		if !utf8.ValidString(d.Markdown) {
			t.Fatalf("%q", d.Markdown)
		}
	})
}

func FuzzFile(f *testing.F) {
	f.Add(pack(f, sample{body: p("", "甲")}.files()))
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Add([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := readBytes(data); err != nil && fault.Of(err) == nil {
			t.Fatalf("not a fault: %v", err)
		}
	})
}
