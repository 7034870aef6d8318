package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"bihuan/handlers"
	"bihuan/models/auth"
	"bihuan/models/policy"
)

type importPoliciesCmd struct {
	Dir        string `arg:"" type:"existingdir" help:"Folder with Markdown files (.md), folders in it included. A date in brackets at the end of a file's name is the version's."`
	Kind       string `default:"law" help:"Kind code of documents that are new."`
	Category   string `default:"law" help:"Category code of documents that are new."`
	Secrecy    string `default:"public" help:"Secrecy code of documents that are new."`
	Retention  string `default:"permanent" help:"Retention code of documents that are new."`
	Department string `help:"Department that keeps documents that are new; the firm where empty."`
	Owner      string `help:"Login of who keeps documents that are new; whoever keeps policies where empty."`
}

// maxFile bounds a file that is read; no text of MaxBody characters is longer.
const maxFile = 4 * policy.MaxBody

// Run takes over all files and ends with documents=… imported=… skipped=… failed=….
func (i *importPoliciesCmd) Run(ctx context.Context, g *Globals) error {
	h, err := g.ownedHouse(ctx)
	if err != nil {
		return err
	}
	defer h.Close()
	in := policy.ImportInput{Facts: policy.Facts{Kind: i.Kind, Category: i.Category, Secrecy: i.Secrecy, Retention: i.Retention}}
	if in.DepartmentID, err = department(ctx, h.Organisation, i.Department); err != nil {
		return err
	}
	if in.OwnerID, err = i.keeper(ctx, h.House); err != nil {
		return err
	}
	kinds, err := h.Policies.Kinds(ctx)
	if err != nil {
		return err
	}
	k, _ := policy.FindKind(kinds, i.Kind)
	in.ReviewMonths = k.ReviewMonths
	if in.Files, err = markdownFiles(i.Dir); err != nil {
		return err
	}
	told, err := h.Policies.Import(ctx, auth.System("import"), in)
	if err != nil {
		return err
	}
	return tellPolicies(told)
}

// keeper finds who is to keep the documents.
func (i *importPoliciesCmd) keeper(ctx context.Context, h *handlers.House) (int64, error) {
	id, err := h.Organisation.Keeper(ctx, i.Owner, auth.PolicyOwner, auth.Administrator)
	if err == nil && id == 0 {
		err = errors.New("nobody to keep the documents was found; name somebody with --owner")
	}
	return id, err
}

// markdownFiles reads all Markdown files below a folder in the order of their names.
func markdownFiles(dir string) ([]policy.ImportFile, error) {
	var files []policy.ImportFile
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.EqualFold(filepath.Ext(path), ".md") {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if info.Size() > maxFile {
			return fmt.Errorf("%s is larger than %d bytes", path, maxFile)
		}
		data, err := os.ReadFile(path)
		files = append(files, policy.ImportFile{Name: d.Name(), Text: string(data)})
		return err
	})
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("there are no .md files in %s", dir)
	}
	return files, err
}

// tellPolicies tells what became of each file, and in the last line how many there were.
func tellPolicies(told []policy.Imported) error {
	var documents []string
	imported, skipped, failed := 0, 0, 0
	for _, t := range told {
		switch {
		case t.Err != nil:
			failed++
			fmt.Fprintf(os.Stderr, "%s: %s\n", t.Name, explain(t.Err))
			continue
		case t.Skipped:
			skipped++
			fmt.Printf("%s: there already as %s version %d\n", t.Name, t.Number, t.No)
		default:
			imported++
			how := "the day of the version"
			if t.Stated {
				how = "as its text says"
			}
			fmt.Printf("%s: %s version %d, %d clauses, in force from %s (%s)\n", t.Name, t.Number, t.No, t.Clauses, t.Effect, how)
		}
		if !slices.Contains(documents, t.Number) {
			documents = append(documents, t.Number)
		}
	}
	fmt.Printf("documents=%d imported=%d skipped=%d failed=%d\n", len(documents), imported, skipped, failed)
	if failed > 0 {
		return fmt.Errorf("%d files were not imported", failed)
	}
	return nil
}
