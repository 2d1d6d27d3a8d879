package cli

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"mime/multipart"
	"net/http"
	"os"
	"strings"

	"github.com/spf13/pflag"
)

// fetch is a program for scripts that stands in for curl, so that nothing has
// to be installed. It knows -H, -d and -F and prints the status before the body.
func fetch() {
	log.SetFlags(0)
	flags := pflag.NewFlagSet("fetch", pflag.ExitOnError)
	headers := flags.StringArrayP("header", "H", nil, "`Name: value`")
	files := flags.StringArrayP("form", "F", nil, "`field=@file` to send in a form")
	repeat := flags.Int("repeat", 1, "`number` of calls without a body")
	data := flags.StringP("data", "d", "", "`body` to post")
	_ = flags.Parse(os.Args[1:]) // exits on an error
	request, err := http.NewRequest(http.MethodGet, flags.Arg(0), strings.NewReader(*data))
	if err != nil {
		log.Fatal(err)
	}
	if *data != "" {
		request.Method = http.MethodPost
	}
	if len(*files) > 0 {
		attach(request, *files)
	}
	for _, header := range *headers {
		name, value, _ := strings.Cut(header, ": ")
		request.Header.Set(name, value)
	}
	for range *repeat {
		show(request)
	}
}

func show(request *http.Request) {
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	fmt.Println(response.Status)
	if _, err := io.Copy(os.Stdout, response.Body); err != nil {
		log.Fatal(err)
	}
	fmt.Println()
}

func attach(request *http.Request, files []string) {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, file := range files {
		field, path, _ := strings.Cut(file, "=@")
		content, err := os.ReadFile(path)
		if err != nil {
			log.Fatal(err)
		}
		part, err := form.CreateFormFile(field, path)
		if err != nil {
			log.Fatal(err)
		}
		if _, err := part.Write(content); err != nil {
			log.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		log.Fatal(err)
	}
	request.Method = http.MethodPost
	request.Body = io.NopCloser(&body)
	request.ContentLength = int64(body.Len())
	request.Header.Set("Content-Type", form.FormDataContentType())
}
