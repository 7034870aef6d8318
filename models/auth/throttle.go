package auth

import (
	"time"

	"bihuan/models/db"
	"bihuan/models/fault"
)

// Sign-in is slowed down on three counts. The pair of account and source is held for up to a quarter of an
// hour: it keeps one guesser off one account, and cannot shut its owner out elsewhere. A source that fails
// with many accounts is held for at most half a minute. An account under attack from many sources is never held,
// its attempts only take longer. A browser from which the account signed in before is counted by itself.
//
// Attempts are counted before the password is looked at, so that many at once gain nothing.

type signInThrottle struct {
	KeyHash      string `gorm:"primaryKey"`
	Failures     int
	FailedAt     time.Time
	BlockedUntil time.Time
}

// gate is one count: after free failures each further one holds the key twice as long.
type gate struct {
	key         string
	free        int
	first, most time.Duration
	// slow makes the attempt take longer instead of refusing it.
	slow bool
}

// window is how long failures are remembered.
const window = time.Hour

func (g gate) hash() string { return hashToken(g.key) }

func (g gate) hold(failures int) time.Duration {
	if failures < g.free {
		return 0
	}
	d := g.first
	for i := g.free; i < failures && d < g.most; i++ {
		d *= 2
	}
	return min(d, g.most)
}

// passwordGates are the counts for a password tried for a login from a source, or from a known device.
func passwordGates(login, source, device string) []gate {
	if device != "" {
		return []gate{{key: "device|" + login + "|" + device, free: 5, first: 30 * time.Second, most: 15 * time.Minute}}
	}
	return []gate{
		{key: "pair|" + login + "|" + source, free: 5, first: 30 * time.Second, most: 15 * time.Minute},
		{key: "source|" + source, free: 40, first: time.Second, most: 30 * time.Second},
		{key: "account|" + login, free: 10, first: 250 * time.Millisecond, most: 2 * time.Second, slow: true},
	}
}

// codeGates are the counts for a second factor: who comes so far knows the password, so an account may be
// held here, but for its known devices.
func codeGates(login, source, device string) []gate {
	if device != "" {
		return []gate{{key: "code-device|" + login + "|" + device, free: 5, first: 30 * time.Second, most: 15 * time.Minute}}
	}
	return []gate{
		{key: "code-pair|" + login + "|" + source, free: 5, first: 30 * time.Second, most: 15 * time.Minute},
		{key: "code|" + login, free: 10, first: time.Minute, most: 15 * time.Minute},
	}
}

// ownGates are the counts for the password asked again of somebody signed in.
func ownGates(login string) []gate {
	return []gate{{key: "own|" + login, free: 5, first: 30 * time.Second, most: 15 * time.Minute}}
}

// pass counts an attempt and gives how long it is to be slowed down, or a fault that says how long to wait.
func pass(tx *db.Tx, gates []gate) (slow time.Duration, err error) {
	hashes := make([]string, len(gates))
	for i, g := range gates {
		hashes[i] = g.hash()
	}
	rows, err := findThrottles(tx, hashes)
	if err != nil {
		return 0, err
	}
	var wait time.Duration
	for _, g := range gates {
		if left := rows[g.hash()].BlockedUntil.Sub(tx.Now); left > wait {
			wait = left
		}
	}
	if wait > 0 {
		return 0, fault.Invalid("fault.sign_in_wait", "d", max(wait.Round(time.Second), time.Second))
	}
	for _, g := range gates {
		row := rows[g.hash()]
		if tx.Now.Sub(row.FailedAt) > window {
			row.Failures = 0
		}
		held := g.hold(row.Failures)
		row = signInThrottle{KeyHash: g.hash(), Failures: row.Failures + 1, FailedAt: tx.Now, BlockedUntil: tx.Now}
		if g.slow {
			slow = held
		} else {
			row.BlockedUntil = tx.Now.Add(g.hold(row.Failures))
		}
		if err := putThrottle(tx, row); err != nil {
			return 0, err
		}
	}
	return slow, nil
}

// passed takes back the count of an attempt that succeeded: the first gate is opened, the others forget one failure.
func passed(tx *db.Tx, gates []gate) error {
	for i, g := range gates {
		if i == 0 {
			if err := dropThrottle(tx, g.hash()); err != nil {
				return err
			}
			continue
		}
		if err := easeThrottle(tx, g.hash()); err != nil {
			return err
		}
	}
	return nil
}
