package terms

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"bihuan/models/db"
)

// Lists are the use cases on value lists.
type Lists struct {
	d       *db.DB
	loading sync.Mutex
	kept    atomic.Pointer[snapshot]
	edits   atomic.Int64
}

type snapshot struct {
	set Set
	at  time.Time
}

// fresh is how long a snapshot serves; another instance of the portal may have edited meanwhile.
const fresh = 2 * time.Second

// New gives the use cases on this database.
func New(d *db.DB) *Lists { return &Lists{d: d} }

// All gives all lists, at most two seconds old. Names of terms are no secret, so it asks for no right.
func (l *Lists) All(ctx context.Context) (Set, error) {
	now := l.d.Now()
	kept := l.kept.Load()
	if kept != nil {
		if age := now.Sub(kept.at); age >= 0 && age < fresh {
			return kept.set, nil
		}
		// One request reads anew; the others meanwhile take what there is.
		if !l.loading.TryLock() {
			return kept.set, nil
		}
	} else {
		l.loading.Lock()
	}
	defer l.loading.Unlock()
	edits := l.edits.Load()
	set, err := Load(l.d.Read(ctx))
	if err != nil {
		return Set{}, err
	}
	// What was read before an edit that ended meanwhile must not be kept.
	if edits == l.edits.Load() {
		l.kept.Store(&snapshot{set: set, at: now})
	}
	return set, nil
}

// forget makes the next reading see what was just written.
func (l *Lists) forget() {
	l.edits.Add(1)
	l.kept.Store(nil)
}
