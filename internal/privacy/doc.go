// Package privacy is what Cuedrop owes the people whose data it keeps: what is stored
// and why, see it, take it along, erase it, keep it no longer than needed. One registry
// says all of it; the inventory, the export, the erasure and the retention follow it,
// so that they can't differ from one another. It reads and erases through interfaces
// that it declares and knows neither the database nor TikTok. Engine wires it; app and
// cli call it.
package privacy
