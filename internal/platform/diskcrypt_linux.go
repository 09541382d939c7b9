package platform

import (
	"bufio"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

func diskEncryption(_ context.Context, dir string) (DiskCrypt, string) {
	if encryptedFolder(dir) {
		return CryptOn, "fscrypt"
	}
	return linuxCrypt("/", dir)
}

// encryptedFolder reports whether the file system itself encrypts a folder (fscrypt of
// ext4, f2fs, UBIFS and Ceph).
func encryptedFolder(dir string) bool {
	var s unix.Statx_t
	err := unix.Statx(unix.AT_FDCWD, dir, 0, 0, &s)
	return err == nil && s.Attributes_mask&s.Attributes&unix.STATX_ATTR_ENCRYPTED != 0
}

// cryptFS are file systems that encrypt whatever lies on them.
var cryptFS = map[string]string{
	"ecryptfs": "eCryptfs", "fuse.gocryptfs": "gocryptfs", "fuse.encfs": "EncFS", "fuse.cryfs": "CryFS", "fuse.securefs": "securefs",
}

// mount is a line of /proc/self/mountinfo.
type mount struct{ device, point, kind, source string }

// linuxCrypt follows the folder to its mount, and the mount's device through what it is
// made of: encrypted is what lies wholly on dm-crypt. root is where /proc and /sys are.
func linuxCrypt(root, dir string) (DiskCrypt, string) {
	m, ok := mountOf(root, dir)
	if !ok {
		return CryptUnknown, ""
	}
	if by, ok := cryptFS[m.kind]; ok {
		return CryptOn, by
	}
	devices := devicesOf(root, m)
	if len(devices) == 0 {
		return CryptUnknown, "" // a network's, a memory's or a container's, or ZFS: its own tool knows
	}
	for _, device := range devices {
		if state := deviceCrypt(device, 0); state != CryptOn {
			return state, ""
		}
	}
	return CryptOn, "dm-crypt"
}

// mountOf returns the mount that a folder lies on: the longest that holds it, and of those
// at the same place the last.
func mountOf(root, dir string) (best mount, ok bool) {
	f, err := os.Open(filepath.Join(root, "proc/self/mountinfo"))
	if err != nil {
		return mount{}, false
	}
	defer func() { _ = f.Close() }() // it is only read
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		// 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
		before, after, found := strings.Cut(lines.Text(), " - ")
		fields, rest := strings.Fields(before), strings.Fields(after)
		if !found || len(fields) < 5 || len(rest) < 2 {
			continue
		}
		m := mount{fields[2], unescape(fields[4]), rest[0], unescape(rest[1])}
		if holds(m.point, dir) && len(m.point) >= len(best.point) {
			best, ok = m, true
		}
	}
	return best, ok && lines.Err() == nil
}

func holds(point, dir string) bool {
	return point == "/" || dir == point || strings.HasPrefix(dir, point+"/")
}

// unescape undoes the octal escapes of mountinfo.
func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+4 <= len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+4], 8, 8); err == nil {
				b.WriteByte(byte(n))
				i += 3
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// devicesOf returns the folders of sysfs of the block devices that a mount lies on.
func devicesOf(root string, m mount) []string {
	if all := btrfsDevices(root, m); len(all) > 0 {
		return all
	}
	for _, path := range []string{
		filepath.Join(root, "sys/dev/block", m.device),
		filepath.Join(root, "sys/class/block", deviceName(root, m.source)),
	} {
		if target, err := filepath.EvalSymlinks(path); err == nil && filepath.Base(path) != "." && filepath.Base(path) != "block" {
			return []string{target}
		}
	}
	return nil
}

// deviceName is the kernel's name of a device file, such as dm-0 of /dev/mapper/home, or "".
func deviceName(root, source string) string {
	if !strings.HasPrefix(source, "/dev/") {
		return ""
	}
	if target, err := filepath.EvalSymlinks(filepath.Join(root, source)); err == nil {
		source = target
	}
	return filepath.Base(source)
}

// btrfsDevices returns all devices of the btrfs that a mount is of: it spreads over them,
// and its mounts have no device number of their own.
func btrfsDevices(root string, m mount) (all []string) {
	name := deviceName(root, m.source)
	if m.kind != "btrfs" || name == "" {
		return nil
	}
	pools, _ := filepath.Glob(filepath.Join(root, "sys/fs/btrfs/*/devices")) // the pattern is ours
	for _, pool := range pools {
		names, err := os.ReadDir(pool)
		if err != nil || !slices.ContainsFunc(names, func(d os.DirEntry) bool { return d.Name() == name }) {
			continue
		}
		for _, d := range names {
			target, err := filepath.EvalSymlinks(filepath.Join(root, "sys/class/block", d.Name()))
			if err != nil {
				return nil
			}
			all = append(all, target)
		}
	}
	return all
}

// layersMost bounds how many devices lie on one another: LVM on RAID on LUKS are three.
const layersMost = 16

// deviceCrypt looks at a device and what it is made of.
func deviceCrypt(device string, depth int) DiskCrypt {
	if uuid, err := os.ReadFile(filepath.Join(device, "dm/uuid")); err == nil && strings.HasPrefix(string(uuid), "CRYPT-") {
		return CryptOn
	}
	if _, err := os.Stat(filepath.Join(device, "loop")); err == nil {
		return CryptUnknown // a file, and it depends on where that lies
	}
	if _, err := os.Stat(filepath.Join(device, "partition")); err == nil && depth < layersMost {
		return deviceCrypt(filepath.Dir(device), depth+1)
	}
	made, err := os.ReadDir(filepath.Join(device, "slaves"))
	if err != nil || len(made) == 0 {
		if _, err := os.Stat(filepath.Join(device, "dev")); err != nil {
			return CryptUnknown
		}
		return CryptOff
	}
	if depth == layersMost {
		return CryptUnknown
	}
	for _, d := range made {
		target, err := filepath.EvalSymlinks(filepath.Join(device, "slaves", d.Name()))
		if err != nil {
			return CryptUnknown
		}
		if state := deviceCrypt(target, depth+1); state != CryptOn {
			return state
		}
	}
	return CryptOn
}
