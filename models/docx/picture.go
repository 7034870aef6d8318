package docx

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/net/html"

	"bihuan/models/opc"
)

// Picture is one that a document holds. The text calls the n-th one (from 1) by the address "picture:n".
type Picture struct {
	Name string // as its author described it
	Type string // image/png, image/jpeg, image/gif, image/webp
	Data []byte
}

// Bounds of pictures; a policy holds a few drawings.
const (
	mostPictures    = 200
	mostPicture     = 20 << 20
	mostPictureData = 60 << 20
)

// pictureType recognises a picture by its first bytes; "" for what browsers do not show.
func pictureType(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte("\x89PNG\r\n\x1a\n")):
		return "image/png"
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		return "image/jpeg"
	case bytes.HasPrefix(data, []byte("GIF87a")), bytes.HasPrefix(data, []byte("GIF89a")):
		return "image/gif"
	case len(data) > 12 && bytes.HasPrefix(data, []byte("RIFF")) && string(data[8:12]) == "WEBP":
		return "image/webp"
	}
	return ""
}

// gallery collects pictures; one that is used twice is kept once.
type gallery struct {
	list  []Picture
	known map[string]int
	lost  map[string]string // what was asked for and cannot be kept, with its loss
	bytes int
}

// sign is the Markdown of a picture.
func sign(n int, alt string) span {
	return span{text: fmt.Sprintf("![%s](picture:%d)", escapedAlt(alt), n), mark: true}
}

func escapedAlt(alt string) string {
	var b bytes.Buffer
	for _, r := range opc.Printable(shortened(trimmed(alt))) {
		switch r {
		case '[', ']', '\\', '`', '*', '_', '<', '!', '|', '&':
			b.WriteByte('\\')
		case '\n', '\r', '\t':
			r = ' '
		}
		b.WriteRune(r)
	}
	return b.String()
}

// put takes a picture in and gives its number, 0 and a loss where it cannot be kept.
func (g *gallery) put(key, name string, read func() ([]byte, error)) (n int, loss string, err error) {
	if g.known == nil {
		g.known, g.lost = map[string]int{}, map[string]string{}
	}
	if n, ok := g.known[key]; ok {
		return n, "", nil
	}
	if loss := g.lost[key]; loss != "" {
		return 0, loss, nil
	}
	var data []byte
	if loss = "picture_many"; len(g.list) < mostPictures {
		data, err = read()
	}
	kind := pictureType(data)
	switch {
	case err != nil && !errors.Is(err, opc.ErrBomb):
		return 0, "", err
	case data != nil && err == nil && kind == "":
		loss = "picture"
		fallthrough
	case data == nil, err != nil, g.bytes+len(data) > mostPictureData:
		g.lost[key] = loss
		return 0, loss, nil
	}
	g.bytes += len(data)
	g.list = append(g.list, Picture{Name: shortened(trimmed(name)), Type: kind, Data: data})
	g.known[key] = len(g.list)
	return len(g.list), "", nil
}

// picture takes in the picture behind a relation of the part that is read.
func (b *body) picture(id, name string) error {
	rel, ok := b.rels[id]
	switch {
	case id == "" || !ok || !rel.External && !b.r.pkg.Has(rel.Target):
		b.r.losses.add("picture", name)
		return nil
	case rel.External:
		b.r.losses.add("picture_remote", rel.Target)
		return nil
	}
	n, loss, err := b.r.gallery.put(rel.Target, name, func() ([]byte, error) { return b.r.pkg.Read(rel.Target, mostPicture) })
	if err != nil {
		return broken(err)
	}
	if loss != "" {
		b.r.losses.add(loss, name)
		return nil
	}
	b.add(sign(n, name))
	return nil
}

// image keeps a picture that is within the paste.
func (p *paste) image(t html.Token) {
	src, alt := attribute(t, "src"), attribute(t, "alt")
	head, data, ok := strings.Cut(src, ",")
	if !ok || !strings.HasPrefix(strings.ToLower(head), "data:image/") || !strings.HasSuffix(strings.ToLower(head), ";base64") {
		p.losses.add("picture_remote", src)
		return
	}
	n, loss, err := p.gallery.put(src, alt, func() ([]byte, error) {
		return base64.StdEncoding.DecodeString(strings.Join(strings.Fields(data), ""))
	})
	switch {
	case err != nil:
		p.losses.add("picture", alt)
	case loss != "":
		p.losses.add(loss, alt)
	default:
		p.spans = append(p.spans, sign(n, alt))
	}
}
