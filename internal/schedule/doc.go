// Package schedule is the use case that decides when: it takes up posts that are
// due, in order, and calls again for those that wait. The plan is a pure function;
// the loop around it is dull. What is due is read from the database against the
// wall clock at every tick, so a laptop that slept, a clock that jumped or a timer
// that stood still change nothing but the next look (reliability-security.md F1).
//
// A pass goes in this order. The lease is held, or nothing is begun. Posts that are
// late are judged: what was missed goes the way of its account's policy, and what
// became due while nobody looked for ten minutes goes out one every ten minutes. Then
// what is due is driven, one post an account. Last, the time of the look is noted, so
// that a crash before never passes for a look.
//
// A clock that is ahead sends nothing early: posts are due by the true time as far as
// TikTok's answers and the computer's uptime tell it (F4 to F6).
//
// It declares the interfaces that it needs and knows no adapter and no other use
// case.
package schedule
