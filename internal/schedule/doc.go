// Package schedule is the use case that decides when: it takes up posts that are
// due, in order, and calls again for those that wait. The plan is a pure function;
// the loop around it is dull. What is due is read from the database against the
// wall clock at every tick, so a laptop that slept, a clock that jumped or a timer
// that stood still change nothing but the next look (reliability-security.md F1).
// It declares the interfaces that it needs and knows no adapter and no other use
// case.
package schedule
