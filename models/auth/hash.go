package auth

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"sync"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// Hasher turns passwords into argon2id strings. Its zero value uses the parameters that OWASP
// recommends for servers short of memory (19 MiB, two passes, one lane).
type Hasher struct {
	Memory uint32 // KiB
	Time   uint32
	Lanes  uint8
}

const (
	saltBytes = 16
	keyBytes  = 32
)

// hashing bounds the memory that sign-ins take together, whoever sends them.
var hashing = make(chan struct{}, 2)

func (h Hasher) orDefault() Hasher {
	if h == (Hasher{}) {
		return Hasher{Memory: 19 * 1024, Time: 2, Lanes: 1}
	}
	return h
}

func (h Hasher) key(password string, salt []byte) []byte {
	hashing <- struct{}{}
	defer func() { <-hashing }()
	return argon2.IDKey([]byte(norm.NFKC.String(password)), salt, h.Time, h.Memory, h.Lanes, keyBytes)
}

// Hash gives the PHC string of a password.
func (h Hasher) Hash(password string) string {
	h = h.orDefault()
	salt := make([]byte, saltBytes)
	_, _ = rand.Read(salt)
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.Memory, h.Time, h.Lanes, b64(salt), b64(h.key(password, salt)))
}

// Matches tells whether a password belongs to a PHC string, whatever parameters it was made with.
func (h Hasher) Matches(phc, password string) bool {
	made, salt, want, ok := parsePHC(phc)
	return ok && subtle.ConstantTimeCompare(made.key(password, salt), want) == 1
}

// Outdated tells whether a PHC string was made with other parameters.
func (h Hasher) Outdated(phc string) bool {
	made, _, _, ok := parsePHC(phc)
	return !ok || made != h.orDefault()
}

func parsePHC(phc string) (h Hasher, salt, key []byte, ok bool) {
	parts := strings.Split(phc, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return h, nil, nil, false
	}
	var version int
	if _, err := fmt.Sscanf(parts[2], "v=%d", &version); err != nil || version != argon2.Version {
		return h, nil, nil, false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.Memory, &h.Time, &h.Lanes); err != nil || h.Time == 0 || h.Lanes == 0 {
		return h, nil, nil, false
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return h, nil, nil, false
	}
	key, err = base64.RawStdEncoding.DecodeString(parts[5])
	return h, salt, key, err == nil
}

// decoy is what an unknown login is checked against, so that it costs what a known one costs.
var decoys sync.Map

func (h Hasher) decoy() string {
	h = h.orDefault()
	if phc, ok := decoys.Load(h); ok {
		return phc.(string)
	}
	phc, _ := decoys.LoadOrStore(h, h.Hash("a password that nobody has"))
	return phc.(string)
}
