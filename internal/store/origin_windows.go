package store

import (
	"fmt"

	"golang.org/x/sys/windows"
)

// fileOrigin names the file at path by its volume, number and birth, which no copy
// has; "" = can't tell.
func fileOrigin(path string) string {
	name, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return ""
	}
	h, err := windows.CreateFile(name, windows.FILE_READ_ATTRIBUTES,
		windows.FILE_SHARE_READ|windows.FILE_SHARE_WRITE|windows.FILE_SHARE_DELETE, nil, windows.OPEN_EXISTING, windows.FILE_ATTRIBUTE_NORMAL, 0)
	if err != nil {
		return ""
	}
	defer func() { _ = windows.CloseHandle(h) }()
	var info windows.ByHandleFileInformation
	var kind [64]uint16
	if windows.GetFileInformationByHandle(h, &info) != nil ||
		windows.GetVolumeInformationByHandle(h, nil, 0, nil, nil, nil, &kind[0], uint32(len(kind))) != nil {
		return ""
	}
	switch windows.UTF16ToString(kind[:]) {
	case "NTFS", "ReFS":
		return fmt.Sprintf("volume %08x file %08x%08x born %d", info.VolumeSerialNumber, info.FileIndexHigh, info.FileIndexLow, info.CreationTime.Nanoseconds())
	}
	return "" // FAT renumbers its files
}
