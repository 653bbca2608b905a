// A gateway: HTTP and JSON on one side, gRPC on the other. Use it as a starting point.
//
//	go run . 127.0.0.1:50050 127.0.0.1:8080
package main

import (
	"cmp"
	"context"
	"log"
	"net/http"
	"os"
	"time"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/protobuf/encoding/protojson"
	"parley.dev/go/parley"
	inboxv1 "parley.dev/http/gen/inbox/v1"
	messagev1 "parley.dev/http/gen/message/v1"
	safetyv1 "parley.dev/http/gen/safety/v1"
	serverv1 "parley.dev/http/gen/server/v1"
	threadv1 "parley.dev/http/gen/thread/v1"
)

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: go run . <host:port of Parley> <host:port to listen on>")
	}
	connection, err := parley.Open(os.Args[1], nil, nil)
	if err != nil {
		log.Fatal(err)
	}
	gateway, err := handler(connection)
	if err != nil {
		log.Fatal(err)
	}
	server := &http.Server{Addr: os.Args[2], Handler: gateway, ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(server.ListenAndServe())
}

// handler serves every RPC that has a path, and /healthz. Each request brings its own token.
func handler(connection *grpc.ClientConn, options ...runtime.ServeMuxOption) (http.Handler, error) {
	mux := runtime.NewServeMux(append(options,
		// By default, unknown fields would be dropped silently.
		runtime.WithMarshalerOption(runtime.MIMEWildcard, &runtime.JSONPb{
			MarshalOptions: protojson.MarshalOptions{EmitUnpopulated: true}}),
		runtime.SetQueryParameterParser(&strictQuery{}),
		runtime.WithIncomingHeaderMatcher(func(header string) (string, bool) {
			if header == "Parley-On-Behalf-Of" {
				return header, true
			}
			return runtime.DefaultHeaderMatcher(header)
		}),
		runtime.WithErrorHandler(fail),
		runtime.WithRoutingErrorHandler(failToRoute),
		runtime.WithHealthzEndpoint(grpc_health_v1.NewHealthClient(connection)))...)
	var failed error
	for _, register := range []func(context.Context, *runtime.ServeMux, *grpc.ClientConn) error{
		inboxv1.RegisterInboxAdminServiceHandler,
		inboxv1.RegisterInboxServiceHandler,
		messagev1.RegisterMessageServiceHandler,
		messagev1.RegisterReceiptServiceHandler,
		safetyv1.RegisterBlockServiceHandler,
		serverv1.RegisterJobServiceHandler,
		serverv1.RegisterOperationsServiceHandler,
		serverv1.RegisterServerServiceHandler,
		threadv1.RegisterParticipantServiceHandler,
		threadv1.RegisterThreadAdminServiceHandler,
		threadv1.RegisterThreadServiceHandler,
	} {
		failed = cmp.Or(failed, register(context.Background(), mux, connection))
	}
	return mux, failed
}
