package loop

import (
	"bihuan/handlers/web"
	"bihuan/models/fault"
	"bihuan/models/link"
	view "bihuan/views/loop"
)

// Source is the record that a form starts from, nil where it names none; one that cannot be seen any more is shown by
// its number.
func Source(c *web.Context, links *link.Links, ref link.Ref) (*view.Source, error) {
	if ref.Number == "" {
		return nil, nil
	}
	out := &view.Source{Kind: ref.Kind, Number: ref.Number}
	o, err := links.Origin(c.Ctx(), c.Actor(), ref.Kind, ref.Number)
	if fault.Is(err, fault.NotFoundKind) {
		return out, nil
	}
	out.Title, out.Href = o.Title, c.RecordPath(ref.Kind, ref.Number)
	return out, err
}
