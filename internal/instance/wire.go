package instance

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"cuedrop/internal/fault"
)

// What goes over the connection, each on a line: a greeting from the window, the token,
// a message in JSON, and one word back. Nothing is said before the greeting, so that a
// program that hangs finds nothing to do later that it did not do in time. Programs of
// two versions may meet: do not rename, and ignore what is unknown.
const (
	greeting = "hello"

	answerTaken = "ok"
	answerWait  = "wait" // nobody is there to take files, yet or any more

	tokenLength = 26        // of crypto/rand.Text
	messageMax  = 512 << 10 // bytes of a message
	wordMax     = 16        // bytes of a greeting or an answer, with its line feed
	addressMax  = 4 << 10   // bytes of the file with the address
)

// Handed is what another start of the program hands over.
type Handed struct {
	// Files are to be added, by their whole paths.
	Files []string `json:"files"`
	// Workspace is the one that was asked for; "" = none was.
	Workspace string `json:"workspace,omitempty"`
}

// workspaceMax is how long the name of a workspace may be, in bytes.
const workspaceMax = 256

// address is what lies in the workspace for other starts to find, for the owner only.
type address struct {
	Address string `json:"address"`
	Token   string `json:"token"`
}

func encode(h Handed) ([]byte, error) {
	line, err := json.Marshal(h)
	if err != nil {
		return nil, err
	}
	if len(line) >= messageMax {
		return nil, fault.New(fault.Invalid, "instance.too_many", "Those are too many files at once. Open fewer, or drop their folder's files on the window.")
	}
	return append(line, '\n'), nil
}

// decode returns what a message hands over. It takes nothing of one that holds what no
// start of ours would send.
func decode(line []byte) (Handed, error) {
	var h Handed
	if err := json.Unmarshal(line, &h); err != nil {
		return Handed{}, fmt.Errorf("read message: %w", err)
	}
	for _, f := range h.Files {
		if !filepath.IsAbs(f) || strings.ContainsRune(f, 0) {
			return Handed{}, errors.New("a file without its whole path")
		}
	}
	if len(h.Workspace) > workspaceMax || strings.ContainsAny(h.Workspace, "\x00/\\") {
		return Handed{}, errors.New("no name of a workspace")
	}
	return h, nil
}

// readLine reads up to a line feed, which it leaves out, and at most limit bytes.
func readLine(r io.Reader, limit int64) ([]byte, error) {
	var line bytes.Buffer
	part := make([]byte, 4096)
	r = io.LimitReader(r, limit)
	for {
		n, err := r.Read(part)
		if i := bytes.IndexByte(part[:n], '\n'); i >= 0 {
			line.Write(part[:i])
			return line.Bytes(), nil
		}
		line.Write(part[:n])
		if err != nil {
			return nil, fmt.Errorf("line of %d bytes has no end: %w", line.Len(), err)
		}
	}
}
