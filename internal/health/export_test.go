package health

// Rules returns every cause with what it explains.
func Rules() map[string][]string {
	out := map[string][]string{}
	for _, r := range rules {
		out[r.cause] = append(out[r.cause], r.explains...)
	}
	return out
}
