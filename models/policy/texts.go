package policy

import (
	"sync"

	"gorm.io/gorm"

	"bihuan/models/clause"
)

// mostTexts bounds the texts that are kept in memory, in bytes.
const mostTexts = 16 << 20

// texts keeps the texts of editions that were read lately. The text of an edition at one of its saves never changes;
// whoever gets one must not change it either.
type texts struct {
	mu    sync.Mutex
	kept  map[int64]keptText
	order []int64
	bytes int
}

type keptText struct {
	version int64
	hash    string
	body    string
	parts   []clause.Part
}

// partSize is about what a part takes in memory besides the text.
const partSize = 120

func (k keptText) size() int { return len(k.body) + partSize*len(k.parts) }

// edition gives an edition with its text; its head is as fresh as the caller read it.
func (t *texts) edition(q *gorm.DB, head EditionHead) (Edition, error) {
	t.mu.Lock()
	k, ok := t.kept[head.ID]
	t.mu.Unlock()
	if ok && k.version == head.Version && k.hash == head.Hash {
		return Edition{EditionHead: head, Body: k.body, Parts: k.parts}, nil
	}
	e, err := edition(q, head.ID)
	if err == nil {
		t.keep(e)
	}
	return e, err
}

func (t *texts) keep(e Edition) {
	k := keptText{version: e.Version, hash: e.Hash, body: e.Body, parts: e.Parts}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.kept == nil {
		t.kept = map[int64]keptText{}
	}
	if old, ok := t.kept[e.ID]; ok {
		t.bytes -= old.size()
	} else {
		t.order = append(t.order, e.ID)
	}
	t.kept[e.ID] = k
	for t.bytes += k.size(); t.bytes > mostTexts && len(t.order) > 0; t.order = t.order[1:] {
		t.bytes -= t.kept[t.order[0]].size()
		delete(t.kept, t.order[0])
	}
}
