package complaint

import (
	"io"
	"mime/multipart"

	"bihuan/handlers/web"
	"bihuan/models/fault"
	"bihuan/models/file"
)

// uploads takes the files of a form in. What is wrong with one is said at the field.
func (p *pages) uploads(c *web.Context) ([]file.Upload, error) {
	form := c.Request().MultipartForm
	if form == nil {
		return nil, nil
	}
	heads := form.File["files"]
	if len(heads) > file.PerRecord {
		return nil, atFiles(fault.Invalid("invalid.files_count", "max", file.PerRecord))
	}
	var out []file.Upload
	for _, head := range heads {
		if head.Filename == "" && head.Size == 0 {
			continue
		}
		u, err := p.upload(c, head)
		if err != nil {
			return nil, atFiles(err)
		}
		out = append(out, u)
	}
	return out, nil
}

func (p *pages) upload(c *web.Context, head *multipart.FileHeader) (file.Upload, error) {
	f, err := head.Open()
	if err != nil {
		return file.Upload{}, err
	}
	defer func() { _ = f.Close() }()
	return p.Files.Save(c.Ctx(), f, head.Filename, 0)
}

// atFiles puts a fault of the input at the field of the files.
func atFiles(err error) error {
	f := fault.Of(err)
	if f == nil || f.Kind != fault.InvalidKind || len(f.Fields) > 0 {
		return err
	}
	var check fault.Check
	check.Add("files", f.Key, f.Args...)
	return check.Err()
}

// download sends a file of a complaint.
func (p *pages) download(c *web.Context) error {
	a, err := p.Complaints.Attachment(c.Ctx(), c.Actor(), c.Param("number"), number(c.Param("id")))
	if err != nil {
		return err
	}
	d, err := p.Files.Download(a)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close() }()
	return c.Attachment(d.Name, d.Type, func(w io.Writer) error {
		_, err := io.Copy(w, d)
		return err
	})
}
