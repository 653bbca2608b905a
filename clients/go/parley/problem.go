package parley

import (
	"context"
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
	Reason     string            // such as CONTACT_NOT_ALLOWED; empty when Parley did not answer
	Message    string            // for people
	Metadata   map[string]string // each value that varies in the message
	Violations []Violation       // the fields that break a rule
	RetryDelay time.Duration     // when to try again; 0 when the server does not say
	Rejection  *errorv1.ContentRejection
}

// Violation is a field that breaks a rule: the stable name of the rule, and a readable sentence.
type Violation struct{ Field, Rule, Description string }

// ProblemOf reads the problem inside an error of a call; nil for nil.
func ProblemOf(err error) *Problem {
	if err == nil {
		return nil
	}
	answer := status.Convert(err)
	problem := &Problem{Code: answer.Code(), Message: answer.Message()}
	for _, detail := range answer.Details() {
		switch detail := detail.(type) {
		case *errdetails.ErrorInfo:
			problem.Reason, problem.Metadata = detail.Reason, detail.Metadata
		case *errdetails.BadRequest:
			for _, v := range detail.FieldViolations {
				problem.Violations = append(problem.Violations, Violation{v.Field, v.Reason, v.Description})
			}
		case *errdetails.RetryInfo:
			problem.RetryDelay = detail.RetryDelay.AsDuration()
		case *errorv1.ContentRejection:
			problem.Rejection = detail
		}
	}
	return problem
}

func (p *Problem) Error() string { return fmt.Sprintf("%s %s: %s", p.Code, p.Reason, p.Message) }

// Passes says whether the same call may succeed later, with the same request id. After DEADLINE_EXCEEDED the
// outcome is unknown; the retry finds out. RESOURCE_EXHAUSTED is transient only if the server says when to
// retry: a transport that refuses an oversized message uses the same code, and that is permanent.
func (p *Problem) Passes() bool {
	return p.Code == codes.Unavailable || p.Code == codes.DeadlineExceeded ||
		p.Code == codes.ResourceExhausted && p.RetryDelay > 0
}

// Delay is how long to wait before a retry: what the server requests, or 0.1 s, doubling up to 5 s. It
// includes jitter, so that many clients do not retry at once.
func (p *Problem) Delay(attempt int) time.Duration {
	delay := max(p.RetryDelay, min(100*time.Millisecond<<min(attempt, 10), 5*time.Second))
	return delay + rand.N(delay/2)
}

// Retrying runs a call until it succeeds or fails permanently, or the context ends.
func Retrying[R any](ctx context.Context, call func(context.Context) (R, error)) (R, error) {
	for attempt := 0; ; attempt++ {
		result, err := call(ctx)
		problem := ProblemOf(err)
		if problem == nil || !problem.Passes() || !pause(ctx, problem.Delay(attempt)) {
			return result, err
		}
	}
}

func pause(ctx context.Context, delay time.Duration) bool {
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
