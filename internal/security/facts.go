package security

import (
	"context"

	"cuedrop/internal/fault"
)

// State is what is known of one thing that protects a workspace. Part of the wire: do not
// rename.
type State string

// The states. What can't be seen is Unknown, never OK.
const (
	OK      State = "ok"
	Warn    State = "warn"
	Unknown State = "unknown"
)

// Fact is one thing that protects a workspace, or does not.
type Fact struct {
	Code   string // keyring, passphrase, disk, folder or ffmpeg
	State  State
	Detail string // a name or a version; "" = none
	Remedy string // what to do, in a sentence; "" where nothing is
}

// Key is how the key of the workspace is kept.
type Key struct {
	Passphrase bool   // wrapped by one
	Usable     bool   // it can be opened now
	Remedy     string // what to do where it can't
}

// Disk is what is known of the encryption of the workspace's disk.
type Disk struct {
	Known, Encrypted bool
	By               string
}

// Tool is the ffmpeg in use.
type Tool struct {
	Version string // "" = there is none
	Advice  string // a sentence on its age, or ""
}

// Looks are what Facts looks with.
type Looks struct {
	Key func(context.Context) (Key, error)
	// Disk and Folder look at the workspace's folder; private says that only its owner can
	// open it.
	Disk   func(context.Context) Disk
	Folder func() (private, known bool)
	FFmpeg func(context.Context) (Tool, error)
}

// Facts returns what protects this workspace, or does not, with a remedy each.
func (s *Service) Facts(ctx context.Context) ([]Fact, error) {
	key, err := s.Look.Key(ctx)
	if err != nil {
		return nil, err
	}
	out := keyFacts(key)
	out = append(out, diskFact(s.Look.Disk(ctx)), folderFact(s.Look.Folder()))
	tool, err := s.Look.FFmpeg(ctx)
	if fault.Is(err, fault.Canceled) {
		return nil, err
	}
	if err != nil {
		s.Log.Info("look at ffmpeg", "err", err)
	}
	return append(out, toolFact(tool)), nil
}

func keyFacts(k Key) []Fact {
	if k.Passphrase {
		return []Fact{{Code: "passphrase", State: OK}}
	}
	keyring := Fact{Code: "keyring", State: OK}
	if !k.Usable {
		keyring.State, keyring.Remedy = Warn, k.Remedy
	}
	return []Fact{keyring, {
		Code: "passphrase", State: Warn,
		Remedy: "Whoever uses this computer as you opens this workspace too. Set a passphrase if somebody else does.",
	}}
}

func diskFact(d Disk) Fact {
	switch {
	case !d.Known:
		return Fact{Code: "disk", State: Unknown, Remedy: "Cuedrop can't see whether this disk is encrypted. Look in the system's settings."}
	case !d.Encrypted:
		return Fact{Code: "disk", State: Warn, Remedy: "Whoever gets hold of this disk can read what is not sealed. Turn on disk encryption in the system's settings: FileVault, BitLocker or LUKS."}
	}
	return Fact{Code: "disk", State: OK, Detail: d.By}
}

func folderFact(private, known bool) Fact {
	switch {
	case !known:
		return Fact{Code: "folder", State: Unknown, Remedy: "Cuedrop can't see who may open its data folder. Look at the folder's rights."}
	case !private:
		return Fact{Code: "folder", State: Warn, Remedy: "Other users of this computer may open Cuedrop's data folder. Make it yours only; on macOS and Linux with chmod 700."}
	}
	return Fact{Code: "folder", State: OK}
}

func toolFact(t Tool) Fact {
	switch {
	case t.Version == "":
		return Fact{Code: "ffmpeg", State: Unknown, Remedy: "No ffmpeg was found. Install one in Settings, Clips."}
	case t.Advice != "":
		return Fact{Code: "ffmpeg", State: Warn, Detail: t.Version, Remedy: t.Advice}
	}
	return Fact{Code: "ffmpeg", State: OK, Detail: t.Version}
}
