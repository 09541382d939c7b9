package egress

import "sync/atomic"

// The states of a delivery.
const (
	deliveryOpen  int32 = iota // bytes are still to come
	deliveryTail               // the last ones lie in net/http's buffer
	deliveryWhole              // the system took every byte
	deliveryTorn               // some never went out
)

// delivery follows one request onto its connection, to tell a request that TikTok may
// have whole from one that it can't have. Once whole or torn it stays so: what a
// connection writes after the request, such as TLS's farewell to a peer that is gone,
// says nothing about it.
type delivery struct{ state atomic.Int32 }

// wrote is told of every write to the connection. A nil delivery is nobody's.
func (d *delivery) wrote(err error) {
	switch {
	case d == nil:
	case err == nil:
		d.state.CompareAndSwap(deliveryTail, deliveryWhole)
	case !d.state.CompareAndSwap(deliveryOpen, deliveryTorn):
		d.state.CompareAndSwap(deliveryTail, deliveryTorn)
	}
}

// handedOver is told that net/http has written the whole request, and whether all of
// it has gone through the connection already.
func (d *delivery) handedOver(all bool) {
	next := deliveryTail
	if all {
		next = deliveryWhole
	}
	d.state.CompareAndSwap(deliveryOpen, next)
}
