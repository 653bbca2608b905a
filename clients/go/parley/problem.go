package parley

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	errorv1 "parley.dev/go/error/v1"
)

// Problem is a failure that a caller can act on. Branch on the reason, never on the message.
type Problem struct {
	Code       codes.Code
	Reason     string                                  // such as CONTACT_NOT_ALLOWED; empty when Parley did not answer
	Message    string                                  // for people
	Metadata   map[string]string                       // each value that varies in the message
	Violations []*errdetails.BadRequest_FieldViolation // field, the stable name of the rule (reason), a sentence
	RetryDelay time.Duration                           // when to try again; 0 when the server does not say
	Rejection  *errorv1.ContentRejection
}

// ProblemOf reads the problem inside an error of a call; nil for nil.
func ProblemOf(err error) *Problem {
	var problem *Problem
	if err == nil || errors.As(err, &problem) {
		return problem
	}
	answer := status.Convert(err)
	problem = &Problem{Code: answer.Code(), Message: answer.Message()}
	for _, detail := range answer.Details() {
		switch detail := detail.(type) {
		case *errdetails.ErrorInfo:
			problem.Reason, problem.Metadata = detail.Reason, detail.Metadata
		case *errdetails.BadRequest:
			problem.Violations = detail.FieldViolations
		case *errdetails.RetryInfo:
			problem.RetryDelay = detail.RetryDelay.AsDuration()
		case *errorv1.ContentRejection:
			problem.Rejection = detail
		}
	}
	return problem
}

func (p *Problem) Error() string { return fmt.Sprintf("%s %s: %s", p.Code, p.Reason, p.Message) }

// Passes says whether the same call may succeed later, with the same request id: after DEADLINE_EXCEEDED the retry
// finds out what happened. RESOURCE_EXHAUSTED passes only where the server says when: a transport that refuses a message
// for its size uses the same code.
func (p *Problem) Passes() bool {
	return p.Code == codes.Unavailable || p.Code == codes.DeadlineExceeded ||
		p.Code == codes.ResourceExhausted && p.RetryDelay > 0
}

// Retrying runs a call until it succeeds or fails for good, or the context ends.
func Retrying[R any](ctx context.Context, call func(context.Context) (R, error)) (R, error) {
	for attempt := 0; ; attempt++ {
		result, err := call(ctx)
		problem := ProblemOf(err)
		if problem == nil || !problem.Passes() || !pause(ctx, attempt, problem.RetryDelay) {
			return result, err
		}
	}
}

// pause waits as long as the server asks, or 0.1 s and twice as long each time up to 5 s. It is spread, so that many
// clients do not come back at once. It is false when the context ends before.
func pause(ctx context.Context, attempt int, asked time.Duration) bool {
	delay := max(asked, min(100*time.Millisecond<<min(attempt, 10), 5*time.Second))
	select {
	case <-ctx.Done():
		return false
	case <-time.After(delay + rand.N(delay/2)):
		return true
	}
}
