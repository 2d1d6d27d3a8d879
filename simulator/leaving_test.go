package simulator_test

import (
	"fmt"
	"io"
	"net"
	"testing"
	"time"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/journal"
)

// A client that resets its connection in its body has left: it has broken nothing, and
// nothing was delivered to it.
func TestAClientThatLeavesInItsBody(t *testing.T) {
	for name, head := range map[string]string{
		"a length": "Content-Length: 5000\r\nContent-Type: application/json\r\n\r\n{",
		"chunks":   "Transfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n5\r\n{",
		"a form":   "Content-Length: 5000\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n",
	} {
		t.Run(name, func(t *testing.T) {
			sim := simulator.RunT(t)
			path := "/vendors/1/security-reviews"
			if name == "a form" {
				path += "/with-file"
			}
			conn, err := net.Dial("tcp", sim.Address())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sim-full\r\nExpect: 100-continue\r\n%s", path, head); err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadFull(conn, make([]byte, len("HTTP/1.1 100 Continue\r\n\r\n"))); err != nil { // its body is being read now
				t.Fatal(err)
			}
			if err := conn.(*net.TCPConn).SetLinger(0); err != nil {
				t.Fatal(err)
			}
			_ = conn.Close()
			var calls []journal.Call
			for guard := time.Now().Add(time.Minute); len(calls) == 0; calls = sim.Journal(journal.Filter{}) {
				if time.Now().After(guard) {
					t.Fatal("the call is not in the journal")
				}
				time.Sleep(time.Millisecond)
			}
			if c := calls[0]; !c.Broken || c.Response.Status != 0 || len(c.Violations) > 0 || c.Fault != "the client left while its body came in" {
				t.Errorf("got %+v", c)
			}
			for _, op := range sim.Report().Operations {
				for _, s := range op.Statuses {
					if s.Answered+s.Delivered > 0 {
						t.Errorf("%s: %d was delivered", op.ID, s.Status)
					}
				}
			}
		})
	}
}
