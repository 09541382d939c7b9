// Package publish is the use case that drives one post to TikTok: prepare, init,
// chunks, the last chunk, confirmation. It is the promise of the product (never
// twice, never lost, always true), so its order is fixed:
//
//  1. Journal before effect. begin_init is durable before init is sent;
//     publish_id and the sealed upload URL before the first byte; finishing before
//     the last chunk.
//  2. Until finishing, anything may be given up, because TikTok publishes nothing
//     of which it lacks a byte.
//  3. From finishing on, Cuedrop only observes. A post that no question to TikTok
//     settles within a day becomes uncertain, and the user decides.
//
// The source is reliability-security.md 3.3. The package declares the interfaces
// that it needs; it knows no adapter and no other use case. Waiting is not done
// here: Drive returns when to call it again.
package publish
