package docx_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"html"
	"image"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bihuan/models/docx"
)

func written(t testing.TB, o docx.Out) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := docx.Write(&b, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// sampleOut is a document with everything in it.
func sampleOut(t testing.TB) docx.Out {
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 4000, 30))); err != nil {
		t.Fatal(err)
	}
	return docx.Out{Title: "信息管理制度 <&>", Number: "ZD-2026-000003", Version: "第 2.0 版", Effective: "2026-03-01 起施行", Mark: "受控文本", Obsolete: true,
		Facts:   [][2]string{{"编号", "ZD-2026-000003"}, {"归口部门", "综合部\x00 \"甲\""}},
		Labels:  docx.Labels{Page: "第 {page} 页 共 {pages} 页", Lang: "zh-CN"},
		Picture: func(address string) ([]byte, bool) { return picture.Bytes(), address == "/files/1.png" },
		Body: `<h1>信息管理制度 &lt;&amp;&gt;</h1>
<h2>第一章 总则</h2>
<p>第一条 为了<strong>规范</strong>《关于<mark>修改</mark>&lt;某法&gt;的决定》&#34;制定&#34;。<sup class="note-ref"><a href="#n">1</a></sup></p>
<p class="item" id="c1-1">（一）甲；</p>
<p>甲<br>
乙</p>
<p class="note"><sup>1</sup> 见 <a href="https://a.com/">附件</a></p>
<p class="note"><sup>9</sup> 无处引用</p>
<h3>第一节</h3>
<ul>
<li>一
<ul>
<li>二</li>
</ul>
</li>
<li>三</li>
</ul>
<table>
<thead>
<tr><th scope="col">甲</th><th scope="col" class="right">乙</th></tr>
</thead>
<tbody>
<tr><td>1<br>x</td><td class="right"><em>2</em></td></tr>
<tr><td>缺</td></tr>
</tbody>
</table>
<blockquote>
<p>引用</p>
</blockquote>
<pre><code>a &lt; b
  c
</code></pre>
<hr>
<p>见<a href="https://a.com/?a=1&amp;b=2" rel="x">网站</a>和<a href="/policies">制度</a>，<del>旧</del><img src="/files/1.png" alt="流程&#34;图"><img src="/x.webp" alt="没有"></p>
`}
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	d, err := readBytes(written(t, sampleOut(t)))
	if err != nil {
		t.Fatal(err)
	}
	same(t, "again", d.Markdown, `# 信息管理制度 <&>

## 第一章 总则

第一条　为了**规范**《关于修改<某法>的决定》"制定"。[^1]

[^1]: 见 附件

（一）甲；

甲

乙

⁹ 无处引用

### 第一节

- 一
  - 二
- 三

| 甲 | 乙 |
| --- | --- |
| 1<br>x | *2* |
| 缺 |  |

引用

a < b
c

见[网站](https://a.com/?a=1&b=2)和制度，~~旧~~

![流程"图](picture:1)

[没有]`)
	same(t, "losses", losses(d), "header 1 ZD-2026-000003 · 第 2.0 版2026-03-01 起施行　受控文本\nfooter 1 第 1 页 共 1 页")
}

// TestEveryPartIsWellFormed reads all XML, with hostile texts in every place.
func TestEveryPartIsWellFormed(t *testing.T) {
	o := sampleOut(t)
	bad := "<w:p>&\"'\x00\x08\uFFFE\xff]]>{page}"
	o.Title, o.Number, o.Version, o.Effective, o.Mark, o.Labels.Page = bad, bad, bad, bad, bad, bad+"{pages}{page}{"
	o.Facts = append(o.Facts, [2]string{bad, bad})
	o.Body += "<p>" + bad + "<a href='https://x/\"<&'>x</a><a>y</p></td></table></ul></a></strong><table></table><table><tr></tr></table><p><img src=x alt='" + html.EscapeString(bad) + "'><ul><li><table><tr><td><ul><li>x"
	data := written(t, o)
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if strings.HasPrefix(f.Name, "word/media/") {
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		dec := xml.NewDecoder(r)
		for err == nil {
			_, err = dec.Token()
		}
		if !errors.Is(err, io.EOF) {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
}

// TestOfficeOpensIt has LibreOffice make a PDF of it, where LibreOffice is installed.
func TestOfficeOpensIt(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice is not on this machine")
	}
	if testing.Short() {
		t.Skip("takes seconds")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "x.docx"), written(t, sampleOut(t)), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(office, "--headless", "-env:UserInstallation=file://"+dir+"/profile", "--convert-to", "pdf", "--outdir", dir, filepath.Join(dir, "x.docx"))
	cmd.WaitDelay = time.Second
	timer := time.AfterFunc(2*time.Minute, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	out, err := cmd.CombinedOutput()
	if pdf, missing := os.ReadFile(filepath.Join(dir, "x.pdf")); err != nil || missing != nil || !bytes.HasPrefix(pdf, []byte("%PDF")) {
		t.Fatalf("%v: %s", err, out)
	}
}
