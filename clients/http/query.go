package main

import (
	"fmt"
	"net/url"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"github.com/grpc-ecosystem/grpc-gateway/v2/utilities"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// strictQuery refuses parameters that the request does not have. By default they would be dropped silently: a
// filter that this gateway does not know would then return everything.
type strictQuery struct{ runtime.DefaultQueryParser }

func (q *strictQuery) Parse(request proto.Message, values url.Values, filter *utilities.DoubleArray) error {
	fields := request.ProtoReflect().Descriptor().Fields()
	for name := range values {
		if fields.ByName(protoreflect.Name(name)) == nil && fields.ByJSONName(name) == nil {
			return fmt.Errorf("unknown field %q", name)
		}
	}
	return q.DefaultQueryParser.Parse(request, values, filter)
}
