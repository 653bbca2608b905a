package main

import (
	"context"
	"net/http"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// fail writes an error as the google.rpc.Status in JSON, with all its details. What the gateway itself refuses,
// such as a body that is not JSON, gets the reason that Parley would give.
func fail(ctx context.Context, mux *runtime.ServeMux, out runtime.Marshaler, w http.ResponseWriter, r *http.Request, err error) {
	answer := status.Convert(err)
	if answer.Code() == codes.InvalidArgument && len(answer.Details()) == 0 {
		err = problem(codes.InvalidArgument, "REQUEST_INVALID", answer.Message(), nil)
	}
	runtime.DefaultHTTPErrorHandler(ctx, mux, out, w, r, err)
}

// failToRoute answers a request whose path or method no RPC has. A newer client learns that the feature is
// missing, as it does over gRPC.
func failToRoute(ctx context.Context, mux *runtime.ServeMux, out runtime.Marshaler, w http.ResponseWriter, r *http.Request, code int) {
	err := problem(codes.Unimplemented, "FEATURE_NOT_AVAILABLE", "There is no such path.",
		map[string]string{"feature": r.Method + " " + r.URL.Path})
	if code == http.StatusBadRequest {
		err = problem(codes.InvalidArgument, "REQUEST_INVALID", "The path is malformed.", nil)
	}
	runtime.DefaultHTTPErrorHandler(ctx, mux, out, w, r, &runtime.HTTPStatusError{HTTPStatus: code, Err: err})
}

func problem(code codes.Code, reason, message string, metadata map[string]string) error {
	bare := status.New(code, message)
	detailed, err := bare.WithDetails(&errdetails.ErrorInfo{Reason: reason, Domain: "parley.dev", Metadata: metadata})
	if err != nil {
		return bare.Err()
	}
	return detailed.Err()
}
