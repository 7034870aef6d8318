package evidence

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"bihuan/models/audit"
	"bihuan/models/auth"
	"bihuan/models/complaint"
	"bihuan/models/org"
)

// Bond tells how a personal value stands to the commitment to it in the canonical bytes.
type Bond string

// What can be said of a commitment.
const (
	Holds  Bond = "holds"  // the value and its salt give the commitment
	Erased Bond = "erased" // the value was erased; the commitment stays
	Broken Bond = "broken" // the value beside the event is not the one that was committed to
)

// Commitment is the place of a personal value in the canonical bytes.
type Commitment struct {
	Path, Field string
	Hash        string
	Bond        Bond
	// Value and Salt allow the commitment to be computed again. Both are empty where the reader may not see
	// the value: with the salt, a telephone number could be guessed.
	Value, Salt string
	Masked      bool
}

// Proof is one event with what a sceptic needs.
type Proof struct {
	Event       audit.Told
	People      map[int64]org.Person
	Commitments []Commitment
	// Leaf is the hex hash of the canonical bytes as a leaf of an RFC 6962 tree.
	Leaf string
}

// Get gives one event by its uid; looking at it is recorded.
func (t *Trail) Get(ctx context.Context, a auth.Actor, uid string) (Proof, error) {
	if err := a.Require(auth.TrailRead); err != nil {
		return Proof{}, err
	}
	row, err := byUID(t.d.Read(ctx), uid)
	if err != nil {
		return Proof{}, gone(err)
	}
	// An event of looking is not looked at in turn, or reading the trail would never come to an end.
	if row.Kind != "trail.viewed" {
		if err := t.looked(ctx, a, "trail.viewed", audit.Ref{Kind: EventKind, ID: row.ID, Number: row.UID}, nil); err != nil {
			return Proof{}, err
		}
	}
	page, err := t.tell(ctx, a, []audit.Row{row})
	if err != nil {
		return Proof{}, err
	}
	values, err := valuesOf(t.d.Read(ctx), row.ID)
	if err != nil {
		return Proof{}, err
	}
	sum := sha256.Sum256(append([]byte{0}, row.Canonical...))
	p := Proof{Event: page.Events[0], People: page.People, Leaf: hex.EncodeToString(sum[:])}
	if p.Commitments, err = commitments(row, values); err != nil {
		return Proof{}, err
	}
	about, err := t.aboutReader(ctx, a, []audit.Row{row})
	if err == nil && about[row.RecordID] && row.RecordKind == complaint.Kind {
		for i := range p.Commitments {
			p.Commitments[i].Value, p.Commitments[i].Salt, p.Commitments[i].Masked = "***", "", true
		}
	}
	return p, err
}

// commitments reads the canonical bytes and holds each commitment against the value beside it.
func commitments(r audit.Row, values []audit.Value) ([]Commitment, error) {
	var body struct {
		Reason  json.RawMessage
		Changes [][3]json.RawMessage
	}
	if err := json.Unmarshal(r.Canonical, &body); err != nil {
		return nil, fmt.Errorf("event %s: %w", r.UID, err)
	}
	beside := make(map[string]audit.Value, len(values))
	for _, v := range values {
		beside[v.Path] = v
	}
	var out []Commitment
	add := func(path, field string, raw json.RawMessage) {
		var promise struct{ C string }
		if !strings.HasPrefix(string(raw), "{") || json.Unmarshal(raw, &promise) != nil {
			return
		}
		c := Commitment{Path: path, Field: field, Hash: promise.C, Bond: Erased}
		if v, ok := beside[path]; ok {
			c.Bond = Broken
			if audit.Commitment(v.Salt, v.Value) == promise.C {
				c.Bond = Holds
			}
			c.Value, c.Salt = v.Value, hex.EncodeToString(v.Salt)
			if masked, ok := complaint.MaskValue(field, v.Value).(string); ok && r.RecordKind == complaint.Kind && masked != v.Value {
				c.Value, c.Salt, c.Masked = masked, "", true
			}
		}
		out = append(out, c)
	}
	add(audit.ReasonPath, audit.ReasonPath, body.Reason)
	for i, c := range body.Changes {
		var field string
		if err := json.Unmarshal(c[0], &field); err != nil {
			return nil, fmt.Errorf("event %s: %w", r.UID, err)
		}
		add(fmt.Sprintf("%d.before", i), field, c[1])
		add(fmt.Sprintf("%d.after", i), field, c[2])
	}
	return out, nil
}
