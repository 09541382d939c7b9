package vault

// Cost is what trying one passphrase with Argon2id costs. It is stored in vault.json.
type Cost struct {
	Time      uint32 // passes over the memory
	MemoryKiB uint32 // at least 8 MiB
	Threads   uint8
}

// The costs of docs/decisions/0021. The first is the security spec's, for a passphrase
// that a person types now and then. The second is RFC 9106's second choice, for machines
// where memory is scarce, and for a passphrase of the environment (docs/decisions/0007):
// the publisher derives the key at every command, and may take 100 MB in all.
var (
	costSet   = Cost{Time: 3, MemoryKiB: 256 << 10, Threads: 4}
	costSmall = Cost{Time: 3, MemoryKiB: 64 << 10, Threads: 4}
)

// A machine is small with less memory than this in all, or while less is to be had.
const (
	smallTotal     = 4 << 30   // bytes
	smallAvailable = 512 << 20 // bytes
)

// setCost is the cost of a passphrase that is set now.
func (v *Vault) setCost() Cost {
	if v.opt.Cost != (Cost{}) {
		return v.opt.Cost.atLeast()
	}
	if v.opt.Memory != nil {
		total, available := v.opt.Memory()
		if total > 0 && total < smallTotal || available > 0 && available < smallAvailable {
			return costSmall
		}
	}
	return costSet
}

// givenCost is the cost of the passphrase that the program was started with.
func (v *Vault) givenCost() Cost {
	if v.opt.Cost != (Cost{}) {
		return v.opt.Cost.atLeast()
	}
	return costSmall
}

// atLeast raises what readFile would refuse.
func (c Cost) atLeast() Cost {
	return Cost{
		Time: min(max(c.Time, 1), argonTimeMax), MemoryKiB: min(max(c.MemoryKiB, argonMemoryMinKiB), argonMemoryMaxKiB),
		Threads: min(max(c.Threads, 1), argonThreadsMax),
	}
}
