package opc_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"

	"bihuan/models/opc"
)

func packed(t *testing.T, parts ...string) *bytes.Reader {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(b.Bytes())
}

var bounds = opc.Bounds{Entries: 5, Part: 4 << 20, Total: 6 << 20}

func TestWhatMayNotBeRead(t *testing.T) {
	ole := []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}
	encrypted := append(bytes.Clone(ole), make([]byte, 2<<20)...)
	for _, c := range "EncryptedPackage" {
		encrypted = append(encrypted, byte(c), 0)
	}
	for name, c := range map[string]struct {
		file *bytes.Reader
		want error
	}{
		"empty":        {bytes.NewReader(nil), opc.ErrKind},
		"text":         {bytes.NewReader([]byte("第一条 甲乙丙丁")), opc.ErrKind},
		"old":          {bytes.NewReader(ole), opc.ErrOld},
		"encrypted":    {bytes.NewReader(encrypted), opc.ErrEncrypted},
		"cut":          {bytes.NewReader([]byte("PK\x03\x04 and no more")), opc.ErrBroken},
		"too many":     {packed(t, "a", "", "b", "", "c", "", "d", "", "e", "", "f", ""), opc.ErrBomb},
		"a huge part":  {packed(t, "a", strings.Repeat("ab", 3<<20)), opc.ErrBomb},
		"zeros":        {packed(t, "a", strings.Repeat("\x00", 3<<20)), opc.ErrBomb},
		"twice a name": {packed(t, "word/a.xml", "", "/Word\\A.xml", ""), opc.ErrBroken},
	} {
		if _, err := opc.Open(c.file, c.file.Size(), bounds); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestRelations(t *testing.T) {
	f := packed(t, "word/document.xml", "x", "word/_rels/document.xml.rels", `<Relationships xmlns="x">
		<Relationship Id="a" Type="http://x/relationships/image" Target="media/1.png"/>
		<Relationship Id="b" Type="http://x/relationships/styles" Target="/word/Styles.xml"/>
		<Relationship Id="c" Type="http://x/relationships/hyperlink" Target="https://a.com/?a=1&amp;b=2" TargetMode="External"/>
		<Relationship Id="d" Type="http://x/relationships/image" Target="../../../etc/passwd"/></Relationships>`)
	p, err := opc.Open(f, f.Size(), bounds)
	if err != nil {
		t.Fatal(err)
	}
	rels, err := p.Relations("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	for id, want := range map[string]opc.Relation{
		"a": {Type: "image", Target: "word/media/1.png"}, "b": {Type: "styles", Target: "word/styles.xml"},
		"c": {Type: "hyperlink", Target: "https://a.com/?a=1&b=2", External: true}, "d": {Type: "image", Target: "etc/passwd"},
	} {
		if rels[id] != want {
			t.Errorf("%s: %+v", id, rels[id])
		}
	}
	if _, err := p.Read("word/document.xml", 0); !errors.Is(err, opc.ErrBomb) {
		t.Errorf("a part larger than asked for: %v", err)
	}
	if _, err := p.Read("etc/passwd", 10); !errors.Is(err, opc.ErrBroken) {
		t.Errorf("a part that is missing: %v", err)
	}
	if none, err := p.Relations(""); err != nil || len(none) != 0 {
		t.Errorf("a package without relations: %v %v", none, err)
	}
}

func TestPrintable(t *testing.T) {
	if got := opc.Printable("a\x00\x0b\uFFFE\xffb\t\n"); got != "a\uFFFDb\t\n" {
		t.Errorf("%q", got)
	}
}
