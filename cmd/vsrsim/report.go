package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/vsrsim/vsrsim/simulator"
	"github.com/vsrsim/vsrsim/simulator/control"
	"github.com/vsrsim/vsrsim/simulator/report"
)

// reportWait is how long a running simulator may take to report.
const reportWait = 30 * time.Second

func reportCommand() *cobra.Command {
	var base, token, sandbox string
	var asked runFlags
	cmd := &cobra.Command{
		Use:   "report",
		Short: "Say what the run of a simulator that runs has proved; exit 1 if it did not pass",
		Example: `  vsrsim report
  vsrsim report --url http://127.0.0.1:4010 --report report.html --report junit.xml`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			files, err := openReports(asked.reports)
			if err != nil {
				return err
			}
			proved, err := fetchReport(cmd.Context(), base, token, asked.query(cmd.Flags(), sandbox))
			if err != nil {
				return err
			}
			if err := proved.WriteText(cmd.OutOrStdout(), colourful(cmd.OutOrStdout())); err != nil {
				return err
			}
			if err := writeReports(files, proved); err != nil {
				return err
			}
			if !proved.Passed {
				return errFindings
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&base, "url", "http://"+defaultListen, "`address` of the simulator, its base URL or that of its control API")
	cmd.Flags().StringVar(&token, "control-token", "", "bearer `token` of the control API")
	cmd.Flags().StringVar(&sandbox, "sandbox", "", "only this `sandbox` (default: all)")
	asked.addQuery(cmd.Flags())
	return cmd
}

// fetchReport reads the report of a simulator that runs.
func fetchReport(ctx context.Context, base, token string, query url.Values) (report.Report, error) {
	address, err := reportURL(base)
	if err != nil {
		return report.Report{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, reportWait)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"?"+query.Encode(), nil)
	if err != nil {
		return report.Report{}, err
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return report.Report{}, fmt.Errorf("ask for the report: %w\nstart a simulator with vsrsim serve, or say with --url where it is", err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return report.Report{}, fmt.Errorf("read the report: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		return report.Report{}, fmt.Errorf("%s answered %s: %s", address, response.Status, body)
	}
	return report.Read(body)
}

// reportURL takes any URL that a simulator says of itself.
func reportURL(base string) (string, error) {
	parsed, err := url.Parse(base)
	if err != nil || parsed.Scheme != "http" && parsed.Scheme != "https" || parsed.Host == "" {
		return "", fmt.Errorf("--url must be a URL such as http://%s, is %q", defaultListen, base)
	}
	path := strings.TrimSuffix(parsed.Path, "/")
	for _, known := range []string{simulator.BasePath, control.Prefix} {
		path = strings.TrimSuffix(path, known)
	}
	return parsed.Scheme + "://" + parsed.Host + path + control.Prefix + "/report", nil
}
