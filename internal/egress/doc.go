// Package egress is the one way out of the machine: an HTTP transport that talks
// to TikTok's API, or to one sandbox on this machine, and to nothing else. It
// decides which hosts may be reached, keeps a connection that makes no progress
// from lasting, limits what an answer may cost, never sends a request twice, and
// tells the ledger about every request, refused ones included.
//
// It must not know what the requests mean: no TikTok error code, no token, no
// retry lives here. Only the composition root imports it; the adapters get its
// *http.Client.
//
// # What is allowed out
//
// Without a loopback origin: https on port 443 to open.tiktokapis.com, for uploads to
// any host under tiktokapis.com, whose names differ by region, and for a creator's
// picture a bare GET to TikTok's picture hosts. A name that resolves to an address of
// this machine or of the local network is refused when it is dialled, after the
// resolver has spoken, so that neither a hijacked resolver nor DNS rebinding can turn
// the client on the local network. With a loopback origin: loopback addresses and
// nothing else.
package egress
