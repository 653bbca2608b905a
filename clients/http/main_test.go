package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

// TestEveryPath runs the main journey over HTTP, against the server that PARLEY_TARGET names, and calls each
// RPC once.
func TestEveryPath(t *testing.T) {
	gateway, reached := serve(t)
	alice := caller{t, gateway, os.Getenv("PARLEY_TOKEN_ALICE"), ""}
	bob := caller{t, gateway, os.Getenv("PARLEY_TOKEN_BOB"), ""}
	run := fmt.Sprint(time.Now().UnixNano())

	created := alice.post("/v1/threads", `{"requestId": "create-`+run+`", "kind": "THREAD_KIND_CHAT",
		"subject": "Friday", "participants": [{"userId": "usr_bob"}]}`)
	id := created.text("thread", "threadId")
	thread := "/v1/threads/" + id
	first := alice.post(thread+"/messages", `{"requestId": "first-`+run+`", "text": "Are you free on Friday?"}`)
	message := first.text("message", "messageId")
	again := alice.post(thread+"/messages", `{"request_id": "first-`+run+`", "text": "Are you free on Friday?"}`)
	again.holds(true, "replayed")
	again.holds(message, "message", "messageId")

	// Elements arrive as they are created, and not at the end of the stream.
	feed := bob.watch(thread + "/messages:watch?last=20")
	feed.next("item", "message", "text").holds("Are you free on Friday?", "result", "item", "message", "text")
	second := alice.post(thread+"/messages", `{"requestId": "second-`+run+`", "text": "From ten on?"}`)
	feed.next("item", "message", "text").holds(second.text("message", "sequence"), "result", "item", "sequence")
	bob.watch("/v1/inbox:watch?afterRevision=0").next("item", "revision")

	page := alice.get(thread + "/messages?pageSize=1&beforeSequence=3")
	page.holds("From ten on?", "messages", 0, "text")
	page.holds(true, "hasOlder")
	alice.get(thread+"/messages/"+message).holds(message, "message", "messageId")
	alice.post("/v1/messages:batchGet", `{"refs": [{"threadId": "`+id+`", "messageId": "`+message+`"}]}`).
		holds(message, "messages", 0, "messageId")

	row := "/v1/inbox/rows/" + id
	bob.get(row+"?consistencyTokens="+second.text("consistencyToken")).holds(2., "row", "unreadCount")
	read := bob.post(thread+":markRead", `{"sequence": "2"}`).text("consistencyToken")
	bob.get(row+"?consistencyTokens="+read).holds(0., "row", "unreadCount")
	bob.post("/v1/threads:batchMarkRead", `{"reads": [{"threadId": "`+id+`", "sequence": "2"}]}`).
		holds("2", "results", 0, "read", "cursor", "readSequence")
	bob.get(row+"/unread:explain?consistencyTokens="+read).holds(2., "readOrdinal")
	bob.get("/v1/inbox?pageSize=1").holds(id, "rows", 0, "threadId")
	bob.get("/v1/inbox:badge").text("badge", "revision")
	bob.get(thread+"/cursors").text("cursors", 0, "readSequence")

	alice.get(thread).holds("Friday", "thread", "subject")
	alice.get("/v1/threads?pageSize=1&kinds=THREAD_KIND_CHAT").text("threads", 0, "threadId")
	alice.post("/v1/threads:batchGet", `{"threadIds": ["`+id+`"]}`).holds(id, "threads", 0, "threadId")
	alice.post("/v1/threads:getOrCreateDirect", `{"userId": "usr_bob"}`).text("thread", "threadId")
	alice.post(thread+"/participants:add", `{"requestId": "add-`+run+`", "participants": [{"userId": "usr_carol"}]}`).
		holds(3., "thread", "participantCount")
	alice.post(thread+"/participants/usr_carol:remove", `{"requestId": "remove-`+run+`"}`).
		holds(2., "thread", "participantCount")
	alice.get(thread+"/participants").holds("usr_alice", "participants", 0, "userId")
	alice.post("/v1/blocks", `{"userId": "usr_dan"}`).holds("usr_dan", "block", "userId")
	alice.get("/v1/blocks").holds("usr_dan", "blocks", 0, "userId")
	alice.call("DELETE", "/v1/blocks/usr_dan", "", 200)
	alice.get("/v1/serverInfo").text("version")
	bob.post(thread+":leave", `{"requestId": "leave-`+run+`"}`)

	refused := func(reason string, answer answer) {
		t.Helper()
		answer.holds(reason, "details", 0, "reason")
	}
	refused("THREAD_ACCESS_DENIED", bob.call("GET", thread, "", 403))
	bob.call("GET", thread+"/messages:watch", "", 403).holds("THREAD_ACCESS_DENIED", "error", "details", 0, "reason")
	refused("CREDENTIALS_INVALID", caller{t, gateway, "none", ""}.call("GET", thread, "", 401))
	refused("REQUEST_ID_REUSED",
		alice.call("POST", thread+"/messages", `{"requestId": "first-`+run+`", "text": "Another"}`, 409))
	invalid := alice.call("POST", thread+"/messages", `{"requestId": "bell-`+run+`", "text": "Ring \u0007"}`, 400)
	refused("REQUEST_INVALID", invalid)
	invalid.holds("text", "details", 1, "fieldViolations", 0, "field")
	// What the gateway refuses has a reason as well.
	refused("REQUEST_INVALID",
		alice.call("POST", thread+"/messages", `{"requestId": "more-`+run+`", "text": "Hi", "mood": "good"}`, 400))
	refused("REQUEST_INVALID", alice.call("POST", thread+"/messages", `{"requestId": `, 400))
	refused("REQUEST_INVALID", alice.call("GET", thread+"/messages?pageSize=many", "", 400))
	refused("REQUEST_INVALID", alice.call("GET", "/v1/inbox?pageSize=1&unreadOnly=true", "", 400))
	refused("FEATURE_NOT_AVAILABLE", alice.call("GET", "/v1/cards", "", 404))
	refused("FEATURE_NOT_AVAILABLE", alice.call("PATCH", thread, "{}", 405))
	// Parley refuses what it would not know.
	none := alice.call("POST", thread+"/messages", `{"requestId": "card-`+run+`", "card": {"type": "poll"}}`, 501)
	refused("FEATURE_NOT_AVAILABLE", none)
	none.holds("cards", "details", 0, "metadata", "feature")
	newer := alice.call("POST", "/v1/threads",
		`{"requestId": "kind-`+run+`", "kind": 77, "participants": [{"userId": "usr_bob"}]}`, 501)
	refused("FEATURE_NOT_AVAILABLE", newer)
	newer.holds("kind", "details", 0, "metadata", "field")
	refused("SCOPE_MISSING", caller{t, gateway, alice.token, "usr_bob"}.call("GET", thread, "", 403))
	refused("FEATURE_NOT_AVAILABLE",
		alice.call("POST", "/parley.thread.internal.v1.ThreadPolicyService/ApplyBlock", "{}", 404))
	// Only operators may call these.
	for _, path := range []string{"/v1/parkedKeys", "/v1/jobs", "/v1/jobs/job_01a2205f265908256ff1"} {
		alice.call("GET", path, "", 403)
	}
	for _, path := range []string{"/v1/parkedKeys:retry", "/v1/jobs/job_01a2205f265908256ff1:cancel",
		"/v1/jobs/job_01a2205f265908256ff1:wait",
		"/v1/threads:rebuildFences", "/v1/inbox:rebuild", "/v1/inbox:verify"} {
		alice.call("POST", path, "{}", 403)
	}
	alice.get("/healthz").holds("SERVING", "status")

	if missed := without(rpcs(), reached()); len(missed) > 0 {
		t.Error("never reached:", missed)
	}
}

// TestDocument compares the OpenAPI document with the contract.
func TestDocument(t *testing.T) {
	text, err := os.ReadFile("gen/parley.swagger.json")
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Paths map[string]map[string]struct {
			OperationID string `json:"operationId"`
		}
	}
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	var operations []string
	for path, methods := range document.Paths {
		for _, operation := range methods {
			operations = append(operations, operation.OperationID)
		}
		if !strings.HasPrefix(path, "/v1/") {
			t.Error("path:", path)
		}
	}
	var expected []string
	for _, rpc := range rpcs() {
		parts := strings.Split(rpc, "/")
		service := parts[1][strings.LastIndex(parts[1], ".")+1:]
		expected = append(expected, service+"_"+parts[2])
	}
	slices.Sort(operations)
	slices.Sort(expected)
	if !slices.Equal(operations, expected) {
		t.Errorf("operations:\n%v\nRPCs:\n%v", operations, expected)
	}
	if strings.Contains(string(text), ".internal.") {
		t.Error("tells of internal services")
	}
}

// rpcs returns the name of every public RPC whose request is not a stream.
func rpcs() (names []string) {
	protoregistry.GlobalFiles.RangeFiles(func(file protoreflect.FileDescriptor) bool {
		for i := range file.Services().Len() {
			service := file.Services().Get(i)
			for j := range service.Methods().Len() {
				method := service.Methods().Get(j)
				if strings.HasPrefix(string(service.FullName()), "parley.") && !method.IsStreamingClient() {
					names = append(names, fmt.Sprintf("/%s/%s", service.FullName(), method.Name()))
				}
			}
		}
		return true
	})
	return names
}

func without(all, some []string) []string {
	return slices.DeleteFunc(all, func(each string) bool { return slices.Contains(some, each) })
}
