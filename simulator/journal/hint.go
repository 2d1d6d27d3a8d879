package journal

// Hint is a near miss: a call has something that was ignored, or was taken for
// what it nearly is, and its author should know. Unlike a violation it is no
// difference from the contract, and fails nobody.
type Hint struct {
	In   Place  `json:"in"`
	Name string `json:"name,omitempty"` // of a query key or a header, as the client wrote it
	Text string `json:"text"`           // what became of it
	Fix  string `json:"fix"`            // what to do
}

// String is the hint as people read it.
func (h Hint) String() string {
	if h.Name == "" {
		return "the " + string(h.In) + " " + h.Text
	}
	return h.Name + " " + h.Text
}
