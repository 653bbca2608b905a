package parley

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	feedv1 "parley.dev/go/feed/v1"
	inboxv1 "parley.dev/go/inbox/v1"
	messagev1 "parley.dev/go/message/v1"
)

// Silence is how long a feed may be silent. The server sends a heartbeat every 5 s.
var Silence = 12 * time.Second

// FollowThread passes on each element of a thread's feed, over any number of streams, without gaps or
// repeated items. It returns when the context ends, the handler fails, or the feed cannot be resumed.
func FollowThread(ctx context.Context, client messagev1.MessageServiceClient, start *messagev1.WatchThreadRequest,
	handle func(*messagev1.WatchThreadResponse) error) error {
	return follow(ctx, client.WatchThread, start, "after_sequence", func(next *messagev1.WatchThreadResponse) int64 {
		return max(next.GetItem().GetSequence(), next.GetItem().GetHidden().GetThroughSequence())
	}, handle)
}

// FollowInbox does the same for the inbox of the acting user.
func FollowInbox(ctx context.Context, client inboxv1.InboxServiceClient, start *inboxv1.WatchInboxRequest,
	handle func(*inboxv1.WatchInboxResponse) error) error {
	return follow(ctx, client.WatchInbox, start, "after_revision", func(next *inboxv1.WatchInboxResponse) int64 {
		return next.GetItem().GetRevision()
	}, handle)
}

// element is the envelope that all feeds share.
type element[R any] interface {
	*R
	GetCaughtUp() *feedv1.CaughtUp
	GetHeartbeat() *feedv1.Heartbeat
	GetClosing() *feedv1.Closing
}

type watch[Q, R any] = func(context.Context, Q, ...grpc.CallOption) (grpc.ServerStreamingClient[R], error)

func follow[Q proto.Message, R any, E element[R]](ctx context.Context, open watch[Q, R], start Q,
	positionField protoreflect.Name, positionOf func(E) int64, handle func(E) error) error {
	request := proto.CloneOf(start)
	set := func(field protoreflect.Name, value any) {
		message := request.ProtoReflect()
		message.Set(message.Descriptor().Fields().ByName(field), protoreflect.ValueOf(value))
	}
	last := int64(-1) // The last position that the reader has, in case a token is refused; -1 if unknown.
	if field := request.ProtoReflect().Descriptor().Fields().ByName(positionField); request.ProtoReflect().Has(field) {
		last = request.ProtoReflect().Get(field).Int()
	}
	for attempt := 0; ; attempt++ {
		var closing *feedv1.Closing
		var failed error
		problem := ProblemOf(stream(ctx, open, request, func(received *R) error {
			next := E(received)
			if failed = handle(next); failed != nil {
				return failed
			}
			closing, attempt = next.GetClosing(), 0
			// Not the position of `compacted`: the items that follow it may be older.
			if position := positionOf(next); position > 0 {
				set(positionField, position)
				last = position
			} else if caughtUp := next.GetCaughtUp(); caughtUp != nil {
				last = caughtUp.Position
			} else if heartbeat := next.GetHeartbeat(); heartbeat != nil && heartbeat.Position != nil {
				last = *heartbeat.Position
			}
			if token := cmp.Or(next.GetCaughtUp().GetResumeToken(), next.GetHeartbeat().GetResumeToken(),
				closing.GetResumeToken()); token != "" {
				set("resume_token", token)
			}
			return nil
		}))
		if failed != nil {
			return failed
		}
		if refusesToken(problem) && last >= 0 {
			set(positionField, last)
		} else if ctx.Err() == nil && !resumes(closing, problem) {
			return cmp.Or(problem, &Problem{Code: codes.PermissionDenied, Message: "the feed has ended"})
		}
		asked := closing.GetRetryDelay().AsDuration()
		if problem != nil {
			asked = max(asked, problem.RetryDelay)
		}
		if !pause(ctx, attempt, asked) {
			return ctx.Err()
		}
	}
}

// stream passes on the elements of one stream until it ends, or is silent for too long.
func stream[Q, R any](ctx context.Context, open watch[Q, R], request Q, handle func(*R) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	watchdog := time.AfterFunc(Silence, cancel)
	defer watchdog.Stop()
	elements, err := open(ctx, request)
	for err == nil {
		var next *R
		watchdog.Reset(Silence)
		if next, err = elements.Recv(); err == nil {
			watchdog.Stop()
			err = handle(next)
		}
	}
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// refusesToken says whether the server does not accept the resume token. The last position then replaces it.
func refusesToken(problem *Problem) bool {
	return problem != nil && problem.Reason == "PAGE_TOKEN_INVALID" && problem.Metadata["field"] == "resume_token"
}

// resumes says whether another stream may follow one that ended. A closing without a token is final. If the
// reason is unknown, the status decides.
func resumes(closing *feedv1.Closing, problem *Problem) bool {
	if closing != nil && closing.ResumeToken == "" {
		return false
	}
	reason := closing.GetReason()
	if _, known := feedv1.CloseReason_name[int32(reason)]; known && reason != 0 {
		return reason != feedv1.CloseReason_CLOSE_REASON_ACCESS_ENDED
	}
	return problem == nil || problem.Passes() ||
		slices.Contains([]codes.Code{codes.Canceled, codes.Internal, codes.Unknown}, problem.Code)
}
