package media

import (
	"fmt"
	"io/fs"
	"syscall"
)

// fileID is when the file was created: one that replaces it has another time.
func fileID(fi fs.FileInfo) string {
	s, ok := fi.Sys().(*syscall.Win32FileAttributeData)
	if !ok {
		return ""
	}
	return fmt.Sprint(s.CreationTime.Nanoseconds())
}
