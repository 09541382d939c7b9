package media

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"time"

	"cuedrop/internal/fault"
)

const copyBuffer = 1 << 20 // bytes between two looks at the context

// FileFacts identify a file's content.
type FileFacts struct {
	Size    int64
	ModTime time.Time
	SHA256  string // lower-case hex
	Sum64   string // XXH64 in hex
}

// Digest reads the whole file at path once, through one handle, and returns what
// identifies it. It returns NotFound for a missing file, Invalid for a folder, a
// device or a file that may not be read, Unavailable for a locked one, Conflict for
// one that changes while it is read, and Canceled when ctx ends.
func Digest(ctx context.Context, path string) (FileFacts, error) {
	f, before, problem := openRegular(path)
	if problem != "" {
		return FileFacts{}, problemFault(problem)
	}
	defer func() { _ = f.Close() }()
	sum := newSum(io.Discard)
	n, err := copyAll(ctx, sum, f, nil)
	if err != nil {
		return FileFacts{}, err
	}
	if n != before.Size() || !unchanged(f, before) {
		return FileFacts{}, changed()
	}
	return FileFacts{Size: n, ModTime: before.ModTime(), SHA256: sum.hex(), Sum64: sum.fast()}, nil
}

// openRegular opens a regular file for reading. What the path names is asked of
// the open handle, so that it cannot be swapped in between, and opening a pipe
// does not wait for its writer.
func openRegular(path string) (*os.File, fs.FileInfo, fileProblem) {
	f, err := os.OpenFile(path, os.O_RDONLY|openFlags, 0)
	if err != nil {
		return nil, nil, problemOf(path, err)
	}
	fi, err := f.Stat()
	var problem fileProblem
	switch {
	case err != nil:
		problem = problemRead
	case fi.IsDir():
		problem = problemFolder
	case !fi.Mode().IsRegular():
		problem = problemDevice
	default:
		return f, fi, ""
	}
	_ = f.Close()
	return nil, nil, problem
}

func problemOf(path string, err error) fileProblem {
	switch {
	case isLocked(err):
		return problemLocked
	case errors.Is(err, fs.ErrNotExist):
		return problemMissing
	}
	// A socket or a device without a driver does not even open.
	if fi, statErr := os.Stat(path); statErr == nil && !fi.Mode().IsRegular() {
		if fi.IsDir() {
			return problemFolder
		}
		return problemDevice
	}
	if errors.Is(err, fs.ErrPermission) {
		return problemPermission
	}
	if _, statErr := os.Lstat(path); statErr != nil {
		return problemMissing // a part of the path is a file, or the name is impossible here
	}
	return problemRead
}

// problemFault is problemIssue for callers that need an error.
func problemFault(p fileProblem) error {
	i := problemIssue(p)
	kind := fault.Invalid
	switch p {
	case problemMissing:
		kind = fault.NotFound
	case problemLocked, problemRead:
		kind = fault.Unavailable
	case problemFolder, problemDevice, problemPermission:
	}
	return fault.New(kind, "media."+i.Code, i.Message+" "+i.Fix)
}

func changed() error {
	return fault.New(fault.Conflict, "media.changed", "The file changed while Cuedrop read it. Wait until it is finished, then try again.")
}

func unchanged(f *os.File, before fs.FileInfo) bool {
	after, err := f.Stat()
	return err == nil && after.Size() == before.Size() && after.ModTime().Equal(before.ModTime())
}

// copyAll copies src to dst and looks at ctx between pieces. each, if not nil, is
// told the bytes so far.
func copyAll(ctx context.Context, dst io.Writer, src io.Reader, each func(int64)) (int64, error) {
	buf := make([]byte, copyBuffer)
	var total int64
	for {
		if ctx.Err() != nil {
			return total, canceled(ctx)
		}
		n, err := src.Read(buf)
		if n > 0 {
			if _, writeErr := dst.Write(buf[:n]); writeErr != nil {
				return total, writeErr
			}
			total += int64(n)
			if each != nil {
				each(total)
			}
		}
		switch {
		case errors.Is(err, io.EOF):
			return total, nil
		case err != nil:
			return total, fault.Wrap(err, fault.Unavailable, "media.file_unreadable", problemIssue(problemRead).Message+" "+problemIssue(problemRead).Fix)
		}
	}
}
