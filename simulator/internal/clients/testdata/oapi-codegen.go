package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"reflect"
	"strings"
)

// operations are the methods of a client that read the answer: one for each operation and way to send
// its body.
func operations(client any) []string {
	var names []string
	of := reflect.TypeOf(client)
	for i := range of.NumMethod() {
		name := of.Method(i).Name
		operation, reads := strings.CutSuffix(name, "WithResponse")
		_, typed := of.MethodByName(strings.TrimSuffix(operation, "WithBody") + "WithResponse")
		if reads && (!strings.HasSuffix(operation, "WithBody") || !typed) {
			names = append(names, name)
		}
	}
	return names
}

// send calls the method with typed parameters, and a typed body if it is JSON.
func send(client reflect.Value, operation string, c call, called map[string]bool) (decoded any, err error) {
	name := operation + "WithResponse"
	if c.MediaType == "multipart/form-data" {
		name = operation + "WithBodyWithResponse"
	}
	method := client.MethodByName(name)
	if !method.IsValid() {
		return nil, fmt.Errorf("there is no method %s", name)
	}
	called[name] = true
	args := []reflect.Value{reflect.ValueOf(context.Background())}
	for len(args) < method.Type().NumIn()-1 { // the last are functions that edit the request
		kind := method.Type().In(len(args))
		value := reflect.New(kind).Elem()
		path := len(args) - 1
		switch {
		case path < len(c.Path):
			err = fill(value, c.Path[path].Value)
		case strings.HasSuffix(kind.String(), "Params"):
			err = fill(value, c.Query)
		case kind.Kind() == reflect.String: // the content type, and the reader behind it
			body, contentType, broken := form(c.Body)
			err = broken
			args = append(args, reflect.ValueOf(contentType))
			value = reflect.ValueOf(body)
		default:
			err = fill(value, c.Body)
		}
		if err != nil {
			return nil, err
		}
		args = append(args, value)
	}
	results := method.Call(args)
	if err, failed := results[1].Interface().(error); failed {
		return nil, err
	}
	read := results[0].Elem().FieldByName(fmt.Sprint("JSON", c.Status))
	if !read.IsValid() || read.IsNil() {
		return nil, fmt.Errorf("JSON%d was not read", c.Status)
	}
	return read.Interface(), nil
}

// form is a body that oapi-codegen leaves to its user.
func form(fields map[string]any) (body io.Reader, contentType string, err error) {
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for name, value := range fields {
		files, several := value.([]any)
		if !several {
			files = []any{value}
		}
		for _, content := range files {
			var part io.Writer
			if name == "file" || name == "files" {
				part, err = w.CreateFormFile(name, "answers.pdf")
			} else {
				part, err = w.CreateFormField(name)
			}
			if err == nil {
				_, err = fmt.Fprint(part, content)
			}
			if err != nil {
				return nil, "", err
			}
		}
	}
	return &out, w.FormDataContentType(), w.Close()
}
