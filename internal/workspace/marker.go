package workspace

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"cuedrop/internal/fault"
)

const (
	markerName  = "workspace.json" // of store, which writes its id there
	openingName = "opening.lock"   // of store, held while it does
	markerMost  = 64 << 10         // bytes; ours is below 1 kB

	// patience is how long a file may be in use by a virus scanner or an indexer.
	patience = 2 * time.Second
)

// marker is workspace.json: an object of which this package knows the fields below, and
// keeps all others as they are. Stored on disk: do not rename.
type marker map[string]json.RawMessage

const (
	fieldID      = "id"       // store's: by it the database and the key know the workspace
	fieldName    = "name"     // what people call it
	fieldLeaving = "deleting" // true: somebody has begun to delete it
)

func (m marker) text(field string) string {
	var s string
	_ = json.Unmarshal(m[field], &s) // nonsense is as if it were not there
	return s
}

func (m marker) id() string   { return m.text(fieldID) }
func (m marker) name() string { return m.text(fieldName) }

func (m marker) leaving() bool {
	var b bool
	_ = json.Unmarshal(m[fieldLeaving], &b) // as above
	return b
}

func (m marker) setName(name string) { m[fieldName], _ = json.Marshal(name) } // a string always is encoded

func (m marker) setLeaving(on bool) {
	delete(m, fieldLeaving)
	if on {
		m[fieldLeaving] = json.RawMessage("true")
	}
}

// readMarker returns workspace.json of the workspace in dir, fs.ErrNotExist where there
// is none, and otherwise Internal (workspace.damaged).
func readMarker(dir string) (marker, error) {
	f, err := os.Open(filepath.Join(dir, markerName))
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	raw, err := io.ReadAll(io.LimitReader(f, markerMost+1))
	m := marker{}
	if err == nil && len(raw) > markerMost {
		err = errors.New("too large")
	}
	if err == nil {
		err = json.Unmarshal(raw, &m)
	}
	if err == nil && m == nil {
		err = errors.New("no object")
	}
	if err != nil {
		return nil, fault.Wrap(err, fault.Internal, "workspace.damaged", "The file workspace.json in the workspace's folder is damaged. Restore it from a backup of the folder.")
	}
	return m, nil
}

// writeMarker writes workspace.json of the workspace in dir: after a crash there is the
// old one or the new one.
func writeMarker(dir string, m marker, probe func(string)) error {
	raw, err := json.Marshal(m)
	if err != nil {
		return unwritable(err)
	}
	path := filepath.Join(dir, markerName)
	tmp := path + ".new"
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return unwritable(err)
	}
	_, err = io.Copy(f, bytes.NewReader(raw))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return unwritable(err)
	}
	probe("marker: beside")
	if err := patient(func() error { return os.Rename(tmp, path) }); err != nil {
		return unwritable(err)
	}
	return syncDir(dir)
}

// patient tries again for a while on Windows, where a file that somebody looks at can't
// be renamed.
func patient(try func() error) error {
	err := try()
	for end := time.After(patience); runtime.GOOS == "windows" && held(err); err = try() {
		select {
		case <-end:
			return err
		case <-time.After(50 * time.Millisecond):
		}
	}
	return err
}

// held reports what a file that another program has open answers on Windows.
func held(err error) bool {
	var n syscall.Errno
	return errors.Is(err, os.ErrPermission) || errors.As(err, &n) && (n == sharingViolation || n == lockViolation)
}

// https://learn.microsoft.com/windows/win32/debug/system-error-codes--0-499-
const (
	sharingViolation syscall.Errno = 32
	lockViolation    syscall.Errno = 33
)

// syncDir makes a new name durable. Windows can't sync a folder, and its file system
// journals names by itself.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return unwritable(err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return unwritable(err)
	}
	return nil
}
