package parley

import (
	"context"
	"errors"
	"io"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"
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
	request := proto.CloneOf(start)
	return follow(ctx, func(ctx context.Context, from resume) (receiver[*messagev1.WatchThreadResponse], error) {
		if from.token != "" {
			request.Start = &messagev1.WatchThreadRequest_ResumeToken{ResumeToken: from.token}
		} else if from.known {
			request.Start = &messagev1.WatchThreadRequest_AfterSequence{AfterSequence: from.position}
		}
		return client.WatchThread(ctx, request)
	}, func(element *messagev1.WatchThreadResponse) int64 {
		return max(element.GetItem().GetSequence(), element.GetItem().GetHidden().GetThroughSequence())
	}, handle)
}

// FollowInbox does the same for the inbox of the acting user.
func FollowInbox(ctx context.Context, client inboxv1.InboxServiceClient, start *inboxv1.WatchInboxRequest,
	handle func(*inboxv1.WatchInboxResponse) error) error {
	request := proto.CloneOf(start)
	return follow(ctx, func(ctx context.Context, from resume) (receiver[*inboxv1.WatchInboxResponse], error) {
		if from.token != "" {
			request.Start = &inboxv1.WatchInboxRequest_ResumeToken{ResumeToken: from.token}
		} else if from.known {
			request.Start = &inboxv1.WatchInboxRequest_AfterRevision{AfterRevision: from.position}
		}
		return client.WatchInbox(ctx, request)
	}, func(element *inboxv1.WatchInboxResponse) int64 { return element.GetItem().GetRevision() }, handle)
}

// resume is where the next stream starts: at the token, or else after the position, or else like the first
// stream.
type resume struct {
	token    string
	position int64
	known    bool
}

type receiver[E any] interface{ Recv() (E, error) }

// element is the envelope that all feeds share.
type element interface {
	GetCaughtUp() *feedv1.CaughtUp
	GetHeartbeat() *feedv1.Heartbeat
	GetCompacted() *feedv1.Compacted
	GetClosing() *feedv1.Closing
}

// handled carries an error of the handler past the retries.
type handled struct{ error }

func follow[E element](ctx context.Context, open func(context.Context, resume) (receiver[E], error),
	positionOf func(E) int64, handle func(E) error) error {
	var from resume
	for attempt := 0; ; attempt++ {
		var closing *feedv1.Closing
		err := stream(ctx, open, from, func(next E) error {
			if err := handle(next); err != nil {
				return handled{err}
			}
			from.move(next, positionOf(next))
			closing, attempt = next.GetClosing(), 0
			return nil
		})
		var ours handled
		if errors.As(err, &ours) {
			return ours.error
		}
		problem := ProblemOf(err)
		if ctx.Err() == nil && !resumes(closing.GetReason(), problem) {
			return problem
		}
		wait := Problem{RetryDelay: closing.GetRetryDelay().AsDuration()}
		if problem != nil {
			wait.RetryDelay = max(wait.RetryDelay, problem.RetryDelay)
		}
		if !pause(ctx, wait.Delay(attempt)) {
			return ctx.Err()
		}
	}
}

// stream passes on the elements of one stream until it ends, or is silent for too long.
func stream[E element](ctx context.Context, open func(context.Context, resume) (receiver[E], error), from resume,
	handle func(E) error) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	watchdog := time.AfterFunc(Silence, cancel)
	defer watchdog.Stop()
	elements, err := open(ctx, from)
	for err == nil {
		var next E
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

func (r *resume) move(next element, position int64) {
	if position == 0 {
		position = next.GetCompacted().GetPosition()
	}
	if position > 0 {
		*r = resume{position: position, known: true}
	}
	for _, token := range []string{next.GetCaughtUp().GetResumeToken(), next.GetHeartbeat().GetResumeToken(),
		next.GetClosing().GetResumeToken()} {
		if token != "" {
			r.token = token
		}
	}
}

// resumes says whether another stream may follow one that ended. If the reason is unknown, the status
// decides.
func resumes(reason feedv1.CloseReason, problem *Problem) bool {
	if _, known := feedv1.CloseReason_name[int32(reason)]; known && reason != 0 {
		return reason != feedv1.CloseReason_CLOSE_REASON_ACCESS_ENDED
	}
	return problem == nil || problem.Passes() ||
		problem.Code == codes.Canceled || problem.Code == codes.Internal || problem.Code == codes.Unknown
}
