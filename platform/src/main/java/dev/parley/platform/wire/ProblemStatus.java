package dev.parley.platform.wire;

import com.google.protobuf.Message;
import com.google.protobuf.ProtocolMessageEnum;
import com.google.rpc.PreconditionFailure;
import com.google.rpc.ResourceInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The wire form of a problem: a status, one `google.rpc.ErrorInfo` of the domain `parley.dev`, and further
/// details.
///
/// @param code the status code
/// @param reason the stable reason, such as `REQUEST_INVALID`
/// @param message a readable sentence
/// @param metadata each value that varies in the sentence, for programs
/// @param details details besides the `ErrorInfo`, most important first; those that do not fit are omitted
/// @param waited whether the server has already waited its full patience, so that a channel must not retry
/// the call
///                 automatically
public record ProblemStatus(
        Status.Code code,
        String reason,
        String message,
        Map<String, String> metadata,
        List<Message> details,
        boolean waited) {

    /// The domain of every reason.
    public static final String DOMAIN = "parley.dev";

    /// gRPC's retries obey this header before their own policy; a negative number forbids them.
    private static final Metadata.Key<String> PUSHBACK =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

    private static final String PREFIX = "ERROR_REASON_";

    /// Creates a status with a reason of `ErrorReason`, whose name is sent without its prefix.
    public static ProblemStatus of(Status.Code code, ProtocolMessageEnum reason, String message) {
        String name = reason.getValueDescriptor().getName();
        String stable = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
        return new ProblemStatus(code, stable, message, Map.of(), List.of(), false);
    }

    /// Returns the same status with one more metadata entry.
    public ProblemStatus with(String key, Object value) {
        var entries = new TreeMap<>(metadata);
        entries.put(key, String.valueOf(value));
        return new ProblemStatus(code, reason, message, Map.copyOf(entries), details, waited);
    }

    /// Returns the same status with one more detail.
    public ProblemStatus detail(Message detail) {
        var all = new ArrayList<>(details);
        all.add(detail);
        return new ProblemStatus(code, reason, message, metadata, List.copyOf(all), waited);
    }

    /// Returns the same status with a `RetryInfo`.
    public ProblemStatus retryAfter(Duration delay) {
        return detail(RetryInfo.newBuilder().setRetryDelay(toProto(delay)).build());
    }

    /// Returns the same status for a case in which the server has already waited as long as a caller's
    /// deadline allows: the caller gets it immediately and decides. A channel that retried such a call
    /// automatically would wait several times as long, and then report an exceeded deadline instead.
    public ProblemStatus afterWaiting() {
        return new ProblemStatus(code, reason, message, metadata, details, true);
    }

    /// Returns the same status with a `PreconditionFailure` of one violation.
    public ProblemStatus precondition(String type, String subject, String description) {
        return detail(PreconditionFailure.newBuilder()
                .addViolations(PreconditionFailure.Violation.newBuilder()
                        .setType(type)
                        .setSubject(subject)
                        .setDescription(description))
                .build());
    }

    /// Returns the same status with a `ResourceInfo`.
    public ProblemStatus resource(String type, String name) {
        return detail(ResourceInfo.newBuilder()
                .setResourceType(type)
                .setResourceName(name)
                .build());
    }

    /// Returns the message that a stream carries for one of its elements. At most 4 KiB: texts are truncated,
    /// and details that do not fit are omitted.
    public com.google.rpc.Status toProto() {
        return StatusSize.of(this);
    }

    /// Returns the exception that ends a call.
    public StatusRuntimeException toException() {
        var trailers = new Metadata();
        if (waited) {
            trailers.put(PUSHBACK, "-1");
        }
        return StatusProto.toStatusRuntimeException(toProto(), trailers);
    }

    /// Returns the trailers for the end of a call, which contain the details.
    public Metadata toTrailers() {
        Metadata trailers = toException().getTrailers();
        return trailers == null ? new Metadata() : trailers;
    }

    /// Returns the status for the end of a call, without its details.
    public Status toStatus() {
        return code.toStatus().withDescription(toProto().getMessage());
    }

    private static com.google.protobuf.Duration toProto(Duration delay) {
        return com.google.protobuf.Duration.newBuilder()
                .setSeconds(delay.getSeconds())
                .setNanos(delay.getNano())
                .build();
    }
}
