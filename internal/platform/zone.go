package platform

import (
	"time"

	"github.com/thlib/go-timezone-local/tzlocal"
)

// Zone returns the IANA name of the computer's time zone, such as Europe/Madrid,
// or "Etc/UTC" where the system does not tell.
func Zone() string {
	name, err := tzlocal.RuntimeTZ()
	if err != nil || name == "" || name == "Local" {
		return "Etc/UTC"
	}
	if _, err := time.LoadLocation(name); err != nil {
		return "Etc/UTC"
	}
	return name
}
