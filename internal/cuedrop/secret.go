package cuedrop

import (
	"fmt"
	"io"
	"log/slog"
)

// Secret is a token, a client secret or a signed URL. Everything that prints,
// logs or marshals it sees "[redacted]"; only Reveal returns the value. Two places
// are out of a type's reach: do not keep one in an unexported field of something that
// is printed (fmt calls no methods there), and never use one as a map key
// (encoding/json takes the raw string).
type Secret string

const redacted = "[redacted]"

// Reveal returns the value. Call it only where it goes to TikTok or is sealed.
func (s Secret) Reveal() string { return string(s) }

// Format hides the value from every verb of fmt. String alone would not do: fmt
// prints the raw value for a verb that it finds wrong, such as %d.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// String hides the value from callers of fmt.Stringer.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return redacted
}

// MarshalText hides the value from encoding/json and friends.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue hides the value from slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }
