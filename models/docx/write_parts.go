package docx

import (
	"fmt"
	"strings"
)

const (
	xmlHead      = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wordSpace    = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	relationBase = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	drawingSpace = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
	artSpace     = "http://schemas.openxmlformats.org/drawingml/2006/main"
	pictureSpace = "http://schemas.openxmlformats.org/drawingml/2006/picture"
	packageSpace = "http://schemas.openxmlformats.org/package/2006"
	wordType     = "application/vnd.openxmlformats-officedocument.wordprocessingml."
)

const contentTypes = xmlHead + `<Types xmlns="` + packageSpace + `/content-types">` +
	`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
	`<Default Extension="xml" ContentType="application/xml"/>` +
	`<Default Extension="png" ContentType="image/png"/><Default Extension="jpeg" ContentType="image/jpeg"/><Default Extension="gif" ContentType="image/gif"/>` +
	`<Override PartName="/word/document.xml" ContentType="` + wordType + `document.main+xml"/>` +
	`<Override PartName="/word/styles.xml" ContentType="` + wordType + `styles+xml"/>` +
	`<Override PartName="/word/numbering.xml" ContentType="` + wordType + `numbering+xml"/>` +
	`<Override PartName="/word/settings.xml" ContentType="` + wordType + `settings+xml"/>` +
	`<Override PartName="/word/header1.xml" ContentType="` + wordType + `header+xml"/>` +
	`<Override PartName="/word/footnotes.xml" ContentType="` + wordType + `footnotes+xml"/>` +
	`<Override PartName="/word/footer1.xml" ContentType="` + wordType + `footer+xml"/>` +
	`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`

const packageRelations = xmlHead + `<Relationships xmlns="` + packageSpace + `/relationships">` +
	`<Relationship Id="rId1" Type="` + relationBase + `/officeDocument" Target="word/document.xml"/>` +
	`<Relationship Id="rId2" Type="` + packageSpace + `/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`

const settingsPart = xmlHead + `<w:settings xmlns:w="` + wordSpace + `"><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>` +
	`<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`

// drawing takes width, height, id, description, id, relation, width, height.
const drawing = `<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="%d" cy="%d"/><wp:docPr id="%d" name="" descr="%s"/>` +
	`<a:graphic><a:graphicData uri="` + pictureSpace + `"><pic:pic><pic:nvPicPr><pic:cNvPr id="%d" name=""/><pic:cNvPicPr/></pic:nvPicPr>` +
	`<pic:blipFill><a:blip r:embed="%s"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>` +
	`<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%d" cy="%d"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>`

func core(o Out) string {
	return xmlHead + `<cp:coreProperties xmlns:cp="` + packageSpace + `/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">` +
		`<dc:title>` + text(o.Title) + `</dc:title><dc:identifier>` + text(o.Number) + `</dc:identifier><dc:language>` + text(o.Labels.Lang) + `</dc:language></cp:coreProperties>`
}

// The faces: rules are set in Song, their headings in Hei; both are on every Chinese office machine.
const (
	song = `<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" w:eastAsia="宋体"/>`
	hei  = `<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial" w:eastAsia="黑体"/>`
)

// stylesPart gives the styles. Chinese text is indented by two characters, English text parted by space.
func stylesPart(lang string) string {
	first, after := `<w:ind w:firstLine="480" w:firstLineChars="200"/>`, "0"
	if !strings.HasPrefix(lang, "zh") {
		first, after = "", "120"
	}
	var b strings.Builder
	b.WriteString(xmlHead + `<w:styles xmlns:w="` + wordSpace + `"><w:docDefaults><w:rPrDefault><w:rPr>` + song +
		`<w:sz w:val="24"/><w:szCs w:val="24"/><w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>`)
	style := func(id, name, paragraph, letters string) {
		base := `<w:basedOn w:val="Normal"/>`
		if id == "Normal" {
			base = ""
		}
		standard := ""
		if id == "Normal" {
			standard = ` w:default="1"`
		}
		fmt.Fprintf(&b, `<w:style w:type="paragraph"%s w:styleId="%s"><w:name w:val="%s"/>%s<w:qFormat/><w:pPr>%s</w:pPr><w:rPr>%s</w:rPr></w:style>`, standard, id, name, base, paragraph, letters)
	}
	style("Normal", "Normal", `<w:spacing w:line="400" w:lineRule="exact"/>`, "")
	style("BodyText", "Body Text", `<w:spacing w:after="`+after+`" w:line="360" w:lineRule="auto"/>`+first+`<w:jc w:val="both"/>`, "")
	style("Title", "Title", `<w:keepNext/><w:spacing w:before="240" w:after="360" w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>`, hei+`<w:b/><w:sz w:val="44"/>`)
	for n := 1; n <= 5; n++ {
		align, size := "left", 26
		if n == 1 {
			align, size = "center", 30
		}
		style(fmt.Sprintf("Heading%d", n), fmt.Sprintf("heading %d", n),
			fmt.Sprintf(`<w:keepNext/><w:keepLines/><w:spacing w:before="240" w:after="160" w:line="240" w:lineRule="auto"/><w:jc w:val="%s"/><w:outlineLvl w:val="%d"/>`, align, n-1),
			fmt.Sprintf(hei+`<w:sz w:val="%d"/>`, size))
	}
	style("ListParagraph", "List Paragraph", `<w:spacing w:line="360" w:lineRule="auto"/>`, "")
	style("Quote", "Quote", `<w:pBdr><w:left w:val="single" w:sz="12" w:space="8" w:color="999999"/></w:pBdr><w:spacing w:line="360" w:lineRule="auto"/><w:ind w:left="480"/>`, "")
	style("Code", "Code", `<w:spacing w:line="280" w:lineRule="exact"/>`, `<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas"/><w:sz w:val="20"/>`)
	style("Note", "Note", `<w:spacing w:line="280" w:lineRule="exact"/>`, `<w:sz w:val="18"/>`)
	style("TableText", "Table Text", `<w:spacing w:line="300" w:lineRule="auto"/>`, `<w:sz w:val="21"/>`)
	style("Picture", "Picture", `<w:spacing w:before="120" w:after="120" w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>`, "")
	style("TableHead", "Table Head", `<w:keepNext/><w:spacing w:line="300" w:lineRule="auto"/>`, `<w:b/><w:sz w:val="21"/>`)
	style("Header", "header", `<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr><w:tabs><w:tab w:val="right" w:pos="`+fmt.Sprint(textWidth)+`"/></w:tabs><w:spacing w:line="240" w:lineRule="auto"/>`, `<w:sz w:val="18"/>`)
	style("Footer", "footer", `<w:spacing w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>`, `<w:sz w:val="18"/>`)
	b.WriteString(`<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:color w:val="0563C1"/><w:u w:val="single"/></w:rPr></w:style>` +
		`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="40" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>` +
		`<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		fmt.Fprintf(&b, `<w:%s w:val="single" w:sz="4" w:space="0" w:color="auto"/>`, side)
	}
	return b.String() + `</w:tblBorders></w:tblPr></w:style></w:styles>`
}

// numberingPart holds the one list there is, that of bullets.
func numberingPart() string {
	var b strings.Builder
	b.WriteString(xmlHead + `<w:numbering xmlns:w="` + wordSpace + `"><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="hybridMultilevel"/>`)
	for i := range levels {
		fmt.Fprintf(&b, `<w:lvl w:ilvl="%d"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="%s"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="%d" w:hanging="420"/></w:pPr></w:lvl>`,
			i, string([]rune("•–▪")[i%3]), 420*(i+1))
	}
	return b.String() + `</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`
}

func headerPart(o Out) string {
	var left, right []string
	for _, t := range []string{o.Number, o.Version} {
		if t != "" {
			left = append(left, t)
		}
	}
	if o.Effective != "" {
		right = append(right, o.Effective)
	}
	mark := text(o.Mark)
	if mark != "" {
		gap := ""
		if len(right) > 0 {
			gap = "　"
		}
		colour := ""
		if o.Obsolete {
			colour = `<w:color w:val="C00000"/>`
		}
		mark = `<w:r><w:rPr><w:b/>` + colour + `</w:rPr><w:t xml:space="preserve">` + gap + mark + `</w:t></w:r>`
	}
	return xmlHead + `<w:hdr xmlns:w="` + wordSpace + `"><w:p><w:pPr><w:pStyle w:val="Header"/></w:pPr>` +
		run(strings.Join(left, " · ")+"\t"+strings.Join(right, " · "), runStyle{}) + mark + `</w:p></w:hdr>`
}

// footerPart puts fields for the page and the number of pages where the label has their names.
func footerPart(o Out) string {
	var b strings.Builder
	b.WriteString(xmlHead + `<w:ftr xmlns:w="` + wordSpace + `"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>`)
	rest := o.Labels.Page
	for rest != "" {
		at, code, name := len(rest), "", ""
		for _, f := range [][2]string{{"{page}", "PAGE"}, {"{pages}", "NUMPAGES"}} {
			if i := strings.Index(rest, f[0]); i >= 0 && i < at {
				at, name, code = i, f[0], f[1]
			}
		}
		b.WriteString(run(rest[:at], runStyle{}))
		if code != "" {
			b.WriteString(`<w:fldSimple w:instr=" ` + code + ` "><w:r><w:t>1</w:t></w:r></w:fldSimple>`)
		}
		rest = rest[at+len(name):]
	}
	return b.String() + `</w:p></w:ftr>`
}
