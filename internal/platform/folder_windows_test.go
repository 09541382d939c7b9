package platform

import (
	"fmt"
	"testing"

	"golang.org/x/sys/windows"
)

// keepsRights reports whether the system keeps the rights that a folder is given. Wine
// makes the mode of a Unix file of them.
func keepsRights() bool {
	return windows.NewLazySystemDLL("ntdll.dll").NewProc("wine_get_version").Find() != nil
}

// TestWhichRightsArePrivate reads lists of rights as Windows writes them.
func TestWhichRightsArePrivate(t *testing.T) {
	t.Parallel()
	user, err := userSID()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		rights string
		want   bool
	}{
		"ours":                      {fmt.Sprintf(ownRights, user, systemSID), true},
		"the user alone":            {"D:P(A;OICI;FA;;;" + user + ")", true},
		"nobody":                    {"D:P", true},
		"a denial beside":           {"D:P(D;;FA;;;WD)(A;OICI;FA;;;" + user + ")", true},
		"from above":                {"D:AI(A;OICI;FA;;;" + user + ")", false},
		"everybody reads":           {"D:P(A;OICI;FA;;;" + user + ")(A;OICI;FR;;;WD)", false},
		"all users":                 {"D:P(A;OICI;FA;;;" + user + ")(A;;FA;;;BU)", false},
		"administrators":            {"D:P(A;OICI;FA;;;" + user + ")(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)", false},
		"another user":              {"D:P(A;OICI;FA;;;S-1-5-21-1-2-3-1099)", false},
		"no list: all to everybody": {"D:NO_ACCESS_CONTROL", false},
		"an audit's kind of entry":  {"D:P(OA;;CC;bf967aba-0de6-11d0-a285-00aa003049e2;;WD)", false},
	} {
		sd, err := windows.SecurityDescriptorFromString(c.rights)
		if err != nil {
			t.Logf("%s: not understood here: %v", name, err) // Wine knows less
			continue
		}
		if got := privateTo(sd, user); got != c.want {
			t.Errorf("%s: private %v, want %v", name, got, c.want)
		}
	}
}
