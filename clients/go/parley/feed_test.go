package parley

import (
	"fmt"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	feedv1 "parley.dev/go/feed/v1"
	messagev1 "parley.dev/go/message/v1"
)

// breaking is a server whose streams end in every way that a feed can end.
type breaking struct {
	messagev1.UnimplementedMessageServiceServer
	mutex  sync.Mutex
	starts []string
	tokens []string
}

type sink = grpc.ServerStreamingServer[messagev1.WatchThreadResponse]

func (b *breaking) WatchThread(request *messagev1.WatchThreadRequest, out sink) error {
	headers, _ := metadata.FromIncomingContext(out.Context())
	b.mutex.Lock()
	b.starts = append(b.starts, fmt.Sprintf("%d %d %s", request.GetLast(), request.GetAfterSequence(), request.GetResumeToken()))
	b.tokens = append(b.tokens, headers.Get("authorization")...)
	number := len(b.starts)
	b.mutex.Unlock()
	switch number {
	case 1:
		send(out, item(1, 0))
		return status.Error(codes.Unavailable, "gone")
	case 2:
		send(out, item(2, 0), closing(feedv1.CloseReason_CLOSE_REASON_SHUTDOWN, "two"))
		return status.Error(codes.Unavailable, "shutting down")
	case 3:
		send(out, item(3, 5))
		return nil
	case 4:
		send(out, item(6, 0), &messagev1.WatchThreadResponse{Element: &messagev1.WatchThreadResponse_Heartbeat{
			Heartbeat: &feedv1.Heartbeat{ResumeToken: "six"}}})
		<-out.Context().Done() // Silent for too long.
		return nil
	default:
		send(out, item(7, 0), closing(feedv1.CloseReason_CLOSE_REASON_ACCESS_ENDED, ""))
		ended, _ := status.New(codes.PermissionDenied, "No access").WithDetails(
			&errdetails.ErrorInfo{Reason: "THREAD_ACCESS_DENIED", Metadata: map[string]string{"thread_id": "thr_1"}})
		return ended.Err()
	}
}

func TestFeedGoesOnAfterEveryEndButALostRight(t *testing.T) {
	Silence = 300 * time.Millisecond
	server := &breaking{}
	client := messagev1.NewMessageServiceClient(serve(t, server))
	var seen []int64
	err := FollowThread(t.Context(), client, &messagev1.WatchThreadRequest{
		ThreadId: "thr_1", Start: &messagev1.WatchThreadRequest_Last{Last: 20},
	}, func(element *messagev1.WatchThreadResponse) error {
		if item := element.GetItem(); item != nil {
			seen = append(seen, item.Sequence)
		}
		return nil
	})

	problem, _ := err.(*Problem)
	if problem == nil || problem.Reason != "THREAD_ACCESS_DENIED" || problem.Metadata["thread_id"] != "thr_1" {
		t.Error("the problem is lost:", err)
	}
	if !slices.Equal(seen, []int64{1, 2, 3, 6, 7}) {
		t.Error("items:", seen)
	}
	if want := []string{"20 0 ", "0 1 ", "0 0 two", "0 5 ", "0 0 six"}; !slices.Equal(server.starts, want) {
		t.Error("starts:", server.starts)
	}
	if server.tokens[4] != "Bearer secret" {
		t.Error("tokens:", server.tokens)
	}
}

// refusing is a server that refuses every resume token.
type refusing struct {
	messagev1.UnimplementedMessageServiceServer
	elements []*messagev1.WatchThreadResponse
	starts   []string
}

func (r *refusing) WatchThread(request *messagev1.WatchThreadRequest, out sink) error {
	start := "now"
	if request.Start != nil {
		start = fmt.Sprintf("%d %s", request.GetAfterSequence(), request.GetResumeToken())
	}
	r.starts = append(r.starts, start)
	if request.GetResumeToken() != "" {
		refused, _ := status.New(codes.InvalidArgument, "Refused").WithDetails(
			&errdetails.ErrorInfo{Reason: "PAGE_TOKEN_INVALID", Metadata: map[string]string{"field": "resume_token"}})
		return refused.Err()
	}
	if len(r.starts) > 1 {
		return status.Error(codes.PermissionDenied, "enough")
	}
	send(out, r.elements...)
	return status.Error(codes.Unavailable, "gone")
}

func TestRefusedTokenIsReplacedByTheLastPosition(t *testing.T) {
	caughtUp := func(position int64) *messagev1.WatchThreadResponse {
		return &messagev1.WatchThreadResponse{Element: &messagev1.WatchThreadResponse_CaughtUp{
			CaughtUp: &feedv1.CaughtUp{Position: position, ResumeToken: "token"}}}
	}
	heartbeat := &messagev1.WatchThreadResponse{Element: &messagev1.WatchThreadResponse_Heartbeat{
		Heartbeat: &feedv1.Heartbeat{Position: proto.Int64(9), ResumeToken: "token"}}}
	shutdown := closing(feedv1.CloseReason_CLOSE_REASON_SHUTDOWN, "token")
	discard := compacted(9)
	after := func(position int64) *messagev1.WatchThreadRequest {
		return &messagev1.WatchThreadRequest{Start: &messagev1.WatchThreadRequest_AfterSequence{AfterSequence: position}}
	}
	for _, each := range []struct {
		start    *messagev1.WatchThreadRequest
		elements []*messagev1.WatchThreadResponse
		want     []string
	}{
		{after(4), []*messagev1.WatchThreadResponse{item(5, 7), shutdown}, []string{"4 ", "0 token", "7 "}},
		{after(4), []*messagev1.WatchThreadResponse{shutdown}, []string{"4 ", "0 token", "4 "}},
		{after(4), []*messagev1.WatchThreadResponse{discard, shutdown}, []string{"4 ", "0 token", "4 "}},
		{after(4), []*messagev1.WatchThreadResponse{discard, item(2, 0), shutdown}, []string{"4 ", "0 token", "2 "}},
		{after(4), []*messagev1.WatchThreadResponse{caughtUp(8), heartbeat}, []string{"4 ", "0 token", "9 "}},
		{&messagev1.WatchThreadRequest{}, []*messagev1.WatchThreadResponse{caughtUp(0)}, []string{"now", "0 token", "0 "}},
		{&messagev1.WatchThreadRequest{}, []*messagev1.WatchThreadResponse{shutdown}, []string{"now", "0 token"}},
	} {
		server := &refusing{elements: each.elements}
		client := messagev1.NewMessageServiceClient(serve(t, server))
		err := FollowThread(t.Context(), client, each.start, func(*messagev1.WatchThreadResponse) error { return nil })
		if !slices.Equal(server.starts, each.want) {
			t.Error("starts:", server.starts, "instead of", each.want, "and then", err)
		}
	}
}

// rebuilding is a server whose first streams break while the reader rebuilds its state.
type rebuilding struct {
	messagev1.UnimplementedMessageServiceServer
	streams [][]*messagev1.WatchThreadResponse
	starts  []string
}

func (r *rebuilding) WatchThread(request *messagev1.WatchThreadRequest, out sink) error {
	r.starts = append(r.starts, fmt.Sprintf("%d %s", request.GetAfterSequence(), request.GetResumeToken()))
	if len(r.starts) > len(r.streams) {
		return status.Error(codes.PermissionDenied, "enough")
	}
	send(out, r.streams[len(r.starts)-1]...)
	return status.Error(codes.Unavailable, "gone")
}

func TestStreamThatBreaksAfterCompactedResumesAsBefore(t *testing.T) {
	beat := &messagev1.WatchThreadResponse{Element: &messagev1.WatchThreadResponse_Heartbeat{
		Heartbeat: &feedv1.Heartbeat{Position: proto.Int64(5), ResumeToken: "five"}}}
	server := &rebuilding{streams: [][]*messagev1.WatchThreadResponse{
		{compacted(9)},
		{beat, compacted(9)},
		{compacted(9), item(2, 0)}, // The current state begins with older positions.
		{compacted(9)},
	}}
	client := messagev1.NewMessageServiceClient(serve(t, server))
	start := &messagev1.WatchThreadRequest{Start: &messagev1.WatchThreadRequest_AfterSequence{AfterSequence: 4}}
	err := FollowThread(t.Context(), client, start, func(*messagev1.WatchThreadResponse) error { return nil })
	if want := []string{"4 ", "4 ", "0 five", "2 ", "2 "}; !slices.Equal(server.starts, want) {
		t.Error("starts:", server.starts, "instead of", want, "and then", err)
	}
}

func TestErrorOfTheHandlerEndsTheFeed(t *testing.T) {
	own := fmt.Errorf("enough")
	client := messagev1.NewMessageServiceClient(serve(t, &breaking{}))
	err := FollowThread(t.Context(), client, &messagev1.WatchThreadRequest{ThreadId: "thr_1"},
		func(*messagev1.WatchThreadResponse) error { return own })
	if err != own {
		t.Error("got", err)
	}
}

// ending is a server that ends a feed permanently, without a status that says so.
type ending struct {
	messagev1.UnimplementedMessageServiceServer
	reason  feedv1.CloseReason
	streams int
}

func (e *ending) WatchThread(_ *messagev1.WatchThreadRequest, out sink) error {
	e.streams++
	if e.streams > 1 {
		return status.Error(codes.PermissionDenied, "this feed was over")
	}
	send(out, item(1, 0), closing(e.reason, ""))
	return nil
}

func TestFeedThatEndsWithoutAStatusIsAProblemToo(t *testing.T) {
	expectFinal(t, feedv1.CloseReason_CLOSE_REASON_ACCESS_ENDED)
}

func TestClosingWithoutATokenIsFinalWhateverTheReason(t *testing.T) {
	expectFinal(t, feedv1.CloseReason_CLOSE_REASON_SHUTDOWN)
	expectFinal(t, feedv1.CloseReason(77))
}

func expectFinal(t *testing.T, reason feedv1.CloseReason) {
	client := messagev1.NewMessageServiceClient(serve(t, &ending{reason: reason}))
	err := FollowThread(t.Context(), client, &messagev1.WatchThreadRequest{ThreadId: "thr_1"},
		func(*messagev1.WatchThreadResponse) error { return nil })
	if problem := ProblemOf(err); problem == nil || problem.Message != "the feed has ended" {
		t.Error(reason, "got", err)
	}
}

func serve(t *testing.T, service messagev1.MessageServiceServer) *grpc.ClientConn {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	messagev1.RegisterMessageServiceServer(server, service)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	connection, err := Open(listener.Addr().String(), Constant("secret"), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = connection.Close() })
	return connection
}

func send(out sink, elements ...*messagev1.WatchThreadResponse) {
	for _, element := range elements {
		_ = out.Send(element)
	}
}

func item(sequence, hiddenThrough int64) *messagev1.WatchThreadResponse {
	item := &messagev1.ThreadItem{ThreadId: "thr_1", Sequence: sequence}
	if hiddenThrough > 0 {
		item.Content = &messagev1.ThreadItem_Hidden{Hidden: &messagev1.Hidden{ThroughSequence: hiddenThrough}}
	}
	return &messagev1.WatchThreadResponse{Element: &messagev1.WatchThreadResponse_Item{Item: item}}
}

func compacted(position int64) *messagev1.WatchThreadResponse {
	return &messagev1.WatchThreadResponse{Element: &messagev1.WatchThreadResponse_Compacted{
		Compacted: &feedv1.Compacted{Position: position}}}
}

func closing(reason feedv1.CloseReason, token string) *messagev1.WatchThreadResponse {
	return &messagev1.WatchThreadResponse{Element: &messagev1.WatchThreadResponse_Closing{
		Closing: &feedv1.Closing{Reason: reason, ResumeToken: token}}}
}
