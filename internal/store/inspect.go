package store

import (
	"errors"
	"io"
	"os"
	"runtime"
	"sync"
)

// inspected is the open database as a plain file, for those who look at its bytes. A
// process that closes any descriptor of a file loses all its POSIX locks on it (fcntl(2)),
// SQLite's among them: another program that closes the database then takes itself for its
// last user and removes the log that this one goes on writing to. So what was opened stays
// open until the connections are closed.
type inspected struct {
	mu   sync.Mutex
	open []*os.File
}

// Inspect returns the bytes of one of the workspace's files, by its path in the folder:
// nil for a file that is not of the open database, which anybody may open and close. done
// is called after the last read. Nobody else may open the database as a plain file while
// it is open in this process.
func (s *Store) Inspect(name string) (r io.ReaderAt, done func(), err error) {
	switch name {
	case fileName:
		return s.inspected.file(s.path)
	case fileName + "-shm":
		// Numbers of pages, of which no text can be made. Its locks are SQLite's too.
		return emptyReader{}, func() {}, nil
	}
	return nil, func() {}, nil
}

// file opens the file at path, unless it is open.
func (i *inspected) file(path string) (io.ReaderAt, func(), error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	now, err := os.Stat(path)
	if err != nil {
		return nil, nil, err
	}
	for _, f := range i.open {
		if was, err := f.Stat(); err == nil && os.SameFile(was, now) {
			return f, func() {}, nil
		}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	if runtime.GOOS == "windows" { // a lock is of its handle, and an open file can't be renamed
		return f, func() { _ = f.Close() }, nil
	}
	i.open = append(i.open, f)
	return f, func() {}, nil
}

// close comes after the connections are closed.
func (i *inspected) close() error {
	i.mu.Lock()
	defer i.mu.Unlock()
	var err error
	for _, f := range i.open {
		err = errors.Join(err, f.Close())
	}
	i.open = nil
	return err
}

type emptyReader struct{}

func (emptyReader) ReadAt([]byte, int64) (int, error) { return 0, io.EOF }
