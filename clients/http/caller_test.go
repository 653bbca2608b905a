package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"google.golang.org/grpc/metadata"
	"parley.dev/go/parley"
)

// serve starts the gateway. What it returns beside the address names the RPCs that were called.
func serve(t *testing.T) (string, func() []string) {
	target := os.Getenv("PARLEY_TARGET")
	if target == "" {
		t.Fatal("PARLEY_TARGET names no server: clients/check.sh http starts one")
	}
	connection, err := parley.Open(target, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	var called sync.Map
	gateway, err := handler(connection, runtime.WithMetadata(func(ctx context.Context, _ *http.Request) metadata.MD {
		name, _ := runtime.RPCMethod(ctx)
		called.Store(name, true)
		return nil
	}))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(gateway)
	t.Cleanup(server.Close)
	return server.URL, func() (names []string) {
		called.Range(func(name, _ any) bool {
			names = append(names, name.(string))
			return true
		})
		return names
	}
}

type caller struct {
	t                    *testing.T
	gateway, token, user string
}

func (c caller) get(path string) answer { return c.call("GET", path, "", 200) }

func (c caller) post(path, body string) answer { return c.call("POST", path, body, 200) }

func (c caller) call(method, path, body string, status int) answer {
	c.t.Helper()
	response := c.open(method, path, body)
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != status {
		c.t.Fatalf("%s %s gave %s, %v, and not %d: %s", method, path, response.Status, err, status, text)
	}
	return parsed(c.t, path, text)
}

func (c caller) watch(path string) feed {
	return feed{c.t, path, bufio.NewReader(c.open("GET", path, "").Body)}
}

func (c caller) open(method, path, body string) *http.Response {
	c.t.Helper()
	ctx, cancel := context.WithTimeout(c.t.Context(), 30*time.Second)
	c.t.Cleanup(cancel)
	request, err := http.NewRequestWithContext(ctx, method, c.gateway+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+c.token)
	if c.user != "" {
		request.Header.Set("Parley-On-Behalf-Of", c.user)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { _ = response.Body.Close() })
	return response
}

type feed struct {
	t     *testing.T
	path  string
	lines *bufio.Reader
}

// next returns the next element that has a value at this path.
func (f feed) next(path ...any) answer {
	f.t.Helper()
	for {
		line, err := f.lines.ReadBytes('\n')
		if err != nil {
			f.t.Fatal(f.path, err)
		}
		element := parsed(f.t, f.path, line)
		if element.at(append([]any{"result"}, path...)...) != nil {
			return element
		}
	}
}

type answer struct {
	t    *testing.T
	path string
	json any
}

func parsed(t *testing.T, path string, text []byte) answer {
	t.Helper()
	var value any
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatalf("%s gave no JSON: %s", path, text)
	}
	return answer{t, path, value}
}

// at is the value behind names of fields and indexes of lists; nil for none.
func (a answer) at(path ...any) any {
	value := a.json
	for _, step := range path {
		switch step := step.(type) {
		case string:
			object, _ := value.(map[string]any)
			value = object[step]
		case int:
			list, _ := value.([]any)
			if value = nil; step < len(list) {
				value = list[step]
			}
		}
	}
	return value
}

func (a answer) text(path ...any) string {
	a.t.Helper()
	text, _ := a.at(path...).(string)
	if text == "" {
		a.t.Fatalf("%s gave nothing at %v: %v", a.path, path, a.json)
	}
	return text
}

func (a answer) holds(expected any, path ...any) {
	a.t.Helper()
	if found := a.at(path...); found != expected {
		a.t.Fatalf("%s gave %v at %v, and not %v: %v", a.path, found, path, expected, a.json)
	}
}
