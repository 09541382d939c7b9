package cuedrop

import "log/slog"

// Secret is a token, a client secret or a signed URL. Everything that prints,
// logs or marshals it sees "[redacted]"; only Reveal returns the value.
type Secret string

const redacted = "[redacted]"

// Reveal returns the value. Call it only where it goes to TikTok or is sealed.
func (s Secret) Reveal() string { return string(s) }

// String hides the value from fmt.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return redacted
}

// GoString hides the value from %#v.
func (s Secret) GoString() string { return s.String() }

// MarshalText hides the value from encoding/json and friends.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue hides the value from slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
