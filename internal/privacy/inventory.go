package privacy

import (
	"cmp"
	"context"
	"slices"
	"time"

	"cuedrop/internal/cuedrop"
)

// Inventory is what is stored, at one moment.
type Inventory struct {
	MadeAt     time.Time
	Categories []Stored
}

// Stored is how much there is of one category.
type Stored struct {
	Category
	Count    int
	Bytes    int64
	Days     int // the rule in force of its first part; 0 = until erased
	Accounts []StoredFor
	Parts    []Part
}

// StoredFor is the part of one account.
type StoredFor struct {
	Account cuedrop.AccountID
	Count   int
	Bytes   int64
}

// Part is a table or a kind of file.
type Part struct {
	Kind  string // table, files
	Name  string
	Count int
	Bytes int64
}

// Inventory is Stored for the user. That is the right of access, which the log names once a
// day.
func (s *Service) Inventory(ctx context.Context) (Inventory, error) {
	began := s.Clock.Now()
	out, err := s.Stored(ctx)
	if err == nil {
		err = s.noteAccess(ctx, string(cuedrop.ScopeAll), began)
	}
	return out, err
}

// Stored counts what is stored, of every category, also of those that have nothing.
func (s *Service) Stored(ctx context.Context) (Inventory, error) {
	t := tally{}
	if err := s.tallyTables(ctx, t); err != nil {
		return Inventory{}, err
	}
	if err := s.tallySettings(ctx, t); err != nil {
		return Inventory{}, err
	}
	if err := s.tallyFiles(ctx, t); err != nil {
		return Inventory{}, err
	}
	days, err := s.days(ctx)
	if err != nil {
		return Inventory{}, err
	}
	out := Inventory{MadeAt: s.Clock.Now()}
	for _, c := range registry {
		one := t.stored(c)
		if len(c.Rules) > 0 {
			one.Days = days[c.Rules[0].ID]
		}
		out.Categories = append(out.Categories, one)
	}
	return out, nil
}

const tableSetting = "setting"

func (s *Service) tallyTables(ctx context.Context, t tally) error {
	for _, c := range registry {
		for _, table := range c.Tables {
			if table.Name == tableSetting {
				continue // by key
			}
			held, err := s.Holdings.Holdings(ctx, cuedrop.Claim{Table: table.Name, Columns: table.Columns})
			if err != nil {
				return err
			}
			for _, h := range held {
				t.add(c.ID, "table", table.Name, h.Account, h.Rows, h.Bytes, table.Counted, true)
			}
		}
	}
	return nil
}

func (s *Service) tallySettings(ctx context.Context, t tally) error {
	sizes, err := s.Holdings.SettingSizes(ctx)
	for key, size := range sizes {
		id := OfSetting(key)
		t.add(id, "table", tableSetting, "", 1, size, id == Profile, true)
	}
	return err
}

func (s *Service) tallyFiles(ctx context.Context, t tally) error {
	owners, err := s.Holdings.Owners(ctx)
	if err != nil {
		return err
	}
	files, err := s.files()
	for _, f := range files {
		if f.known {
			t.add(f.category, "files", f.Kind, owners[ownerOf(f.name)], 1, f.size, false, !f.Whole)
		}
	}
	return err
}

// tally adds up what is found, by category.
type tally map[ID]*sums

type sums struct {
	count    int
	bytes    int64
	accounts map[cuedrop.AccountID]*StoredFor
	parts    map[[2]string]*Part
}

// add notes rows or files. counted ones are the category's things; the bytes of those
// that hold what others hold already are not summed.
func (t tally) add(id ID, kind, name string, account cuedrop.AccountID, n int, bytes int64, counted, summed bool) {
	c := t[id]
	if c == nil {
		c = &sums{accounts: map[cuedrop.AccountID]*StoredFor{}, parts: map[[2]string]*Part{}}
		t[id] = c
	}
	p := c.parts[[2]string{kind, name}]
	if p == nil {
		p = &Part{Kind: kind, Name: name}
		c.parts[[2]string{kind, name}] = p
	}
	p.Count += n
	p.Bytes += bytes
	if !summed {
		return
	}
	if !counted {
		n = 0
	}
	c.count += n
	c.bytes += bytes
	if account == "" {
		return
	}
	a := c.accounts[account]
	if a == nil {
		a = &StoredFor{Account: account}
		c.accounts[account] = a
	}
	a.Count += n
	a.Bytes += bytes
}

// stored returns the sums of a category, in a fixed order.
func (t tally) stored(c Category) Stored {
	out := Stored{Category: c}
	got := t[c.ID]
	if got == nil {
		return out
	}
	out.Count, out.Bytes = got.count, got.bytes
	for _, a := range got.accounts {
		out.Accounts = append(out.Accounts, *a)
	}
	for _, p := range got.parts {
		out.Parts = append(out.Parts, *p)
	}
	slices.SortFunc(out.Accounts, func(a, b StoredFor) int { return cmp.Compare(a.Account, b.Account) })
	slices.SortFunc(out.Parts, func(a, b Part) int { return cmp.Or(cmp.Compare(b.Kind, a.Kind), cmp.Compare(a.Name, b.Name)) })
	return out
}
