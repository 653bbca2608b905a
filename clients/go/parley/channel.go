// Package parley is what a caller of Parley needs besides the stubs: a connection, the problem in a status,
// and feeds that resume automatically.
package parley

import (
	"context"
	_ "embed"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/metadata"
)

// StandardDeadline is the deadline of a unary call that sets none.
const StandardDeadline = 10 * time.Second

// A server that has come back is found within two seconds. The standard back-off grows up to two minutes, in which
// each call fails at once.
var reconnection = grpc.ConnectParams{
	Backoff:           backoff.Config{BaseDelay: time.Second, Multiplier: 1.6, Jitter: 0.2, MaxDelay: 1500 * time.Millisecond},
	MinConnectTimeout: 5 * time.Second,
}

// The calls that a connection retries automatically: UNAVAILABLE only, with the same request id.
//
//go:embed service_config.json
var serviceConfig string

// Token returns the token of the next call, so a renewed token is used immediately. If it is nil, each call
// brings its own `authorization` in its metadata.
type Token func() (string, error)

// Constant returns a token that never changes.
func Constant(token string) Token {
	return func() (string, error) { return token, nil }
}

// GetRequestMetadata makes a token the credentials of each call.
func (t Token) GetRequestMetadata(context.Context, ...string) (map[string]string, error) {
	if t == nil {
		return nil, nil
	}
	token, err := t()
	return map[string]string{"authorization": "Bearer " + token}, err
}

// RequireTransportSecurity is false, for networks that are secured at a lower layer.
func (t Token) RequireTransportSecurity() bool { return false }

// Open opens a connection to `host:port`. Without `tls` it is in plain text: for one machine, and for
// networks that are secured at a lower layer. A connection is expensive, and safe for many goroutines; close
// it at the end.
func Open(target string, token Token, tls credentials.TransportCredentials) (*grpc.ClientConn, error) {
	if tls == nil {
		tls = insecure.NewCredentials()
	}
	return grpc.NewClient(target,
		grpc.WithTransportCredentials(tls),
		grpc.WithPerRPCCredentials(token),
		grpc.WithDefaultServiceConfig(serviceConfig),
		grpc.WithConnectParams(reconnection),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(8<<20)),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{
			Time: 30 * time.Second, Timeout: 10 * time.Second, PermitWithoutStream: true}),
		grpc.WithUnaryInterceptor(withDeadline))
}

// As makes the calls of a context act for a user, `usr_…`. The token must carry the scope `act-as-user`.
func As(ctx context.Context, userID string) context.Context {
	return metadata.AppendToOutgoingContext(ctx, "parley-on-behalf-of", userID)
}

func withDeadline(ctx context.Context, method string, request, reply any, connection *grpc.ClientConn,
	invoke grpc.UnaryInvoker, options ...grpc.CallOption) error {
	if _, bounded := ctx.Deadline(); !bounded {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, StandardDeadline)
		defer cancel()
	}
	return invoke(ctx, method, request, reply, connection, options...)
}
