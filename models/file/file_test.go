package file_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/fault"
	"bihuan/models/file"
)

var ctx = context.Background()

func store(t *testing.T) (*file.Store, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "files")
	s, err := file.New(dir, file.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s, dir
}

func save(s *file.Store, name, content string) (file.Upload, error) {
	return s.Save(ctx, strings.NewReader(content), name, 0)
}

func mustSave(t *testing.T, s *file.Store, name, content string) file.Upload {
	t.Helper()
	u, err := save(s, name, content)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return u
}

func key(err error) string {
	if f := fault.Of(err); f != nil {
		return f.Key
	}
	return ""
}

// left lists what lies in the store.
func left(t *testing.T, dir string) []string {
	t.Helper()
	var all []string
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			all = append(all, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func packed(t *testing.T, parts map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range parts {
		out, err := w.Create(name)
		if err == nil {
			_, err = io.WriteString(out, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const (
	png  = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
	pdf  = "%PDF-1.7\n"
	docx = `<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
	mail = "Received: by mail\r\nFrom: a@example.com\r\nTo: b@example.com\r\nSubject: x\r\n\r\n<html>body</html>"
)

func TestTheKindsOfAnOfficeAreTaken(t *testing.T) {
	s, _ := store(t)
	gb, _ := simplifiedchinese.GB18030.NewEncoder().String("投诉内容：快递未收到")
	wide, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("投诉内容")
	for name, c := range map[string]struct{ content, mediaType string }{
		"合同.pdf": {pdf, "application/pdf"}, "a.PNG": {png, "image/png"}, "a.jpg": {"\xFF\xD8\xFF\xE0\x00\x10JFIF", "image/jpeg"}, "a.jpeg": {"\xFF\xD8\xFF\xE1", "image/jpeg"},
		"a.webp": {"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"}, "a.gif": {"GIF89a\x01\x00", "image/gif"}, "a.heic": {"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "image/heic"},
		"a.txt": {"投诉内容\r\n第二行", "text/plain"}, "gb.txt": {gb, "text/plain"}, "wide.txt": {wide, "text/plain"}, "a.csv": {"a,b\n1,2", "text/csv"},
		"a.docx": {packed(t, map[string]string{"[Content_Types].xml": docx, "word/document.xml": "<x/>"}), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		"a.mp3":  {"ID3\x04\x00", "audio/mpeg"}, "b.mp3": {"\xFF\xFB\x90\x64", "audio/mpeg"}, "a.wav": {"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"},
		"a.m4a": {"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00", "audio/mp4"}, "a.mp4": {"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00", "video/mp4"}, "a.eml": {mail, "message/rfc822"},
	} {
		u, err := save(s, name, c.content)
		if err != nil || u.Type != c.mediaType || u.Size != int64(len(c.content)) || len(u.Hash) != 64 {
			t.Errorf("%s: %+v, %v", name, u, err)
		}
	}
	if len(file.Endings()) != 18 {
		t.Errorf("%v", file.Endings())
	}
}

func TestHostileUploadsAreRefusedAndLeaveNothing(t *testing.T) {
	s, dir := store(t)
	macro := packed(t, map[string]string{"[Content_Types].xml": docx, "word/document.xml": "", "word/vbaProject.bin": ""})
	macroType := packed(t, map[string]string{"[Content_Types].xml": docx + "macroEnabled", "word/document.xml": ""})
	slip := packed(t, map[string]string{"[Content_Types].xml": docx, "word/document.xml": "", "../../etc/x": ""})
	for _, c := range []struct{ name, content, key string }{
		{"a.exe", "MZ", "invalid.file_kind"}, {"a.html", "<html>", "invalid.file_kind"}, {"a.svg", "<svg>", "invalid.file_kind"}, {"a.js", "x", "invalid.file_kind"},
		{"a.pdf.exe", pdf, "invalid.file_kind"}, {"a", "x", "invalid.file_kind"}, {"", "x", "invalid.file_kind"}, {".htaccess", "x", "invalid.file_kind"},
		{"a.zip", "PK\x03\x04", "invalid.file_kind"}, {"a.docm", macro, "invalid.file_kind"}, {"a.xls", "\xD0\xCF", "invalid.file_kind"}, {"a.pdf\x00.exe", pdf, "invalid.file_kind"},
		{"cod.\u202Efdp.exe", "MZ", "invalid.file_kind"},
		{"a.pdf", "MZ\x90", "invalid.file_mismatch"}, {"a.pdf", "<html>", "invalid.file_mismatch"}, {"a.png", pdf, "invalid.file_mismatch"}, {"a.jpg", png, "invalid.file_mismatch"},
		{"a.txt", "<!DOCTYPE html><script>", "invalid.file_mismatch"}, {"a.txt", "\ufeff  \n<SVG onload=x>", "invalid.file_mismatch"}, {"a.txt", "a\x00b", "invalid.file_mismatch"},
		{"a.txt", "\xFF\xFE<\x00h\x00t\x00m\x00l\x00", "invalid.file_mismatch"}, {"a.csv", "#!/bin/sh\n", "invalid.file_mismatch"}, {"a.txt", "\x7fELF\x02", "invalid.file_mismatch"},
		{"a.csv", "a\xff\xff\xff", "invalid.file_mismatch"}, {"a.docx", "PK\x03\x04", "invalid.file_mismatch"}, {"a.docx", macro, "invalid.file_mismatch"},
		{"a.docx", macroType, "invalid.file_mismatch"}, {"a.docx", slip, "invalid.file_mismatch"}, {"a.xlsx", packed(t, map[string]string{"[Content_Types].xml": docx, "word/document.xml": ""}), "invalid.file_mismatch"},
		{"a.docx", packed(t, map[string]string{"word/document.xml": ""}), "invalid.file_mismatch"}, {"a.eml", "<html>", "invalid.file_mismatch"}, {"a.eml", "hello\n\nworld", "invalid.file_mismatch"},
		{"a.mp3", "\xFF\xFF\xFF\xFF", "invalid.file_mismatch"}, {"a.mp4", "\x00\x00\x00\x20ftypevil\x00\x00\x00\x00", "invalid.file_mismatch"}, {"a.wav", "RIFF", "invalid.file_mismatch"},
		{"a.pdf", "", "invalid.file_empty"},
	} {
		if u, err := save(s, c.name, c.content); key(err) != c.key {
			t.Errorf("%q %.20q: %+v, %v, want %s", c.name, c.content, u, err, c.key)
		}
	}
	if l := left(t, dir); len(l) != 0 {
		t.Fatalf("left behind: %v", l)
	}
}

func TestNamesAreCleaned(t *testing.T) {
	s, _ := store(t)
	long := strings.Repeat("很", 300)
	for name, want := range map[string]string{
		"../../etc/报告.pdf": "报告.pdf", `C:\temp\报告.pdf`: "报告.pdf", "/a/b/": "", "a\r\nSet-Cookie: x.pdf": "a Set-Cookie_ x.pdf", "a\x00\x1b.pdf": "a.pdf",
		"\u202Efdp.exe\u202C.pdf": "fdp.exe.pdf", "a\u200B\u2066b.pdf": "ab.pdf", "  .pdf": "file.pdf", "..pdf": "file.pdf", "a.pdf. .": "a.pdf", "CON.pdf": "_CON.pdf", "nul.x.pdf": "_nul.x.pdf",
		`<b>"x"|?*.pdf`: "_b__x____.pdf", "a\xff\xfeb.PDF": "ab.pdf", "𠮷😀.pdf": "𠮷😀.pdf", "全　角.pdf": "全 角.pdf", long + ".pdf": strings.Repeat("很", 116) + ".pdf",
	} {
		u, err := save(s, name, pdf)
		if want == "" {
			if key(err) != "invalid.file_kind" {
				t.Errorf("%q: %v", name, err)
			}
			continue
		}
		if err != nil || u.Name != want {
			t.Errorf("%q becomes %q (%v), want %q", name, u.Name, err, want)
		}
	}
}

func TestTheSameContentIsKeptOnce(t *testing.T) {
	s, dir := store(t)
	content := pdf + strings.Repeat("x", 300_000)
	var wg sync.WaitGroup
	for i := range 12 {
		wg.Go(func() {
			u, err := save(s, string(rune('a'+i))+".pdf", content)
			if err != nil {
				t.Error(err)
				return
			}
			got, err := s.Download(file.Attachment{Hash: u.Hash, Name: u.Name, Type: u.Type, Size: u.Size})
			if err != nil {
				t.Error(err)
				return
			}
			defer got.Close()
			if all, err := io.ReadAll(got); err != nil || string(all) != content {
				t.Errorf("%d bytes, %v", len(all), err)
			}
		})
	}
	wg.Wait()
	l := left(t, dir)
	if len(l) != 1 {
		t.Fatalf("%v", l)
	}
	if info, _ := os.Stat(l[0]); info.Mode().Perm() != 0o600 {
		t.Errorf("file mode %v", info.Mode())
	}
	if info, _ := os.Stat(filepath.Dir(l[0])); info.Mode().Perm() != 0o700 {
		t.Errorf("folder mode %v", info.Mode())
	}
	// A file that was cut short on the disk is put right by the next upload of the same content.
	if err := os.Truncate(l[0], 5); err != nil {
		t.Fatal(err)
	}
	mustSave(t, s, "a.pdf", content)
	if info, _ := os.Stat(l[0]); info.Size() != int64(len(content)) {
		t.Errorf("%d bytes", info.Size())
	}
}

func TestBrokenTransfersLeaveNothing(t *testing.T) {
	s, dir := store(t)
	cut := io.MultiReader(strings.NewReader(pdf), iotest.ErrReader(io.ErrUnexpectedEOF))
	if _, err := s.Save(ctx, cut, "a.pdf", 0); key(err) != "invalid.file_cut" {
		t.Errorf("cut: %v", err)
	}
	if _, err := s.Save(ctx, strings.NewReader(pdf+strings.Repeat("x", 100)), "a.pdf", 50); key(err) != "invalid.file_size" {
		t.Errorf("too big: %v", err)
	}
	if _, err := s.Save(ctx, io.MultiReader(strings.NewReader(pdf), endless{}), "a.pdf", 1<<40); key(err) != "invalid.file_size" {
		t.Errorf("endless: %v", err)
	}
	if _, err := s.Save(ctx, strings.NewReader(pdf), "a.pdf", int64(len(pdf))); err != nil {
		t.Errorf("exactly as big as allowed: %v", err)
	}
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := s.Save(cancelled, strings.NewReader(pdf), "b.pdf", 0); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	if l := left(t, dir); len(l) != 1 {
		t.Errorf("left behind: %v", l)
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestADiskThatCannotBeWrittenIsUnavailable(t *testing.T) {
	s, dir := store(t)
	// A file stands where the folder should be: this fails for every user, root too.
	if err := os.RemoveAll(filepath.Join(dir, "incoming")); err != nil {
		t.Fatal(err)
	}
	if _, err := save(s, "a.pdf", pdf); !fault.Is(err, fault.UnavailableKind) {
		t.Errorf("incoming is gone: %v", err)
	}
	if err := os.MkdirAll(filepath.Join(dir, "incoming"), 0o700); err != nil {
		t.Fatal(err)
	}
	u := mustSave(t, s, "a.pdf", pdf)
	if err := os.RemoveAll(filepath.Join(dir, u.Hash[:2])); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, u.Hash[:2]), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := save(s, "a.pdf", pdf); !fault.Is(err, fault.UnavailableKind) {
		t.Errorf("no folder can be made: %v", err)
	}
	if l := left(t, dir); len(l) != 1 {
		t.Errorf("left behind: %v", l)
	}
	if _, err := file.New(filepath.Join(dir, u.Hash[:2]), file.Options{}); err == nil {
		t.Error("a store in a file")
	}
}

func TestOnlyHashesOpenFiles(t *testing.T) {
	s, dir := store(t)
	u := mustSave(t, s, "a.pdf", pdf)
	for _, hash := range []string{"", "..", "../../../etc/passwd", strings.ToUpper(u.Hash), u.Hash[:63], u.Hash + "0", strings.Repeat("0", 64), filepath.Join(dir, u.Hash)} {
		if _, err := s.Open(hash); !fault.Is(err, fault.NotFoundKind) {
			t.Errorf("%q: %v", hash, err)
		}
	}
}

func TestFilesOfARecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		s, _ := store(t)
		a, b := mustSave(t, s, "甲.pdf", pdf+"a"), mustSave(t, s, "乙.pdf", pdf+"b")
		attach := func(id int64, uploads ...file.Upload) error {
			return d.InTx(ctx, func(tx *db.Tx) error {
				return errors.Join(file.Attach(tx, "complaint", id, 7, uploads), dbtest.SayNothing(tx))
			})
		}
		if err := attach(1, a, b, a); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(attach(1, a), attach(2, a), attach(3)); err != nil {
			t.Fatal(err)
		}
		all, err := file.Of(d.Read(ctx), "complaint", 1)
		if err != nil || len(all) != 2 || all[0].Name != "甲.pdf" || all[1].Hash != b.Hash || all[0].PersonID != 7 || all[0].CreatedAt.IsZero() {
			t.Fatalf("%+v, %v", all, err)
		}
		if got, err := file.Get(d.Read(ctx), "complaint", 1, all[1].ID); err != nil || got != all[1] {
			t.Fatalf("%+v, %v", got, err)
		}
		for _, other := range []struct {
			kind string
			id   int64
		}{{"complaint", 2}, {"person", 1}} {
			if _, err := file.Get(d.Read(ctx), other.kind, other.id, all[1].ID); !fault.Is(err, fault.NotFoundKind) {
				t.Errorf("a file of another record: %v", err)
			}
		}
		many := make([]file.Upload, 0, 19)
		for i := range 19 {
			many = append(many, file.Upload{Hash: strings.Repeat("0", 62) + string([]byte{'0' + byte(i/10), '0' + byte(i%10)}), Name: "x.pdf", Type: "application/pdf"})
		}
		if err := attach(1, many...); key(err) != "invalid.files_count" {
			t.Errorf("21 files: %v", err)
		}
		if err := attach(1, many[:18]...); err != nil {
			t.Errorf("20 files: %v", err)
		}
		if err := attach(4, file.Upload{Hash: "../x"}); err == nil {
			t.Error("an upload without a true hash")
		}
	})
}

func TestSweepTakesOnlyWhatNoRecordHas(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, _ *dbtest.Clock) {
		s, dir := store(t)
		kept, orphan := mustSave(t, s, "a.pdf", pdf+"a"), mustSave(t, s, "b.pdf", pdf+"b")
		if err := os.WriteFile(filepath.Join(dir, "incoming", "upload-1"), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
		dbtest.Seed(t, d, func(tx *db.Tx) error { return file.Attach(tx, "complaint", 1, 7, []file.Upload{kept}) })
		if n, err := s.Sweep(ctx, d, time.Now().Add(-time.Hour)); n != 0 || err != nil {
			t.Fatalf("what is new stays: %d, %v", n, err)
		}
		if n, err := s.Sweep(ctx, d, time.Now().Add(time.Hour)); n != 2 || err != nil {
			t.Fatalf("%d, %v", n, err)
		}
		if _, err := s.Open(orphan.Hash); !fault.Is(err, fault.NotFoundKind) {
			t.Error("the orphan is still there")
		}
		f, err := s.Open(kept.Hash)
		if err != nil {
			t.Fatal("the attached file is gone")
		}
		_ = f.Close()
	})
}

func FuzzSave(f *testing.F) {
	dir := f.TempDir()
	s, err := file.New(dir, file.Options{MaxBytes: 10_000})
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range []string{"a.pdf", "../a.docx", "CON.txt", "\u202Ea.eml", "a.mp3", "a.csv"} {
		for _, content := range []string{pdf, mail, "PK\x03\x04", "a,b", "\xff\xfe"} {
			f.Add(name, []byte(content))
		}
	}
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		u, err := s.Save(ctx, bytes.NewReader(content), name, 0)
		if err != nil {
			if fault.Of(err) == nil {
				t.Fatalf("not a fault: %v", err)
			}
			return
		}
		if u.Name != filepath.Base(u.Name) || strings.ContainsAny(u.Name, "\x00\r\n\"<>\\") || len([]rune(u.Name)) > 120 {
			t.Fatalf("name %q becomes %q", name, u.Name)
		}
	})
}
