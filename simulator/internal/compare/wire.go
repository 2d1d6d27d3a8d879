package main

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"
)

// request is one call of a load.
type request struct {
	method, target string // target is the path with the query, below the base path
	key            string // sim-full if empty
	contentType    string
	body           []byte
	want           int // status
}

// bytes is the request as it goes out to a server that has all paths below base.
func (r request) bytes(base string) []byte {
	key := r.key
	if key == "" {
		key = "sim-full"
	}
	b := make([]byte, 0, 256+len(r.body))
	b = fmt.Appendf(b, "%s %s%s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\nAccept: application/json\r\n", r.method, base, r.target, key)
	if r.body != nil {
		b = fmt.Appendf(b, "Content-Type: %s\r\nContent-Length: %d\r\n", r.contentType, len(r.body))
	}
	b = append(b, "\r\n"...)
	return append(b, r.body...)
}

// connection is one that is kept alive. It reads an answer with as little work as can
// be: what it takes is not the server's.
type connection struct {
	conn   net.Conn
	buffer []byte
}

// callTime is how long a call may take.
const callTime = time.Minute

func dial(address string) (*connection, error) {
	conn, err := net.DialTimeout("tcp", address, callTime)
	if err != nil {
		return nil, err
	}
	return &connection{conn, make([]byte, 64<<10)}, nil
}

func (c *connection) close() { _ = c.conn.Close() }

// deadline is when all calls have to be over.
func (c *connection) deadline(t time.Time) { _ = c.conn.SetDeadline(t) }

// call sends a request and reads the answer. It returns the status.
func (c *connection) call(request []byte) (status int, err error) {
	if _, err := c.conn.Write(request); err != nil {
		return 0, err
	}
	var have, head int
	for head == 0 {
		if have == len(c.buffer) {
			return 0, errors.New("the head of an answer is too long")
		}
		n, err := c.conn.Read(c.buffer[have:])
		if err != nil {
			return 0, err
		}
		have += n
		head = bytes.Index(c.buffer[:have], []byte("\r\n\r\n")) + 1
	}
	head += 3
	if head < 12 {
		return 0, errors.New("an answer has no status")
	}
	if status, err = strconv.Atoi(string(c.buffer[9:12])); err != nil {
		return 0, fmt.Errorf("an answer has no status: %w", err)
	}
	return status, c.skip(c.buffer[:head], have-head)
}

// skip reads the rest of a body, of which have bytes are there.
func (c *connection) skip(head []byte, have int) error {
	length, err := contentLength(head)
	for err == nil && have < length {
		var n int
		n, err = c.conn.Read(c.buffer)
		have += n
	}
	return err
}

// contentLength reads the one header that matters. All servers here send it.
func contentLength(head []byte) (int, error) {
	for _, name := range []string{"\r\nContent-Length: ", "\r\ncontent-length: "} {
		if i := bytes.Index(head, []byte(name)); i >= 0 {
			value, _, _ := bytes.Cut(head[i+len(name):], []byte("\r"))
			return strconv.Atoi(string(value))
		}
	}
	return 0, fmt.Errorf("an answer has no Content-Length: %s", head)
}
