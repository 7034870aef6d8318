package docx

import "unicode/utf8"

// Loss is something that Markdown could not take over. What is its code: "header", "footer", "textbox", "comment",
// "tracked", "merged_cells", "nested_table", "object", "drawing", "equation", "hidden", "contents", "picture",
// "picture_remote", "picture_many", "script", "symbol", "underline", "link", "unknown". Its words are docx.loss.<What>.
type Loss struct {
	What  string
	Count int
	// Example is the text of the first one, shortened; empty where there is none.
	Example string
}

// losses collects them in the order in which they were first met.
type losses struct {
	list []Loss
	at   map[string]int
}

const exampleMost = 60

func (l *losses) add(what, example string) {
	if l.at == nil {
		l.at = map[string]int{}
	}
	i, ok := l.at[what]
	if !ok {
		i = len(l.list)
		l.at[what] = i
		l.list = append(l.list, Loss{What: what})
	}
	l.list[i].Count++
	if l.list[i].Example == "" {
		l.list[i].Example = shortened(trimmed(example))
	}
}

func shortened(s string) string {
	if utf8.RuneCountInString(s) <= exampleMost {
		return s
	}
	return string([]rune(s)[:exampleMost-1]) + "…"
}
