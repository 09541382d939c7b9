//go:build linux

package store_test

import (
	"bytes"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// disk is what a recorded program's files are, and what of them has surely reached the
// disk: what was written and not synced since may be there in whole, in part or not.
type disk struct {
	names  map[string]*content // as the program sees them
	stable map[string]*content // as they are after a loss of power
	moves  []call              // creations, removals and renames that no folder was synced for
	moved  []*content          // of moves: what was created
}

type content struct {
	now     []byte
	durable []byte
	waiting []call
	begun   []int // of waiting: number of the call
}

func newDisk(t *testing.T, root string) *disk {
	t.Helper()
	d := &disk{names: map[string]*content{}, stable: map[string]*content{}}
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		c := &content{now: raw, durable: bytes.Clone(raw)}
		d.names[path], d.stable[path] = c, c
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func write(raw []byte, c call) []byte {
	switch {
	case c.name == "cut":
		if int(c.at) <= len(raw) {
			return raw[:c.at]
		}
		return append(raw, make([]byte, int(c.at)-len(raw))...)
	case len(raw) < int(c.at)+len(c.data):
		raw = append(raw, make([]byte, int(c.at)+len(c.data)-len(raw))...)
	}
	copy(raw[c.at:], c.data)
	return raw
}

// do performs the nth call.
func (d *disk) do(n int, c call) {
	f := d.names[c.path]
	switch c.name {
	case "create":
		if f == nil {
			f = &content{}
			d.names[c.path] = f
			d.move(c, f)
		} else if c.wipes {
			d.do(n, call{name: "cut", path: c.path})
		}
	case "write", "cut":
		if f == nil {
			return // removed while it was open
		}
		if c.name == "write" && c.at < 0 {
			c.at = int64(len(f.now))
		}
		f.now = write(f.now, c)
		f.waiting, f.begun = append(f.waiting, c), append(f.begun, n)
	case "sync":
		if f != nil {
			keep := 0
			for keep < len(f.waiting) && f.begun[keep] < c.began {
				f.durable = write(f.durable, f.waiting[keep])
				keep++
			}
			f.waiting, f.begun = f.waiting[keep:], f.begun[keep:]
			return
		}
		rest, files := d.moves[:0:0], d.moved[:0:0]
		for i, m := range d.moves {
			if filepath.Dir(m.path) == c.path {
				apply(d.stable, m, d.moved[i])
			} else {
				rest, files = append(rest, m), append(files, d.moved[i])
			}
		}
		d.moves, d.moved = rest, files
	case "remove", "rename":
		apply(d.names, c, nil)
		d.move(c, nil)
	}
}

func (d *disk) move(c call, created *content) {
	d.moves, d.moved = append(d.moves, c), append(d.moved, created)
}

func apply(names map[string]*content, c call, created *content) {
	switch c.name {
	case "create":
		names[c.path] = created
	case "remove":
		delete(names, c.path)
	case "rename":
		if f, ok := names[c.path]; ok {
			names[c.to] = f
			delete(names, c.path)
		}
	}
}

// The ways in which writes get lost.
const (
	lossAll  = iota // nothing that was not synced is there
	lossNone        // everything is: the program was killed
	lossSome        // any of it is, in any order
	lossTorn        // and of one write some sectors only
	losses
)

const sector = 512 // bytes; what a disk writes at once

// after returns the files as they are after the power failed.
func (d *disk) after(how int, random *rand.Rand) map[string][]byte {
	names := map[string]*content{}
	for path, f := range d.stable {
		names[path] = f
	}
	kept := len(d.moves) // a file system keeps the order of these, and may lose the last
	switch how {
	case lossAll:
		kept = 0
	case lossSome, lossTorn:
		kept = random.IntN(len(d.moves) + 1)
	}
	for i := range kept {
		apply(names, d.moves[i], d.moved[i])
	}
	files := map[string][]byte{}
	for path, f := range names {
		if strings.HasSuffix(path, "-shm") { // shared memory: SQLite makes it anew
			continue
		}
		raw := bytes.Clone(f.durable)
		torn := -1
		if how == lossTorn && len(f.waiting) > 0 {
			torn = random.IntN(len(f.waiting))
		}
		for i, c := range f.waiting {
			switch {
			case how == lossNone, i != torn && how != lossAll && random.IntN(2) == 0:
				raw = write(raw, c)
			case i == torn:
				for at := 0; at < len(c.data); at += sector {
					if random.IntN(2) == 0 {
						raw = write(raw, call{name: "write", at: c.at + int64(at), data: c.data[at:min(at+sector, len(c.data))]})
					}
				}
			}
		}
		files[path] = raw
	}
	return files
}
