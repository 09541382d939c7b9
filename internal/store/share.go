package store

import "time"

const (
	// heldTries and heldPause are how long another program's hold on a file is waited
	// for: virus scanners open what was just written (reliability-security.md C17).
	heldTries = 10
	heldPause = 200 * time.Millisecond
)

// patient repeats f while another program holds its file. Only Windows has that.
func patient(f func() error) error { return repeatWhile(held, f) }

func repeatWhile(held func(error) bool, f func() error) error {
	err := f()
	for try := 1; try < heldTries && err != nil && held(err); try++ {
		timer := time.NewTimer(heldPause)
		<-timer.C
		err = f()
	}
	return err
}
