package signing

import (
	"sync"
	"testing"
	"time"

	"bihuan/models/db"
	"bihuan/models/db/dbtest"
	"bihuan/models/org/orgtest"
)

// TestWhoSignsWhileACampaignEndsIsCounted: the transaction that ends it read before the signature was there, as one
// does that puts the next edition in force, and comes to the campaign after it.
func TestWhoSignsWhileACampaignEndsIsCounted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB, clock *dbtest.Clock) {
		f := newFirm(t, d, clock)
		n := f.issue("投诉处理制度", of(orgtest.Service))
		c := f.campaign(n)
		in := f.read(f.one, n)
		inside, signed, once := make(chan struct{}), make(chan struct{}), sync.Once{}
		ended := make(chan error)
		go func() {
			ended <- d.InTx(f.ctx, func(tx *db.Tx) error {
				if _, err := findCampaign(tx.DB, f.hr, c.Number); err != nil {
					return err
				}
				once.Do(func() { close(inside) })
				select { // SQLite has one writer: there the signature waits for the end
				case <-signed:
				case <-time.After(300 * time.Millisecond):
				}
				locked, err := lock(tx, c.ID)
				if err != nil {
					return err
				}
				return f.end(tx, f.hr, &locked, Closed, "")
			})
		}()
		<-inside
		_, err := f.Sign(f.ctx, f.one, in)
		close(signed)
		f.must(err)
		f.must(<-ended)
		f.sound()
	})
}
