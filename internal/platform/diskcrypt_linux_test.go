package platform

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tree makes files and links below a new root. A text that begins with "->" is a link.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		var err error
		switch to, link := strings.CutPrefix(text, "->"); {
		case link:
			err = os.Symlink(filepath.Join(root, to), path)
		case text == "/":
			err = os.MkdirAll(path, 0o700)
		default:
			err = os.WriteFile(path, []byte(text), 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// TestLinuxDiskEncryption reads what real systems look like in /proc and /sys.
func TestLinuxDiskEncryption(t *testing.T) {
	t.Parallel()
	const (
		mounts = "proc/self/mountinfo"
		rootFS = "22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/mapper/vg-root rw\n"
	)
	luks := map[string]string{
		"sys/dev/block/254:0": "->sys/devices/dm-0", "sys/devices/dm-0/dm/uuid": "CRYPT-LUKS2-6f0c-root_crypt\n", "sys/devices/dm-0/dev": "254:0\n",
		"sys/devices/dm-0/slaves/sda3": "->sys/devices/sda/sda3", "sys/devices/sda/sda3/dev": "8:3\n", "sys/class/block/dm-0": "->sys/devices/dm-0",
		"sys/dev/block/8:3": "->sys/devices/sda/sda3", "sys/class/block/sda3": "->sys/devices/sda/sda3",
	}
	lvm := map[string]string{
		"sys/dev/block/254:1": "->sys/devices/dm-1", "sys/devices/dm-1/dm/uuid": "LVM-abc\n", "sys/devices/dm-1/dev": "254:1\n",
	}
	for name, c := range map[string]struct {
		files []map[string]string
		state DiskCrypt
		by    string
	}{
		"LVM on LUKS": {[]map[string]string{luks, lvm, {mounts: rootFS, "sys/devices/dm-1/slaves/dm-0": "->sys/devices/dm-0"}}, CryptOn, "dm-crypt"},
		"LVM on half": {[]map[string]string{luks, lvm, {
			mounts: rootFS, "sys/devices/dm-1/slaves/dm-0": "->sys/devices/dm-0", "sys/devices/dm-1/slaves/sdb1": "->sys/devices/sdb1", "sys/devices/sdb1/dev": "8:17\n",
		}}, CryptOff, ""},
		"a plain partition": {[]map[string]string{luks, {mounts: "22 1 8:3 / / rw - ext4 /dev/sda3 rw\n"}}, CryptOff, ""},
		"an encrypted home on a plain root": {[]map[string]string{luks, {
			mounts: "22 1 8:3 / / rw - ext4 /dev/sda3 rw\n23 22 254:0 / /home rw - ext4 /dev/mapper/home rw\n24 22 8:3 / /home/anabel rw - ext4 /dev/sda3 rw\n",
		}}, CryptOn, "dm-crypt"},
		"a plain disk over an encrypted home": {[]map[string]string{luks, {
			mounts: "23 22 254:0 / /home rw - ext4 /dev/mapper/home rw\n24 23 8:3 / /home/ana rw - ext4 /dev/sda3 rw\n",
		}}, CryptOff, ""},
		"a plain disk mounted over the same place": {[]map[string]string{luks, {
			mounts: "23 22 254:0 / /home rw - ext4 /dev/mapper/home rw\n24 22 8:3 / /home rw - ext4 /dev/sda3 rw\n",
		}}, CryptOff, ""},
		"btrfs on LUKS": {[]map[string]string{luks, {
			mounts: "22 1 0:30 /@home /home rw - btrfs /dev/mapper/root_crypt rw\n", "dev/mapper/root_crypt": "->dev/dm-0", "dev/dm-0": "",
			"sys/fs/btrfs/1234/devices/dm-0": "->sys/devices/dm-0",
		}}, CryptOn, "dm-crypt"},
		"btrfs over two devices": {[]map[string]string{luks, {
			mounts: "22 1 0:30 /@home /home rw - btrfs /dev/dm-0 rw\n", "dev/dm-0": "",
			"sys/fs/btrfs/1234/devices/dm-0": "->sys/devices/dm-0", "sys/fs/btrfs/1234/devices/sda3": "->sys/devices/sda/sda3",
		}}, CryptOff, ""},
		"eCryptfs":    {[]map[string]string{{mounts: "30 22 0:40 / /home/ana rw - ecryptfs /home/.ecryptfs/ana/.Private rw\n"}}, CryptOn, "eCryptfs"},
		"gocryptfs":   {[]map[string]string{{mounts: `30 22 0:40 / /home/ana/my\040data rw - fuse.gocryptfs /x rw` + "\n" + `22 1 8:3 / / rw - ext4 /dev/sda3 rw` + "\n"}, luks}, CryptOff, ""},
		"ZFS":         {[]map[string]string{{mounts: "30 22 0:40 / /home rw - zfs tank/home rw\n"}}, CryptUnknown, ""},
		"a network's": {[]map[string]string{{mounts: "30 22 0:40 / /home rw - nfs4 server:/home rw\n"}}, CryptUnknown, ""},
		"a container": {[]map[string]string{{mounts: "30 22 0:40 / / rw - overlay overlay rw\n"}}, CryptUnknown, ""},
		"a loop":      {[]map[string]string{{mounts: "30 22 7:0 / / rw - ext4 /dev/loop0 rw\n", "sys/dev/block/7:0": "->sys/devices/loop0", "sys/devices/loop0/dev": "7:0", "sys/devices/loop0/loop/backing_file": "/x"}}, CryptUnknown, ""},
		"a partition of an encrypted device": {[]map[string]string{luks, {
			mounts: "22 1 259:1 / / rw - ext4 /dev/md0p1 rw\n", "sys/dev/block/259:1": "->sys/devices/md0/md0p1", "sys/devices/md0/md0p1/partition": "1\n",
			"sys/devices/md0/md0p1/dev": "259:1\n", "sys/devices/md0/slaves/dm-0": "->sys/devices/dm-0",
		}}, CryptOn, "dm-crypt"},
		"plain dm":     {[]map[string]string{lvm, {mounts: rootFS, "sys/devices/dm-1/slaves": "/"}}, CryptOff, ""},
		"no sys":       {[]map[string]string{{mounts: rootFS}}, CryptUnknown, ""},
		"no proc":      {nil, CryptUnknown, ""},
		"garbage":      {[]map[string]string{{mounts: "22 1\n - \n\n22 1 254:1 / / rw - \n"}}, CryptUnknown, ""},
		"a circle":     {[]map[string]string{lvm, {mounts: rootFS, "sys/devices/dm-1/slaves/dm-1": "->sys/devices/dm-1"}}, CryptUnknown, ""},
		"a dead slave": {[]map[string]string{lvm, {mounts: rootFS, "sys/devices/dm-1/slaves/dm-0": "->sys/devices/none"}}, CryptUnknown, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := map[string]string{}
			for _, files := range c.files {
				for path, text := range files {
					all[path] = text
				}
			}
			if state, by := linuxCrypt(tree(t, all), "/home/ana/.local/share/cuedrop"); state != c.state || by != c.by {
				t.Errorf("state %d by %q, want %d by %q", state, by, c.state, c.by)
			}
		})
	}
	if state, _ := linuxCrypt(tree(t, map[string]string{mounts: `30 22 0:40 / /home/ana/my\040data rw - fuse.gocryptfs /x rw`}), "/home/ana/my data/cuedrop"); state != CryptOn {
		t.Error("a mount with a space in its name")
	}
}
