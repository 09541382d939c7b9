package cuedrop

import "time"

// Request is one line of the ledger: a request that left, or was kept from
// leaving, this computer. It never holds a query, a token or a body.
type Request struct {
	At       time.Time
	Purpose  string
	Account  AccountID // whose request it was; "" = nobody's, or not said
	Post     PostID    // which post it served; "" = none, or not said
	Method   string
	Host     string
	Path     string
	BytesOut int64
	BytesIn  int64
	Status   int // 0 = no answer
	Elapsed  time.Duration
	Outcome  string
}
