package main

import (
	"bufio"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-sql-driver/mysql"
	"gorm.io/gorm/schema"
)

// sink writes rows of one table as fast as its database takes them, and durable only in the end.
type sink interface {
	put(row any) error
	close() error
}

// shape turns structs into the columns of their table, as GORM would.
type shape struct {
	table   string
	columns []string
	fields  []*schema.Field
}

func shapeOf(row any) (shape, error) {
	s, err := schema.Parse(row, &sync.Map{}, schema.NamingStrategy{})
	if err != nil {
		return shape{}, err
	}
	sh := shape{table: s.Table}
	for _, f := range s.Fields {
		if f.DBName != "" {
			sh.columns, sh.fields = append(sh.columns, f.DBName), append(sh.fields, f)
		}
	}
	return sh, nil
}

// values appends a row's values: nil, bool, int64, string, []byte or time.Time.
func (s shape) values(to []any, row any) ([]any, error) {
	v := reflect.Indirect(reflect.ValueOf(row))
	for _, f := range s.fields {
		value, _ := f.ValueOf(context.Background(), v)
		if valuer, ok := value.(driver.Valuer); ok {
			plain, err := valuer.Value()
			if err != nil {
				return nil, err
			}
			if plain == nil && f.Serializer != nil {
				plain = "[]"
			}
			to = append(to, plain)
			continue
		}
		r := reflect.ValueOf(value)
		for r.Kind() == reflect.Pointer && !r.IsNil() {
			r = r.Elem()
		}
		switch r.Kind() {
		case reflect.Pointer:
			to = append(to, nil)
		case reflect.String:
			to = append(to, r.String())
		case reflect.Int, reflect.Int64:
			to = append(to, r.Int())
		default:
			to = append(to, r.Interface())
		}
	}
	return to, nil
}

// lite is the one connection through which all tables of a SQLite file are filled.
type lite struct {
	conn *sql.Conn
	n    int
}

const commitEvery = 20_000

func newLite(d *sql.DB) (*lite, error) {
	conn, err := d.Conn(context.Background())
	if err == nil {
		_, err = conn.ExecContext(context.Background(), "BEGIN")
	}
	return &lite{conn: conn}, err
}

// step counts a row and commits now and then.
func (l *lite) step() error {
	if l.n++; l.n%commitEvery > 0 {
		return nil
	}
	_, err := l.conn.ExecContext(context.Background(), "COMMIT; BEGIN")
	return err
}

func (l *lite) close() error {
	_, err := l.conn.ExecContext(context.Background(), "COMMIT")
	return errors.Join(err, l.conn.Close())
}

// mostValues bounds a statement's values: the driver looks for each of them among all.
const mostValues = 120

// liteSink inserts several rows with one statement.
type liteSink struct {
	shape
	lite    *lite
	stmt    *sql.Stmt
	rows    int // per statement
	waiting []any
}

func newLiteSink(l *lite, s shape) (k *liteSink, err error) {
	k = &liteSink{shape: s, lite: l, rows: max(1, mostValues/len(s.columns))}
	k.stmt, err = l.conn.PrepareContext(context.Background(), k.insert(k.rows))
	return k, err
}

func (k *liteSink) insert(rows int) string {
	one := "(" + strings.TrimSuffix(strings.Repeat("?,", len(k.columns)), ",") + "),"
	return "INSERT INTO " + k.table + " (" + strings.Join(k.columns, ",") + ") VALUES " + strings.TrimSuffix(strings.Repeat(one, rows), ",")
}

func (k *liteSink) put(row any) (err error) {
	if k.waiting, err = k.values(k.waiting, row); err != nil {
		return err
	}
	if len(k.waiting) == k.rows*len(k.columns) {
		if _, err = k.stmt.Exec(k.waiting...); err != nil {
			return fmt.Errorf("%s: %w", k.table, err)
		}
		k.waiting = k.waiting[:0]
	}
	return k.lite.step()
}

func (k *liteSink) close() error {
	if len(k.waiting) == 0 {
		return nil
	}
	_, err := k.lite.conn.ExecContext(context.Background(), k.insert(len(k.waiting)/len(k.columns)), k.waiting...)
	k.waiting = k.waiting[:0]
	return err
}

// mySink sends rows as LOAD DATA LOCAL, which costs the server least.
type mySink struct {
	shape
	db   *sql.DB
	out  *io.PipeWriter
	buf  *bufio.Writer
	done chan error
	row  []any
	n    int
}

const loadEvery = 50_000

var loads atomic.Int64

func (k *mySink) begin() {
	name := fmt.Sprintf("bench%d", loads.Add(1))
	r, w := io.Pipe()
	mysql.RegisterReaderHandler(name, func() io.Reader { return r })
	k.out, k.buf, k.done = w, bufio.NewWriterSize(w, 1<<18), make(chan error, 1)
	go func() {
		defer mysql.DeregisterReaderHandler(name)
		_, err := k.db.Exec("LOAD DATA LOCAL INFILE 'Reader::" + name + "' INTO TABLE " + k.table + " CHARACTER SET utf8mb4 (" + strings.Join(k.columns, ",") + ")")
		_ = r.CloseWithError(err)
		k.done <- err
	}()
}

func (k *mySink) put(row any) (err error) {
	if k.row, err = k.values(k.row[:0], row); err != nil {
		return err
	}
	if k.out == nil {
		k.begin()
	}
	for i, v := range k.row {
		if i > 0 {
			_ = k.buf.WriteByte('\t')
		}
		tabbed(k.buf, v)
	}
	if err := k.buf.WriteByte('\n'); err != nil {
		return err
	}
	if k.n++; k.n%loadEvery == 0 {
		return k.close()
	}
	return nil
}

func (k *mySink) close() error {
	if k.out == nil {
		return nil
	}
	if err := k.buf.Flush(); err != nil {
		return err
	}
	_ = k.out.Close()
	k.out = nil
	return <-k.done
}

var escape = strings.NewReplacer("\\", "\\\\", "\t", "\\t", "\n", "\\n", "\r", "\\r", "\x00", "\\0")

func tabbed(w *bufio.Writer, v any) {
	switch v := v.(type) {
	case nil:
		_, _ = w.WriteString(`\N`)
	case bool:
		_ = w.WriteByte(map[bool]byte{false: '0', true: '1'}[v])
	case int64:
		_, _ = fmt.Fprint(w, v)
	case string:
		_, _ = escape.WriteString(w, v)
	case []byte:
		_, _ = escape.WriteString(w, string(v))
	case time.Time:
		_, _ = w.WriteString(v.UTC().Format("2006-01-02 15:04:05.000000"))
	default:
		_, _ = fmt.Fprint(w, v)
	}
}
