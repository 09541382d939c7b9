package privacy

// dataIn says what kind of data a request carries, by its purpose in the ledger. The
// words are part of the wire to the window: do not rename.
var dataIn = map[string]string{
	"token":        "credentials",
	"refresh":      "credentials",
	"revoke":       "credentials",
	"userinfo":     "account",
	"avatar":       "account",
	"creator_info": "account",
	"init":         "caption",
	"upload":       "video",
	"status":       "record",
	"video_list":   "insights",
	"video_query":  "insights",
}

// DataIn returns the kind of data that requests of a purpose carry, or "other".
func DataIn(purpose string) string {
	if kind, ok := dataIn[purpose]; ok {
		return kind
	}
	return "other"
}
