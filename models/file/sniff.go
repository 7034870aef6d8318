package file

import (
	"archive/zip"
	"bufio"
	"bytes"
	"io"
	"net/mail"
	"os"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"bihuan/models/fault"
)

// kind is one kind of file that is taken: its media type, and how its content is known.
type kind struct {
	mediaType string
	is        func(f *os.File, size int64, head []byte) bool
}

// kinds are the kinds that are taken, by the ending of the name. What a browser would run (HTML, SVG, XML), what
// an office program would run (macros) and what a computer would run are not among them.
var kinds = map[string]kind{
	".pdf":  {"application/pdf", begins("%PDF-")},
	".png":  {"image/png", begins("\x89PNG\r\n\x1a\n")},
	".jpg":  {"image/jpeg", begins("\xFF\xD8\xFF")},
	".jpeg": {"image/jpeg", begins("\xFF\xD8\xFF")},
	".webp": {"image/webp", riff("WEBP")},
	".gif":  {"image/gif", isGIF},
	".heic": {"image/heic", brand("heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1")},
	".txt":  {"text/plain", isText},
	".md":   {"text/markdown", isText},
	".csv":  {"text/csv", isText},
	".eml":  {"message/rfc822", isMail},
	".docx": {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", office("word/document.xml", "wordprocessingml.document.main+xml")},
	".xlsx": {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", office("xl/workbook.xml", "spreadsheetml.sheet.main+xml")},
	".pptx": {"application/vnd.openxmlformats-officedocument.presentationml.presentation", office("ppt/presentation.xml", "presentationml.presentation.main+xml")},
	".mp3":  {"audio/mpeg", isMP3},
	".m4a":  {"audio/mp4", brand("M4A ", "M4B ", "mp42", "mp41", "isom", "iso2", "iso5", "iso6", "3gp4", "3gp5")},
	".wav":  {"audio/wav", riff("WAVE")},
	".mp4":  {"video/mp4", brand("isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "MSNV", "3gp4", "3gp5")},
}

// Endings lists the name endings of the kinds that are taken, as ".pdf".
func Endings() []string {
	var all []string
	for ending := range kinds {
		all = append(all, ending)
	}
	slices.Sort(all)
	return all
}

const headBytes = 4096

// check gives the media type where content and ending agree.
func (k kind) check(f *os.File, size int64, name string) (string, error) {
	head := make([]byte, min(size, headBytes))
	if _, err := f.ReadAt(head, 0); err != nil && err != io.EOF {
		return "", fault.Unavailable(err)
	}
	if !k.is(f, size, head) {
		return "", fault.Invalid("invalid.file_mismatch", "name", name)
	}
	return k.mediaType, nil
}

func begins(magic string) func(*os.File, int64, []byte) bool {
	return func(_ *os.File, _ int64, head []byte) bool { return bytes.HasPrefix(head, []byte(magic)) }
}

// isGIF knows both versions of the format (GIF89a, appendix; GIF87a).
func isGIF(_ *os.File, _ int64, head []byte) bool {
	return bytes.HasPrefix(head, []byte("GIF87a")) || bytes.HasPrefix(head, []byte("GIF89a"))
}

func riff(form string) func(*os.File, int64, []byte) bool {
	return func(_ *os.File, _ int64, head []byte) bool {
		return len(head) >= 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == form
	}
}

// brand reads the first box of an ISO media file (ISO 14496-12): its main brand, then the compatible ones.
func brand(known ...string) func(*os.File, int64, []byte) bool {
	return func(_ *os.File, _ int64, head []byte) bool {
		return len(head) >= 16 && string(head[4:8]) == "ftyp" && slices.Contains(known, string(head[8:12]))
	}
}

// isMP3 knows a tag or the first frame's header: sync, version other than the reserved one, layer III.
func isMP3(_ *os.File, _ int64, head []byte) bool {
	if bytes.HasPrefix(head, []byte("ID3")) {
		return true
	}
	return len(head) >= 4 && head[0] == 0xFF && head[1]&0xE0 == 0xE0 && head[1]&0x18 != 0x08 && head[1]&0x06 == 0x02 && head[2]&0xF0 != 0xF0
}

// isText takes what reads as text from end to end in one of the encodings in use, and is no markup that a
// browser might run.
func isText(f *os.File, size int64, head []byte) bool {
	whole := func() io.Reader { return io.NewSectionReader(f, 0, size) }
	switch {
	case bytes.HasPrefix(head, []byte("\xFF\xFE")), bytes.HasPrefix(head, []byte("\xFE\xFF")):
		return readable(transform.NewReader(whole(), unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder()))
	case readable(whole()):
		return true
	}
	return readable(transform.NewReader(whole(), simplifiedchinese.GB18030.NewDecoder()))
}

func readable(r io.Reader) bool {
	in := bufio.NewReader(r)
	if start, err := in.Peek(1024); err == nil || err == io.EOF {
		if markup(start) {
			return false
		}
	}
	for {
		c, _, err := in.ReadRune()
		switch {
		case err == io.EOF:
			return true
		case err != nil, c == utf8.RuneError, c < ' ' && !strings.ContainsRune("\t\n\r\f", c), c == 0x7F:
			return false
		}
	}
}

func markup(start []byte) bool {
	text := bytes.ToLower(bytes.TrimLeft(start, "\ufeff \t\r\n\f"))
	for _, p := range []string{"<html", "<!doctype", "<?xml", "<script", "<svg", "<!--", "<head", "<body", "<iframe", "<table", "<style", "#!", "%pdf-", "{\\rtf"} {
		if bytes.HasPrefix(text, []byte(p)) {
			return true
		}
	}
	return false
}

// isMail takes a message with the headers that every one has.
func isMail(f *os.File, size int64, head []byte) bool {
	if bytes.IndexByte(head, 0) >= 0 || markup(head) {
		return false
	}
	m, err := mail.ReadMessage(io.NewSectionReader(f, 0, min(size, 256<<10)))
	return err == nil && m.Header.Get("From") != "" && (m.Header.Get("Date") != "" || m.Header.Get("Subject") != "" || m.Header.Get("To") != "")
}

const (
	mostEntries  = 10_000
	mostUnpacked = 1 << 30
	typesBytes   = 1 << 20
)

// office takes a packed document whose table of contents names its main part and no macros.
func office(part, contentType string) func(*os.File, int64, []byte) bool {
	return func(f *os.File, size int64, head []byte) bool {
		if !bytes.HasPrefix(head, []byte("PK\x03\x04")) {
			return false
		}
		z, err := zip.NewReader(f, size)
		if err != nil || len(z.File) > mostEntries {
			return false
		}
		var types string
		var unpacked uint64
		main := false
		for _, e := range z.File {
			name := path.Clean(strings.ReplaceAll(e.Name, `\`, "/"))
			unpacked += min(e.UncompressedSize64, mostUnpacked)
			if strings.HasPrefix(name, "..") || strings.HasPrefix(name, "/") || unpacked >= mostUnpacked || strings.Contains(strings.ToLower(name), "vbaproject") {
				return false
			}
			main = main || name == part
			if name == "[Content_Types].xml" {
				types = entryText(e)
			}
		}
		return main && strings.Contains(types, contentType) && !strings.Contains(strings.ToLower(types), "macroenabled")
	}
}

func entryText(e *zip.File) string {
	r, err := e.Open()
	if err != nil {
		return ""
	}
	defer r.Close()
	text, err := io.ReadAll(io.LimitReader(r, typesBytes))
	if err != nil {
		return ""
	}
	return string(text)
}
