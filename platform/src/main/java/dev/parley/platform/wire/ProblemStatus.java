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
/// @param code     the status code
/// @param reason   the stable reason, such as `REQUEST_INVALID`
/// @param message  a sentence for people
/// @param metadata each value that varies in the sentence, for programs
/// @param details  details beside the `ErrorInfo`, most important first: what does not fit is left out
/// @param waited   whether the server has waited its patience, so that a channel must not retry the call by
///                 itself
public record ProblemStatus(
        Status.Code code,
        String reason,
        String message,
        Map<String, String> metadata,
        List<Message> details,
        boolean waited) {

    /// The domain of every reason.
    public static final String DOMAIN = "parley.dev";

    /// Retries of gRPC obey this header before their own policy; a negative number forbids them.
    private static final Metadata.Key<String> PUSHBACK =
            Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

    private static final String PREFIX = "ERROR_REASON_";

    /// A status with a reason of `ErrorReason`, whose name goes onto the wire without its prefix.
    public static ProblemStatus of(Status.Code code, ProtocolMessageEnum reason, String message) {
        String name = reason.getValueDescriptor().getName();
        String stable = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
        return new ProblemStatus(code, stable, message, Map.of(), List.of(), false);
    }

    /// The same with one more entry in the metadata.
    public ProblemStatus with(String key, Object value) {
        var entries = new TreeMap<>(metadata);
        entries.put(key, String.valueOf(value));
        return new ProblemStatus(code, reason, message, Map.copyOf(entries), details, waited);
    }

    /// The same with one more detail.
    public ProblemStatus detail(Message detail) {
        var all = new ArrayList<>(details);
        all.add(detail);
        return new ProblemStatus(code, reason, message, metadata, List.copyOf(all), waited);
    }

    /// The same with a `RetryInfo`.
    public ProblemStatus retryAfter(Duration delay) {
        return detail(RetryInfo.newBuilder().setRetryDelay(toProto(delay)).build());
    }

    /// The same, after the server has waited as long as a caller's deadline bears: the caller gets it at once and
    /// decides. A channel that retried such a call by itself would wait several times as long, and then report a
    /// deadline in its place.
    public ProblemStatus afterWaiting() {
        return new ProblemStatus(code, reason, message, metadata, details, true);
    }

    /// The same with a `PreconditionFailure` of one violation.
    public ProblemStatus precondition(String type, String subject, String description) {
        return detail(PreconditionFailure.newBuilder()
                .addViolations(PreconditionFailure.Violation.newBuilder()
                        .setType(type)
                        .setSubject(subject)
                        .setDescription(description))
                .build());
    }

    /// The same with a `ResourceInfo`.
    public ProblemStatus resource(String type, String name) {
        return detail(ResourceInfo.newBuilder()
                .setResourceType(type)
                .setResourceName(name)
                .build());
    }

    /// As the message that a stream carries for one of its elements. At most 4 KiB: texts are cut, and details
    /// that do not fit are left out.
    public com.google.rpc.Status toProto() {
        return StatusSize.of(this);
    }

    /// As the end of a call.
    public StatusRuntimeException toException() {
        var trailers = new Metadata();
        if (waited) {
            trailers.put(PUSHBACK, "-1");
        }
        return StatusProto.toStatusRuntimeException(toProto(), trailers);
    }

    /// The trailers of the end of a call: they hold the details.
    public Metadata toTrailers() {
        Metadata trailers = toException().getTrailers();
        return trailers == null ? new Metadata() : trailers;
    }

    /// As the status of the end of a call, without its details.
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
