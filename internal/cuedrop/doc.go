// Package cuedrop is the domain: posts and their states, attempts, media,
// accounts, schedules, and the rules that need no disk, no network and no clock.
// It holds values and pure functions only, imports nothing of ours but fault, and
// everything else in the house may import it.
//
// # How a post travels
//
// Named transitions (see Transition) are the only way from one state to another:
//
//	draft ──schedule──▶ scheduled ──begin──▶ due ──prepare──▶ prepared
//	  ▲                  ▲  │  ▲              ▲ ◀──recheck──────┤
//	  └───unschedule─────┘  │  └─unblock─┐    │                 │ begin_init
//	                        │            │    │                 ▼
//	                       miss         blocked ◀──block──── init_sent ⟲ begin_init (no byte sent yet)
//	                        │            ▲                      │ accept_init: publish_id is durable
//	                        ▼            └────────block─────────▼
//	                      missed                            uploading ⟲ ack_chunk
//	                                                         │     ▲
//	                          begin_finish, durable before   ▼     │ resume_upload
//	                          the last chunk is sent        finishing
//	                                                         │ finish_upload
//	                                                         ▼
//	                                                       confirming ──publish──▶ published
//	                                                         │     └──deliver──▶ in_inbox ──publish──▶ published
//	                                                         ▼
//	                                                       uncertain (the user decides)
//	                                                         ├─resolve_published──▶ published
//	                                                         └─resolve_not_published──▶ prepared
//
// abandon leads from init_sent, uploading and finishing back to prepared when the
// upload URL can no longer bring a post about. fail leads to failed and cancel to
// canceled from every state in which that is still true to say; retry leads from
// failed, canceled, blocked and missed back to scheduled, and replace from there, from
// draft and from scheduled to draft, with another clip. mark_uncertain leads from
// finishing and confirming to uncertain when TikTok has not told for a day, and from
// uploading when the workspace turns out to be an old copy of itself; miss leads to
// missed from everything before init. snooze
// changes no state, only how long a post rests. Past finishing there is no cancel
// and no new init: the clip may already be TikTok's, and Cuedrop only observes
// (reliability-security.md 3.3, invariants c and e).
//
// Quitting is not a transition. Every state can be picked up again by the next
// run of the engine, which is why an interrupted attempt costs nothing.
package cuedrop
