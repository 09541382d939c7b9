// Package sandbox is a practice TikTok that runs on this computer: the consent
// page, the token endpoints, user info, content posting with real uploads,
// status, and the public video list. The demo, the tests and "try it without an
// account" publish to it; a page at / shows what it received.
//
// It is the other half of a conversation, so it must not know its partner: it
// imports the standard library and nothing of ours, and shares no type, constant
// or helper with the TikTok client. A fact misread once would otherwise be
// misread on both sides and every test would still pass. Comments cite the wire
// reference, tiktok-open-api.md, as "spec" with a section; where TikTok's own
// behavior is not known they say so.
//
// A [Scenario] chooses the app, the creators and the faults. The zero Scenario is
// a well-behaved TikTok with an audited app.
//
// Only the command line, the engine (when the user asks for the sandbox) and
// tests may import it. The server refuses to listen on anything but loopback and
// answers only requests whose Host is loopback.
package sandbox
