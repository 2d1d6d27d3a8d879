package exchange

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
)

func TestSecretNames(t *testing.T) {
	mask := NewMask("X-Tenant", "note")
	for name, want := range map[string]bool{
		"Authorization": true, "proxy-authorization": true, "Cookie": true, "Set-Cookie2": true, "DPoP": true,
		"X-Api-Key": true, "X-Auth-Token": true, "X_Amz_Security_Token": true, "Ocp-Apim-Subscription-Key": true,
		"X-Hub-Signature-256": true, "X-CSRF": true, "X-Forwarded-Client-Cert": true, "X-Session-Id": true,
		"X-Tenant": true, "x-tenant": true, "Note": true, // by the mask
		"Content-Type": false, "Retry-After": false, "X-Key-Id": false, "X-Request-Id": false, "X-Tenant-Id": false,
		"Idempotency-Key": false, "WWW-Authenticate": false, "Sec-WebSocket-Key": false, "Surrogate-Key": false,
	} {
		if got := mask.HidesHeader(name); got != want {
			t.Errorf("%s: hidden is %v", name, got)
		}
	}
	if got := (Mask{}).HidesHeader("X-Tenant"); got {
		t.Error("a mask without names hides X-Tenant")
	}
	for name, want := range map[string]bool{
		"note": true, "NOTE": true, "note[]": true, "a[note]": true, "a[NOTE][0]": true,
		"notes": false, "a[notes]": false, "title": false, "": false,
	} {
		if got := mask.Hides(name); got != want {
			t.Errorf("%q: hidden is %v", name, got)
		}
	}
}

// What is masked is a copy: what it was made of stays.
func TestMaskedValues(t *testing.T) {
	mask := NewMask("note")
	header := http.Header{"Authorization": {"Bearer a", "b"}, "Note": {"a"}, "Accept": {"a"}}
	form := &Form{Fields: map[string][]string{"note": {"a", "b"}, "title": {"c"}}, Files: map[string][]File{
		"note": {{Name: "n.pdf", ContentType: "a/b", Size: 3}}, "file": {{Name: "f.pdf", ContentType: "a/b", Size: 4}},
	}}
	var value any
	if err := json.Unmarshal([]byte(`{"a":[{"Note":{"b":1},"c":2}],"note":null}`), &value); err != nil {
		t.Fatal(err)
	}
	before := fmt.Sprint(header, *form, value)
	request := mask.Request(&Request{Header: header, RawQuery: "note=a&x=b", Query: ParseQuery("note=a&x=b"), JSON: value, Form: form, Body: []byte("raw")})
	for what, is := range map[string][2]string{
		"header": {fmt.Sprint(request.Header), "map[Accept:[a] Authorization:[***] Note:[***]]"},
		"fields": {fmt.Sprint(request.Form.Fields), "map[note:[***] title:[c]]"},
		"files":  {fmt.Sprint(request.Form.Files), fmt.Sprint(map[string][]File{"note": {{Name: "***", ContentType: "***", Size: 3}}, "file": {{Name: "f.pdf", ContentType: "a/b", Size: 4}}})},
		"value":  {fmt.Sprint(request.JSON), "map[a:[map[Note:*** c:2]] note:***]"},
		"query":  {fmt.Sprint(request.Query), fmt.Sprint(ParseQuery("note=***&x=b"))},
		"body":   {string(request.Body), ""},
	} {
		if is[0] != is[1] {
			t.Errorf("%s: got %s, want %s", what, is[0], is[1])
		}
	}
	if after := fmt.Sprint(header, *form, value); after != before {
		t.Errorf("it was changed itself: %s, before %s", after, before)
	}
}
