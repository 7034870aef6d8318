package file

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"bihuan/models/fault"
)

// Options are the limits of a store. Zero values stand for the defaults.
type Options struct {
	// MaxBytes bounds one file; 20 MiB.
	MaxBytes int64
}

const mebibyte = 1 << 20

// Store is a folder of files under their hashes. Several processes may share it.
type Store struct {
	dir     string
	options Options
}

// Upload is a file that was taken but is not yet attached to a record.
type Upload struct {
	Hash string // SHA-256, hex
	Size int64
	Type string // media type
	Name string // cleaned
}

// New gives the store in a folder, which is made where it is missing.
func New(dir string, o Options) (*Store, error) {
	if o.MaxBytes <= 0 {
		o.MaxBytes = 20 * mebibyte
	}
	s := &Store{dir: dir, options: o}
	if err := os.MkdirAll(s.incoming(), 0o700); err != nil {
		return nil, err
	}
	return s, nil
}

// MaxBytes bounds one file.
func (s *Store) MaxBytes() int64 { return s.options.MaxBytes }

func (s *Store) incoming() string { return filepath.Join(s.dir, "incoming") }

func (s *Store) path(hash string) string { return filepath.Join(s.dir, hash[:2], hash) }

// Save takes a file from r under the name that its sender gave it. maxBytes bounds it where it is not 0 and
// less than the store's own bound. Nothing is left behind when it fails.
func (s *Store) Save(ctx context.Context, r io.Reader, name string, maxBytes int64) (Upload, error) {
	name, kind, err := cleanName(name)
	if err != nil {
		return Upload{}, err
	}
	if maxBytes <= 0 || maxBytes > s.options.MaxBytes {
		maxBytes = s.options.MaxBytes
	}
	tmp, err := os.CreateTemp(s.incoming(), "upload-")
	if err != nil {
		return Upload{}, fault.Unavailable(err)
	}
	defer func() {
		_ = tmp.Close()
		_ = os.Remove(tmp.Name())
	}()
	in := &source{ctx: ctx, r: io.LimitReader(r, maxBytes+1)}
	sum := sha256.New()
	size, err := io.Copy(io.MultiWriter(tmp, sum), in)
	switch {
	case ctx.Err() != nil:
		return Upload{}, ctx.Err()
	case in.err != nil:
		return Upload{}, fault.Wrap(fault.InvalidKind, in.err, "invalid.file_cut", "name", name)
	case err != nil:
		return Upload{}, fault.Unavailable(err)
	case size > maxBytes:
		return Upload{}, fault.Invalid("invalid.file_size", "name", name, "max", int(maxBytes/mebibyte))
	case size == 0:
		return Upload{}, fault.Invalid("invalid.file_empty", "name", name)
	}
	mediaType, err := kind.check(tmp, size, name)
	if err != nil {
		return Upload{}, err
	}
	u := Upload{Hash: hex.EncodeToString(sum.Sum(nil)), Size: size, Type: mediaType, Name: name}
	return u, s.keep(tmp, u)
}

// source remembers an error of reading, so that it is not taken for one of writing.
type source struct {
	ctx context.Context
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// keep puts the written file at its place, unless it is there already.
func (s *Store) keep(tmp *os.File, u Upload) error {
	target := s.path(u.Hash)
	if there, err := os.Stat(target); err == nil && there.Size() == u.Size {
		// Its age counts from now, or a sweep could take it before it is attached.
		now := time.Now()
		if err := os.Chtimes(target, now, now); err == nil {
			return nil
		}
	}
	err := tmp.Sync()
	if err == nil {
		err = os.MkdirAll(filepath.Dir(target), 0o700)
	}
	if err == nil {
		err = os.Rename(tmp.Name(), target)
	}
	if err == nil {
		err = syncFolder(filepath.Dir(target))
	}
	if err != nil {
		return fault.Unavailable(err)
	}
	return nil
}

func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Open gives the content that has this hash.
func (s *Store) Open(hash string) (*os.File, error) {
	if !validHash(hash) {
		return nil, fault.NotFound("fault.file_gone")
	}
	f, err := os.Open(s.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.Wrap(fault.NotFoundKind, err, "fault.file_gone")
	}
	if err != nil {
		return nil, fault.Unavailable(err)
	}
	return f, nil
}

func validHash(hash string) bool {
	raw, err := hex.DecodeString(hash)
	return err == nil && len(raw) == sha256.Size && hex.EncodeToString(raw) == hash
}

// Download is a file on its way to a person. It must be sent as an attachment, never shown in place.
type Download struct {
	Name string
	Type string
	Size int64
	At   time.Time // when it was attached
	io.ReadSeekCloser
}

// Download opens the content of an attachment. The caller closes it.
func (s *Store) Download(a Attachment) (Download, error) {
	f, err := s.Open(a.Hash)
	if err != nil {
		return Download{}, err
	}
	return Download{Name: a.Name, Type: a.Type, Size: a.Size, At: a.CreatedAt, ReadSeekCloser: f}, nil
}
