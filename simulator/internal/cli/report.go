package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/vsrsim/vsrsim/simulator/report"
)

// reportWait is how long a running simulator may take to report.
const reportWait = 30 * time.Second

func reportCommand() *cobra.Command {
	var base, sandbox string
	var token tokenFlag
	var asked runFlags
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Ask a running simulator what its run has proved so far; exit 1 if it does not pass",
		Example: `  vsrsim report
  vsrsim report --url http://127.0.0.1:4010 --report report.html --report junit.xml`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			outliveReaders()
			files, err := openReports(asked.reports, nil)
			if err != nil {
				return err
			}
			address, err := controlURL("--url", base)
			if err != nil {
				return err
			}
			sim := running{address, string(token), asked.query(cmd.Flags(), sandbox)}
			proved, err := sim.report(cmd.Context())
			if err != nil {
				return err
			}
			proved.Run = aboutRun(time.Time{}, nil)
			proved = inCheckout(proved)
			err = writeReports(files, proved, func() (any, error) { return sim.har(cmd.Context()) })
			unread := proved.WriteText(cmd.OutOrStdout(), colourful(cmd.OutOrStdout()))
			annotate(proved, cmd.ErrOrStderr()) // who keeps the summary in a file has no use for them there
			if errors.Is(unread, syscall.EPIPE) {
				unread = nil // who reads it has seen enough
			}
			if err := errors.Join(err, unread); err != nil {
				return err
			}
			if !proved.Passed {
				return errFindings
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&base, "url", "http://"+defaultListen, "`address` of the simulator, its base URL or that of its control API")
	cmd.Flags().Var(&token, "control-token", "bearer `token` of the control API")
	cmd.Flags().StringVar(&sandbox, "sandbox", "", "only this `sandbox` (default: all)")
	asked.addQuery(cmd.Flags())
	return cmd
}

// running is a simulator that runs.
type running struct {
	control string // where its control API begins
	token   string
	query   url.Values
}

// report reads its report.
func (r running) report(ctx context.Context) (report.Report, error) {
	body, err := r.get(ctx, "/report", r.query)
	if err != nil {
		return report.Report{}, err
	}
	return report.Read(body)
}

// har reads its calls as they are.
func (r running) har(ctx context.Context) (any, error) {
	path := "/journal/har"
	if name := r.query.Get("sandbox"); name != "" {
		path = "/sandboxes/" + url.PathEscape(name) + path
	}
	body, err := r.get(ctx, path, nil)
	return json.RawMessage(body), err
}

func (r running) get(ctx context.Context, path string, query url.Values) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, reportWait)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, r.control+path+"?"+query.Encode(), nil)
	if err != nil {
		return nil, err
	}
	if r.token != "" {
		request.Header.Set("Authorization", "Bearer "+r.token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, fmt.Errorf("ask for the report: %w\nstart a simulator with vsrsim serve, or say with --url where it is", err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(http.MaxBytesReader(nil, response.Body, maxReport))
	if err != nil {
		return nil, fmt.Errorf("read the report: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answered %s: %s%s", r.control+path, response.Status, messageOf(body), misplacedPath(r.control))
	}
	return body, nil
}

// maxReport is how many bytes a report may have: whatever answers may never end.
const maxReport = 256 << 20

// maxMessage is how many bytes of an answer are said.
const maxMessage = 1000

// messageOf is what an error of a simulator says, of the control API or of the API,
// which explains itself beside its message; the body of any other.
func messageOf(body []byte) string {
	var view struct {
		Message   string
		DebugInfo struct{ Message string }
	}
	text := string(body)
	if err := json.Unmarshal(body, &view); err == nil && view.Message != "" {
		text = view.Message
		if view.DebugInfo.Message != "" {
			text += ": " + view.DebugInfo.Message
		}
	}
	if len(text) > maxMessage {
		text = strings.ToValidUTF8(text[:maxMessage], "") + " …"
	}
	return text
}
