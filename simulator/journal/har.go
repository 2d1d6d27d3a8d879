package journal

// HAR is calls as an HTTP Archive 1.2, which browsers and proxies read:
// http://www.softwareishard.com/blog/har-12-spec/. What that has no place for
// is in fields that begin with an underscore, as it wants them. None of them but
// _error means anything to a browser.
type HAR struct {
	Log HARLog `json:"log"`
}

// HARLog is the whole of an archive.
type HARLog struct {
	Version string     `json:"version"` // of the format
	Creator HARCreator `json:"creator"`
	Pages   []HARPage  `json:"pages"`   // none, but there: Firefox opens no archive without
	Entries []HAREntry `json:"entries"` // in the order of the calls
	Comment string     `json:"comment,omitempty"`
}

// HARCreator is what made an archive.
type HARCreator struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// HARPage would be what a browser showed when it called.
type HARPage struct{}

// HAREntry is one call. All its times are 0: a journal has none that depend on
// the machine.
type HAREntry struct {
	Started  string      `json:"startedDateTime"` // by the clock of the sandbox
	Time     float64     `json:"time"`
	Request  HARRequest  `json:"request"`
	Response HARResponse `json:"response"`
	Cache    struct{}    `json:"cache"`
	Timings  HARTimings  `json:"timings"`

	ID         string      `json:"_id"`
	Sandbox    string      `json:"_sandbox"`
	Operation  string      `json:"_operation,omitempty"`
	Violations []Violation `json:"_violations,omitempty"`
	Omitted    int         `json:"_violationsOmitted,omitempty"`
	Rule       string      `json:"_rule,omitempty"`
	Fault      string      `json:"_fault,omitempty"`
}

// HARRequest is what came.
type HARRequest struct {
	Method      string       `json:"method"`
	URL         string       `json:"url"`
	HTTPVersion string       `json:"httpVersion"`
	Cookies     []HARPair    `json:"cookies"` // none: they are secrets
	Headers     []HARPair    `json:"headers"`
	QueryString []HARPair    `json:"queryString"`
	PostData    *HARPostData `json:"postData,omitempty"` // nil without a body
	HeadersSize int          `json:"headersSize"`
	BodySize    int          `json:"bodySize"` // -1 if it is not known
}

// HARPair is a header or a query parameter.
type HARPair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// HARPostData is a body: its text, or the parts of a form.
type HARPostData struct {
	MimeType string     `json:"mimeType"`
	Params   []HARParam `json:"params"`
	Text     string     `json:"text"`
	Comment  string     `json:"comment,omitempty"`
}

// HARParam is a part of a form.
type HARParam struct {
	Name        string `json:"name"`
	Value       string `json:"value,omitempty"`
	FileName    string `json:"fileName,omitempty"`
	ContentType string `json:"contentType,omitempty"`
	Comment     string `json:"comment,omitempty"`
	Size        int    `json:"_size,omitempty"`   // bytes of a file
	SHA256      string `json:"_sha256,omitempty"` // of a file
}

// HARResponse is what was answered. Its status is 0 if nothing was.
type HARResponse struct {
	Status      int        `json:"status"`
	StatusText  string     `json:"statusText"`
	HTTPVersion string     `json:"httpVersion"`
	Cookies     []HARPair  `json:"cookies"` // none: they are secrets
	Headers     []HARPair  `json:"headers"`
	Content     HARContent `json:"content"`
	RedirectURL string     `json:"redirectURL"`
	HeadersSize int        `json:"headersSize"`
	BodySize    int        `json:"bodySize"`         // -1 if it is not known
	Error       string     `json:"_error,omitempty"` // why nothing was answered; Chrome shows it
}

// HARContent is the body of an answer.
type HARContent struct {
	Size     int    `json:"size"`
	MimeType string `json:"mimeType"`
	Text     string `json:"text"`
	Comment  string `json:"comment,omitempty"`
}

// HARTimings is how long the phases of a call took.
type HARTimings struct {
	Send    float64 `json:"send"`
	Wait    float64 `json:"wait"`
	Receive float64 `json:"receive"`
}
