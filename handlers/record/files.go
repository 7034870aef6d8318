package record

import (
	"io"
	"mime/multipart"
	"strconv"
	"strings"

	"bihuan/handlers/web"
	"bihuan/models/fault"
	"bihuan/models/file"
	"bihuan/views/ui"
)

const filesField = "files"

// Uploads takes the files of a form in. What is wrong with one is said at the field.
func Uploads(c *web.Context, store *file.Store) ([]file.Upload, error) {
	form := c.Request().MultipartForm
	if form == nil {
		return nil, nil
	}
	heads := form.File[filesField]
	if len(heads) > file.PerRecord {
		return nil, atFiles(fault.Invalid("invalid.files_count", "max", file.PerRecord))
	}
	var out []file.Upload
	for _, head := range heads {
		if head.Filename == "" && head.Size == 0 {
			continue
		}
		u, err := Upload(c, store, head)
		if err != nil {
			return nil, atFiles(err)
		}
		out = append(out, u)
	}
	return out, nil
}

// Upload takes one file in.
func Upload(c *web.Context, store *file.Store, head *multipart.FileHeader) (file.Upload, error) {
	f, err := head.Open()
	if err != nil {
		return file.Upload{}, err
	}
	defer func() { _ = f.Close() }()
	return store.Save(c.Ctx(), f, head.Filename, 0)
}

// atFiles puts a fault of the input at the field of the files.
func atFiles(err error) error {
	f := fault.Of(err)
	if f == nil || f.Kind != fault.InvalidKind || len(f.Fields) > 0 {
		return err
	}
	var check fault.Check
	check.Add(filesField, f.Key, f.Args...)
	return check.Err()
}

// Download sends a file of a record.
func Download(c *web.Context, store *file.Store, a file.Attachment) error {
	d, err := store.Download(a)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	return c.Attachment(d.Name, d.Type, func(w io.Writer) error {
		_, err := io.Copy(w, d)
		return err
	})
}

// Attachments are the files of the record at path, to fetch from <path>/files/<id>.
func Attachments(path string, files []file.Attachment) []ui.Attachment {
	var out []ui.Attachment
	for _, f := range files {
		out = append(out, ui.Attachment{Name: f.Name, Href: path + "/files/" + web.FormID(f.ID), Size: Size(f.Size)})
	}
	return out
}

// Size is a file's size as people say it.
func Size(n int64) string {
	switch {
	case n >= 1<<20:
		return strings.TrimSuffix(strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64), ".0") + " MB"
	case n >= 1<<10:
		return strconv.FormatInt(n>>10, 10) + " KB"
	}
	return strconv.FormatInt(n, 10) + " B"
}
