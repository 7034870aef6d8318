package db

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"time"

	"gorm.io/gorm"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Migration is one numbered step of the schema.
type Migration struct {
	Version   int
	Name      string
	AppliedAt time.Time // zero where pending
	sql       string
}

type schemaMigration struct {
	Version   int
	Name      string
	AppliedAt time.Time
}

// words are what differs between the dialects in a CREATE TABLE.
var words = map[Dialect]*strings.Replacer{
	SQLite: strings.NewReplacer("{{id}}", "INTEGER PRIMARY KEY AUTOINCREMENT", "{{time}}", "DATETIME", "{{text}}", "TEXT",
		"{{blob}}", "BLOB", "{{bool}}", "BOOLEAN", "{{table}}", ""),
	MySQL: strings.NewReplacer("{{id}}", "BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY", "{{time}}", "DATETIME(6)", "{{text}}", "MEDIUMTEXT",
		"{{blob}}", "MEDIUMBLOB", "{{bool}}", "BOOLEAN", "{{table}}", " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin"),
}

// Migrations lists all steps, oldest first, with the time each was applied.
func (d *DB) Migrations(ctx context.Context) ([]Migration, error) {
	steps, err := load(d.dialect)
	if err != nil {
		return nil, err
	}
	done := map[int]time.Time{}
	if d.Read(ctx).Migrator().HasTable("schema_migrations") {
		var rows []schemaMigration
		if err := d.Read(ctx).Find(&rows).Error; err != nil {
			return nil, err
		}
		for _, r := range rows {
			done[r.Version] = r.AppliedAt
		}
	}
	for i := range steps {
		steps[i].AppliedAt = done[steps[i].Version]
	}
	return steps, nil
}

// Pending lists the steps that the database lacks.
func (d *DB) Pending(ctx context.Context) ([]Migration, error) {
	all, err := d.Migrations(ctx)
	return slices.DeleteFunc(all, func(m Migration) bool { return !m.AppliedAt.IsZero() }), err
}

// Empty tells whether no step was ever applied.
func (d *DB) Empty(ctx context.Context) bool {
	return !d.Read(ctx).Migrator().HasTable("schema_migrations")
}

// Migrate applies the pending steps and lists them. Two processes may call it at once.
func (d *DB) Migrate(ctx context.Context) ([]Migration, error) {
	var applied []Migration
	err := d.write.WithContext(ctx).Connection(func(g *gorm.DB) error {
		if d.dialect == MySQL {
			if err := g.Exec("SELECT GET_LOCK('bihuan_migrate', 60)").Error; err != nil {
				return err
			}
			defer g.Exec("SELECT RELEASE_LOCK('bihuan_migrate')")
		}
		err := g.Exec(words[d.dialect].Replace("CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER NOT NULL PRIMARY KEY, name VARCHAR(100) NOT NULL, applied_at {{time}} NOT NULL){{table}}")).Error
		if err != nil {
			return err
		}
		applied, err = d.apply(g)
		return err
	})
	return applied, err
}

func (d *DB) apply(g *gorm.DB) ([]Migration, error) {
	steps, err := load(d.dialect)
	if err != nil {
		return nil, err
	}
	var done []int
	if err := g.Model(&schemaMigration{}).Pluck("version", &done).Error; err != nil {
		return nil, err
	}
	var applied []Migration
	for _, m := range steps {
		if slices.Contains(done, m.Version) {
			continue
		}
		run := func(g *gorm.DB) error {
			for _, statement := range strings.Split(m.sql, ";\n") {
				if strings.TrimSpace(statement) == "" {
					continue
				}
				if err := g.Exec(statement).Error; err != nil {
					return fmt.Errorf("migration %04d_%s: %w", m.Version, m.Name, err)
				}
			}
			return g.Create(&schemaMigration{Version: m.Version, Name: m.Name, AppliedAt: d.Now()}).Error
		}
		// MySQL commits at every DDL statement anyway; on SQLite a step is all or nothing.
		if err := g.Transaction(run); err != nil {
			return applied, err
		}
		m.AppliedAt = d.Now()
		applied = append(applied, m)
	}
	return applied, nil
}

func load(dialect Dialect) ([]Migration, error) {
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	slices.Sort(names)
	var steps []Migration
	for _, path := range names {
		text, err := migrationFiles.ReadFile(path)
		if err != nil {
			return nil, err
		}
		number, name, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(path, "migrations/"), ".sql"), "_")
		version, err := strconv.Atoi(number)
		if err != nil {
			return nil, fmt.Errorf("migration %s has no number", path)
		}
		steps = append(steps, Migration{Version: version, Name: name, sql: words[dialect].Replace(stripComments(string(text))) + "\n"})
	}
	return steps, nil
}

func stripComments(sql string) string {
	lines := slices.DeleteFunc(strings.Split(sql, "\n"), func(l string) bool { return strings.HasPrefix(strings.TrimSpace(l), "--") })
	return strings.Join(lines, "\n")
}

// CopyTo writes a consistent copy of a SQLite database to a new file.
func (d *DB) CopyTo(ctx context.Context, path string) error {
	return d.write.WithContext(ctx).Exec("VACUUM INTO ?", path).Error
}

// Exec runs one statement of administration outside any transaction, such as creating a database.
func (d *DB) Exec(ctx context.Context, statement string) error {
	return d.write.WithContext(ctx).Exec(statement).Error
}
