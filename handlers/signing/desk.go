package signing

import (
	"bihuan/handlers/home"
	"bihuan/handlers/web"
	"bihuan/models/auth"
	homeview "bihuan/views/home"
	"bihuan/views/locale"
	view "bihuan/views/signing"
	"bihuan/views/ui"
)

// desk is what there is to read and sign for the reader.
type desk struct{ *pages }

// Desk gives what there is to read and sign.
func (parts Parts) Desk() home.Source { return desk{&pages{Parts: parts}} }

// onDesk is how many policies stand on the desk; the reading list holds the rest.
const onDesk = 20

// Desk is what waits to be read and signed, and for who answers for departments how many signatures are open there.
func (d desk) Desk(c *web.Context) (home.Part, error) {
	if !c.Can(auth.PolicyRead) {
		return home.Part{}, nil
	}
	w, err := d.words(c)
	if err != nil {
		return home.Part{}, err
	}
	part := home.Part{More: ui.Link{Label: w.T("signing.mine"), Href: view.Reading}}
	on, err := d.Signings.OnDesk(c.Ctx(), c.Actor(), onDesk)
	if err != nil {
		return part, err
	}
	part.Full = len(on.Items) >= onDesk
	for _, r := range on.Items {
		next := w.next(r)
		next.Tone = ""
		line := homeview.Line{Number: r.PolicyNumber, Href: view.Text(r.PolicyNumber), Title: r.PolicyTitle, Whose: w.item(r).Why, State: view.DutyMark(w.Ctx, string(r.State), false), Clock: w.due(r.DueAt), Next: &next}
		part.Waiting = append(part.Waiting, home.Item{Line: line, Due: r.DueAt})
	}
	if on.Answers {
		part.Figures = []ui.Stat{{Label: w.T("signing.figure.unsigned"), Value: locale.Number(w.Ctx, on.Unsigned), Href: view.Home}}
	}
	return part, nil
}

// Found is nothing: what is signed is found as a policy.
func (d desk) Found(*web.Context, string, int) (home.Found, error) { return home.Found{}, nil }
