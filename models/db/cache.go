package db

import (
	"cmp"
	"sync"
	"time"
)

// cacheLife is how old a cached value may be; another process may have changed it meanwhile.
const cacheLife = 2 * time.Second

// Cache keeps something that nearly every page reads and that seldom changes. Its lock is never held while the
// database is asked: who holds a connection would wait for who waits for one.
type Cache[T any] struct {
	// Life is how old the value may be; two seconds where it is 0.
	Life  time.Duration
	mu    sync.Mutex
	value T
	at    time.Time
	edits int
}

// Get gives the value, read anew where it is old. The value is shared: whoever gets it must not change it.
func (c *Cache[T]) Get(read func() (T, error)) (T, error) {
	c.mu.Lock()
	value, fresh, edits := c.value, time.Since(c.at) < cmp.Or(c.Life, cacheLife), c.edits
	c.mu.Unlock()
	if fresh {
		return value, nil
	}
	value, err := read()
	if err != nil {
		return value, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.edits == edits { // no edit ended meanwhile
		c.value, c.at = value, time.Now()
	}
	return value, nil
}

// Forget has the value read anew the next time.
func (c *Cache[T]) Forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at, c.edits = time.Time{}, c.edits+1
}
