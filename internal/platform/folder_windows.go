package platform

import (
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

// systemSID is the system's own account (LocalSystem), without which backups and virus
// scanners can't read.
const systemSID = "S-1-5-18"

// ownRights are all rights for two accounts, as Windows writes them. P: nothing from
// above; OICI: for what is inside; FA: everything.
const ownRights = "D:P(A;OICI;FA;;;%s)(A;OICI;FA;;;%s)"

func protectFolder(dir string) error {
	user, err := userSID()
	if err != nil {
		return err
	}
	sd, err := windows.SecurityDescriptorFromString(fmt.Sprintf(ownRights, user, systemSID))
	if err != nil {
		return fmt.Errorf("describe rights: %w", err)
	}
	dacl, _, err := sd.DACL()
	if err != nil {
		return fmt.Errorf("describe rights: %w", err)
	}
	err = windows.SetNamedSecurityInfo(dir, windows.SE_FILE_OBJECT,
		windows.DACL_SECURITY_INFORMATION|windows.PROTECTED_DACL_SECURITY_INFORMATION, nil, nil, dacl, nil)
	if err != nil {
		return fmt.Errorf("take others' rights: %w", err)
	}
	return nil
}

func folderPrivate(dir string, _ os.FileInfo) (bool, error) {
	sd, err := windows.GetNamedSecurityInfo(dir, windows.SE_FILE_OBJECT, windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		return false, fmt.Errorf("read rights: %w", err)
	}
	user, err := userSID()
	if err != nil {
		return false, err
	}
	return privateTo(sd, user), nil
}

// privateTo reports whether sd takes nothing from above and lets none but an account and
// the system in.
func privateTo(sd *windows.SECURITY_DESCRIPTOR, user string) bool {
	control, _, err := sd.Control()
	if err != nil || control&windows.SE_DACL_PROTECTED == 0 {
		return false
	}
	dacl, _, err := sd.DACL()
	return err == nil && dacl != nil && // without a list everybody may do everything
		onlyFor(dacl, user, systemSID)
}

// onlyFor reports whether dacl gives rights to none but two accounts.
func onlyFor(dacl *windows.ACL, one, other string) bool {
	for i := uint32(0); ; i++ {
		var ace *windows.ACCESS_ALLOWED_ACE
		if err := windows.GetAce(dacl, i, &ace); err != nil {
			return true // that was the last one
		}
		if ace.Header.AceType == windows.ACCESS_DENIED_ACE_TYPE {
			continue
		}
		if ace.Header.AceType != windows.ACCESS_ALLOWED_ACE_TYPE {
			return false // a kind that is not ours
		}
		sid := (*windows.SID)(unsafe.Pointer(&ace.SidStart)).String() // it follows the entry in memory
		if sid != one && sid != other {
			return false
		}
	}
}

func userSID() (string, error) {
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return "", fmt.Errorf("find this user: %w", err)
	}
	return user.User.Sid.String(), nil
}
