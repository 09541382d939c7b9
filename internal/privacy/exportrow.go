package privacy

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
)

// rowColumn is a column of an exported row.
type rowColumn struct {
	head   string // what stands before its value
	isJSON bool   // its text is JSON, which becomes part of the file's
}

// rowColumns are the columns of a table, in the order of the registry.
func rowColumns(t exportedTable) []rowColumn {
	all := make([]rowColumn, len(t.columns))
	for i, column := range t.columns {
		all[i] = rowColumn{head: `,"` + column + `":`, isJSON: jsonColumns[t.name+"."+column]} // columns are identifiers
	}
	if len(all) > 0 {
		all[0].head = all[0].head[1:]
	}
	return all
}

// appendRow adds a row as an object on one line. It is asked for each line of the journal:
// what most values are takes no encoder.
func appendRow(line []byte, columns []rowColumn, values []any) ([]byte, error) {
	line = append(line, '{')
	for i, c := range columns {
		line = append(line, c.head...)
		switch v := values[i].(type) {
		case nil:
			line = append(line, "null"...)
			continue
		case int64:
			line = strconv.AppendInt(line, v, 10)
			continue
		case string:
			if c.isJSON && json.Valid([]byte(v)) {
				var err error
				if line, err = appendJSON(line, v); err != nil {
					return nil, err
				}
				continue
			}
			if isPlain(v) {
				line = append(append(append(line, '"'), v...), '"')
				continue
			}
		case []byte: // a picture, or a manifest
			values[i] = map[string][]byte{"base64": v}
		}
		raw, err := json.Marshal(values[i])
		if err != nil {
			return nil, err
		}
		line = append(line, raw...)
	}
	return append(line, '}'), nil
}

// appendJSON adds valid JSON on one line.
func appendJSON(line []byte, text string) ([]byte, error) {
	if !strings.ContainsAny(text, "\n\r") {
		return append(line, text...), nil
	}
	var b bytes.Buffer
	err := json.Compact(&b, []byte(text))
	return append(line, b.Bytes()...), err
}

// isPlain reports whether a text is the same in JSON, but for its quotes.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}
