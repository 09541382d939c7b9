package egress

import (
	"context"
	"crypto/tls"
	"errors"
	"net"

	"cuedrop/internal/fault"
)

// explain turns what went wrong on the wire into a fault. This is the one place
// that decides the kind of a network failure.
func (c *call) explain(ctx context.Context, err error) error {
	if f, ok := errors.AsType[*fault.Error](err); ok {
		return f // from checkAddress, wrapped by the dialer
	}
	cause := context.Cause(ctx)
	if f, ok := errors.AsType[*fault.Error](cause); ok {
		return fault.Wrap(errors.Join(f.Err, err), f.Kind, f.Reason, f.Message)
	}
	switch {
	case errors.Is(cause, context.DeadlineExceeded):
		return c.tooSlow(err)
	case cause != nil:
		return fault.Wrap(err, fault.Canceled, "network.canceled", "Stopped before TikTok answered.")
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		// The resolver's name stays out of the log, TikTok's is known.
		return fault.Wrap(errors.New(dns.Err), fault.Unavailable, "network.offline", "TikTok can't be found from here. Check the internet connection; Cuedrop tries again.")
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		return fault.Wrap(err, fault.Unavailable, "network.offline", "TikTok can't be reached. Check the internet connection; Cuedrop tries again.")
	}
	if t, ok := errors.AsType[net.Error](err); ok && t.Timeout() {
		return c.tooSlow(err)
	}
	// Before the answer's header an error waits for net/http's writer, so that the
	// state is final; later the writer may still be about to tell.
	if c.whole() || c.phase.Load() == phaseReading && c.mayBeWhole() {
		return lost(err)
	}
	if untrusted(err) {
		return fault.Wrap(err, fault.Unavailable, "network.tls", "The connection isn't TikTok's, so nothing was sent. Sign in to the network, or check the computer's clock and security software.")
	}
	return fault.Wrap(err, fault.Unavailable, "network.broken", "The connection to TikTok broke off. Cuedrop tries again.")
}

// lost is what a request ends with that went out whole and whose answer did not come
// back whole. TikTok may have done what it asked, which the caller of a refresh or a
// last chunk has to know.
func lost(err error) error {
	return fault.Wrap(err, fault.Unavailable, reasonLost, "The request went out, but TikTok's answer was lost on the way. Cuedrop makes sure of what happened before it goes on.")
}

const reasonLost = "network.lost"

// tooSlow decides what a time-out means, which does not wait for net/http's writer.
func (c *call) tooSlow(err error) error {
	err = errors.Join(errTimedOut, err)
	if c.mayBeWhole() {
		return lost(err)
	}
	return fault.Wrap(err, fault.Unavailable, "network.timeout", "TikTok didn't answer in time. Cuedrop tries again.")
}

var errTimedOut = errors.New("timed out")

// untrusted reports whether the other side could not prove to be TikTok.
func untrusted(err error) bool {
	if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return true
	}
	if _, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return true // something that does not speak TLS, such as a network's sign-in page
	}
	_, ok := errors.AsType[tls.AlertError](err)
	return ok
}

// outcomeOf returns the ledger's word for err.
func outcomeOf(err error) string {
	if err == nil {
		return OutcomeOK
	}
	switch fault.ReasonOf(err) {
	case reasonLost:
		if errors.Is(err, errTimedOut) {
			return OutcomeTimeout
		}
		return OutcomeBroken
	case "egress.refused", "network.private_address":
		return OutcomeRefused
	case "network.canceled":
		return OutcomeCanceled
	case "network.timeout":
		return OutcomeTimeout
	case "network.stalled":
		return OutcomeStalled
	case "network.offline":
		return OutcomeOffline
	case "network.tls":
		return OutcomeTLS
	case "network.too_large":
		return OutcomeTooLarge
	}
	return OutcomeBroken
}
