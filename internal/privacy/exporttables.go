package privacy

import (
	"archive/zip"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"cuedrop/internal/cuedrop"
)

// exportReadme says what is in the file to whoever opens it.
const exportReadme = `This is everything that Cuedrop kept of one workspace, without secrets.

data/*.json      one file a table, an array with one row a line. Times that end in _at are
                 milliseconds since 1970, UTC; 0 means never. mod_time is in nanoseconds.
data/settings.json  what you have set.
tables/posts.csv, tables/journal.csv, tables/requests.csv  the same for a spreadsheet.
receipts/        what went out, a page and a table for each month.
thumbnails/      small pictures of your clips, named by the clip's id.
manifest.json    which program made this, when, and the digest of each file.

Your clips themselves are not in it: they are where you keep them. Neither are the
sign-ins: sign in again where you import this. Import it with
  cuedrop data import FILE
docs/privacy.md of the program describes every field.
`

// table is a spreadsheet's view of a table.
type sheet struct {
	name    string
	table   string
	columns []string
	head    []string
	cells   func(values []any) []string
}

var sheets = []sheet{
	{
		name: "tables/posts.csv", table: "post", columns: []string{"id", "state", "account_id", "mode", "settings", "wall", "zone", "published_at", "post_ids", "link"},
		head: []string{"id", "state", "account", "mode", "caption", "privacy", "time", "zone", "published", "tiktok_ids", "link"},
		cells: func(v []any) []string {
			var settings struct{ Caption, Privacy string }
			_ = json.Unmarshal([]byte(textOf(v[4])), &settings) // a row that can't be read has no caption here
			return []string{textOf(v[0]), textOf(v[1]), textOf(v[2]), textOf(v[3]), settings.Caption, settings.Privacy, textOf(v[5]), textOf(v[6]), timeOf(v[7]), textOf(v[8]), textOf(v[9])}
		},
	},
	{
		name: "tables/journal.csv", table: "attempt_event", columns: []string{"seq", "at", "post_id", "attempt_id", "transition", "from_state", "to_state", "detail", "hash"},
		head: []string{"number", "time", "post", "attempt", "step", "from", "to", "detail", "digest"},
		cells: func(v []any) []string {
			return []string{textOf(v[0]), timeOf(v[1]), textOf(v[2]), textOf(v[3]), textOf(v[4]), textOf(v[5]), textOf(v[6]), textOf(v[7]), textOf(v[8])}
		},
	},
	{
		name: "tables/requests.csv", table: "request",
		columns: []string{"id", "at", "purpose", "method", "host", "path", "bytes_out", "bytes_in", "status", "elapsed_ms", "outcome", "account_id", "post_id"},
		head:    []string{"id", "time", "feature", "data", "method", "host", "path", "bytes_out", "bytes_in", "status", "elapsed_ms", "outcome", "account", "post"},
		cells: func(v []any) []string {
			return []string{textOf(v[0]), timeOf(v[1]), textOf(v[2]), DataIn(textOf(v[2])), textOf(v[3]), textOf(v[4]), textOf(v[5]), textOf(v[6]),
				textOf(v[7]), textOf(v[8]), textOf(v[9]), textOf(v[10]), textOf(v[11]), textOf(v[12])}
		},
	},
}

// writeTables adds the settings and the spreadsheets.
func (s *Service) writeTables(ctx context.Context, a *archive, r Reader) error {
	err := a.add(nameSettings, zip.Deflate, func(w io.Writer) error {
		all := map[string]string{}
		err := r.Rows(ctx, tableSetting, []string{"key", "value"}, func(values []any) error {
			if key := textOf(values[0]); !matches(private, key) {
				all[key] = textOf(values[1])
			}
			return nil
		})
		if err != nil {
			return err
		}
		enc := json.NewEncoder(w)
		enc.SetIndent("", " ")
		return enc.Encode(all)
	})
	for _, one := range sheets {
		if err != nil {
			return err
		}
		err = a.add(one.name, zip.Deflate, func(w io.Writer) error {
			out := csv.NewWriter(w)
			_ = out.Write(one.head) // an error stays until Flush
			err := r.Rows(ctx, one.table, one.columns, func(values []any) error {
				cells := one.cells(values)
				for i := range cells {
					cells[i] = cuedrop.SheetCell(cells[i])
				}
				return out.Write(cells)
			})
			out.Flush()
			if err == nil {
				err = out.Error()
			}
			return err
		})
	}
	return err
}

// sheetNames are the names of the spreadsheets in an exported file.
func sheetNames() []string {
	var all []string
	for _, one := range sheets {
		all = append(all, one.name)
	}
	slices.Sort(all)
	return all
}

func textOf(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	case []byte:
		return string(v)
	case int64:
		return strconv.FormatInt(v, 10)
	}
	return fmt.Sprint(v)
}

func timeOf(v any) string {
	ms, _ := v.(int64)
	if ms == 0 {
		return ""
	}
	return stamp(time.UnixMilli(ms))
}
