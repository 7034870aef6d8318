package org

import (
	"sync"
	"time"
)

// cacheLife is how old a cached value may be; another process may have changed it meanwhile.
const cacheLife = 2 * time.Second

// cached keeps something that nearly every page reads and that seldom changes.
type cached[T any] struct {
	mu    sync.Mutex
	value T
	read  time.Time
}

func (c *cached[T]) get(read func() (T, error)) (T, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.read) < cacheLife {
		return c.value, nil
	}
	value, err := read()
	if err != nil {
		return value, err
	}
	c.value, c.read = value, time.Now()
	return value, nil
}

func (c *cached[T]) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.read = time.Time{}
}
