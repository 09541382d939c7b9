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
		return fault.Wrap(err, f.Kind, f.Reason, f.Message)
	}
	switch {
	case errors.Is(cause, context.DeadlineExceeded):
		return fault.Wrap(err, errSlow.Kind, errSlow.Reason, errSlow.Message)
	case cause != nil:
		return fault.Wrap(err, fault.Canceled, "network.canceled", "Stopped before TikTok answered.")
	case untrusted(err):
		return fault.Wrap(err, fault.Unavailable, "network.tls", "The connection isn't TikTok's, so nothing was sent. Sign in to the network, or check the computer's clock and security software.")
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		// The resolver's name stays out of the log, TikTok's is known.
		return fault.Wrap(errors.New(dns.Err), fault.Unavailable, "network.offline", "TikTok can't be found from here. Check the internet connection; Cuedrop tries again.")
	}
	if op, ok := errors.AsType[*net.OpError](err); ok && op.Op == "dial" {
		return fault.Wrap(err, fault.Unavailable, "network.offline", "TikTok can't be reached. Check the internet connection; Cuedrop tries again.")
	}
	if t, ok := errors.AsType[net.Error](err); ok && t.Timeout() {
		return fault.Wrap(err, errSlow.Kind, errSlow.Reason, errSlow.Message)
	}
	return fault.Wrap(err, fault.Unavailable, "network.broken", "The connection to TikTok broke off. Cuedrop tries again.")
}

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
