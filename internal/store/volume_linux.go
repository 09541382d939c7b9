package store

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// overNetwork are the kinds of file systems whose files lie elsewhere. SQLite's log
// needs memory that all its users share, which they don't give (reliability-security.md
// C16).
var overNetwork = map[int64]string{
	unix.NFS_SUPER_MAGIC: "NFS", unix.SMB_SUPER_MAGIC: "SMB", unix.SMB2_SUPER_MAGIC: "SMB", unix.CIFS_SUPER_MAGIC: "SMB",
	unix.AFS_SUPER_MAGIC: "AFS", unix.CODA_SUPER_MAGIC: "Coda", unix.NCP_SUPER_MAGIC: "NCP", unix.V9FS_MAGIC: "9P",
	unix.CEPH_SUPER_MAGIC: "Ceph", 0x0bd00bd0: "Lustre",
}

// remoteFUSE are the parts of names of FUSE file systems whose files lie elsewhere;
// many others are on this computer.
var remoteFUSE = []string{"sshfs", "rclone", "s3fs", "gvfs", "gcsfuse", "drive", "dropbox", "dav", "smb", "curlftp", "glusterfs", "ceph"}

func networkOf(dir string) string {
	var fs unix.Statfs_t
	if unix.Statfs(dir, &fs) != nil {
		return ""
	}
	if fs.Type != unix.FUSE_SUPER_MAGIC {
		return overNetwork[fs.Type]
	}
	kind := mountKind(dir)
	for _, part := range remoteFUSE {
		if strings.Contains(kind, part) {
			return kind
		}
	}
	return ""
}

// mountKind returns the kind of the file system that dir is on, as proc(5) words it
// in mountinfo, or "".
func mountKind(dir string) (kind string) {
	f, err := os.Open("/proc/self/mountinfo")
	if err != nil {
		return ""
	}
	defer func() { _ = f.Close() }()
	if target, err := filepath.EvalSymlinks(dir); err == nil {
		dir = target
	}
	longest := -1
	for lines := bufio.NewScanner(f); lines.Scan(); {
		before, after, _ := strings.Cut(lines.Text(), " - ")
		fields, kinds := strings.Fields(before), strings.Fields(after)
		if len(fields) < 5 || len(kinds) < 1 {
			continue
		}
		point := strings.NewReplacer(`\040`, " ", `\011`, "\t", `\134`, `\`).Replace(fields[4])
		if rel, err := filepath.Rel(point, dir); err == nil && rel != ".." && !strings.HasPrefix(rel, "../") && len(point) > longest {
			longest, kind = len(point), kinds[0]
		}
	}
	return kind
}
