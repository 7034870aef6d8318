package complaint

import (
	"bihuan/handlers/record"
	"bihuan/handlers/web"
)

// download sends a file of a complaint.
func (p *pages) download(c *web.Context) error {
	a, err := p.Complaints.Attachment(c.Ctx(), c.Actor(), c.Param("number"), number(c.Param("id")))
	if err != nil {
		return err
	}
	return record.Download(c, p.Files, a)
}
