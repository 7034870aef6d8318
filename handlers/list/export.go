package list

import (
	"io"
	"time"

	"bihuan/handlers/web"
	"bihuan/models/fault"
	"bihuan/models/sheet"
	"bihuan/views/ui"
)

// CSV is the content type of a table as text.
const CSV = "text/csv; charset=utf-8"

// contentTypes are the forms in which a list can be taken away.
var contentTypes = map[string]string{"csv": CSV, "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}

const formatName = "format"

// Exports lead to the list in each form, at <path>/export?format=.
func (a Address) Exports(c *web.Context) []ui.Action {
	address := func(form string) string { return a.path + "/export?" + a.With(formatName, form).Query() }
	return []ui.Action{
		{Label: c.T("list.export.csv"), Href: address("csv"), Icon: "file-export"},
		{Label: c.T("list.export.xlsx"), Href: address("xlsx"), Icon: "file-spreadsheet"},
	}
}

// Format is the form in which the address asks for the list.
func Format(c *web.Context) string { return c.QueryParam(formatName) }

// Instant is a cell, empty where nothing happened yet.
func Instant(t *time.Time) any {
	if t == nil {
		return nil
	}
	return *t
}

// Export sends a table in a form as a download called name and the minute. Each hands the rows below head to
// row; the table begins with the first of them, so that a refusal before it is still a page.
func Export(c *web.Context, form, name string, head []any, each func(row func(cells ...any) error) error) error {
	kind, ok := contentTypes[form]
	if !ok {
		return fault.Invalid("fault.form")
	}
	zone := c.Locale().Zone()
	name += "-" + c.Locale().Now().In(zone).Format("20060102-1504") + "." + form
	err := c.Attachment(name, kind, func(out io.Writer) error {
		s, err := sheet.New(out, form, zone)
		if err != nil {
			return err
		}
		began := false
		begin := func() error {
			if began {
				return nil
			}
			began = true
			return s.Row(head...)
		}
		err = each(func(cells ...any) error {
			if err := begin(); err != nil {
				return err
			}
			return s.Row(cells...)
		})
		if err != nil {
			return err
		}
		if err := begin(); err != nil {
			return err
		}
		return s.Close()
	})
	if err != nil && !c.Response().Committed {
		c.Response().Header().Del("Content-Disposition")
	}
	return err
}
