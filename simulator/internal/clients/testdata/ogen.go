package main

import (
	"context"
	"fmt"
	"maps"
	"reflect"
)

// operations are the methods of a client: one for each operation.
func operations(client any) []string {
	var names []string
	for of, i := reflect.TypeOf(client), 0; i < of.NumMethod(); i++ {
		names = append(names, of.Method(i).Name)
	}
	return names
}

// send calls the method with typed parameters and a typed body.
func send(client reflect.Value, operation string, c call, called map[string]bool) (decoded any, err error) {
	method := client.MethodByName(operation)
	if !method.IsValid() {
		return nil, fmt.Errorf("there is no method %s", operation)
	}
	called[operation] = true
	args := []reflect.Value{reflect.ValueOf(context.Background())}
	for i := 1; i < method.Type().NumIn(); i++ {
		kind := method.Type().In(i)
		if kind.Kind() == reflect.Interface { // either form of the one body that has two
			kind = oneOf(bodies[c.MediaType], kind)
		}
		value := reflect.New(kind).Elem()
		if c.MediaType != "" && i == 1 {
			err = fill(value, c.Body)
		} else {
			err = fillParameters(value, c)
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
	return results[0].Interface(), nil
}

// oneOf is the type that can be sent where one of several can.
func oneOf(types []reflect.Type, kind reflect.Type) reflect.Type {
	for _, candidate := range types {
		if candidate.Implements(kind) {
			return candidate
		}
	}
	panic(fmt.Sprint("no type is known for ", kind))
}

func fillParameters(into reflect.Value, c call) error {
	values := maps.Clone(c.Query)
	if values == nil {
		values = map[string]any{}
	}
	for _, p := range c.Path {
		values[p.Name] = p.Value
	}
	return fillFields(into, values)
}
