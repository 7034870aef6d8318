package file

import (
	"path"
	"strings"
	"unicode"

	"bihuan/models/fault"
)

const maxName = 120

// cleanName makes a name harmless wherever it will be saved or shown, and gives the kind that its ending tells.
func cleanName(name string) (string, kind, error) {
	name = strings.ToValidUTF8(name, "")
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune(`<>:"|?*/`, r):
			return '_'
		case unicode.IsSpace(r):
			return ' '
		// Control and format characters, among them those that turn the reading direction: they make
		// "gpj.exe" of "exe.jpg" for the eye.
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, name)
	name = strings.TrimRight(strings.Join(strings.Fields(name), " "), ". ")
	ending := strings.ToLower(path.Ext(name))
	k, ok := kinds[ending]
	if !ok {
		return "", kind{}, fault.Invalid("invalid.file_kind", "name", shortened(name, ""))
	}
	stem := strings.Trim(name[:len(name)-len(ending)], ". ")
	if stem == "" {
		stem = "file"
	}
	if reserved[strings.ToLower(strings.SplitN(stem, ".", 2)[0])] {
		stem = "_" + stem
	}
	return shortened(stem, ending), k, nil
}

// reserved are names that Windows takes for devices.
var reserved = map[string]bool{"con": true, "prn": true, "aux": true, "nul": true, "com1": true, "com2": true, "com3": true,
	"com4": true, "lpt1": true, "lpt2": true, "lpt3": true}

func shortened(stem, ending string) string {
	runes := []rune(stem)
	if most := maxName - len(ending); len(runes) > most {
		stem = strings.TrimRight(string(runes[:most]), ". ")
	}
	return stem + ending
}
