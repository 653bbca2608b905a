package dev.parley.clientkit.send;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessageResponse;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Optional;
import java.util.Set;

/// One send as its client saw it: when it began, and its outcome.
public final class Sending {

    private static final Set<Status.Code> UNKNOWN =
            Set.of(Status.Code.DEADLINE_EXCEEDED, Status.Code.UNAVAILABLE, Status.Code.CANCELLED);

    private final String sender;
    private final SendMessageRequest request;
    private final long begunNanos = System.nanoTime();
    private volatile State state = new State(Fate.UNKNOWN, Optional.empty(), "", Long.MAX_VALUE);

    /// The outcome of a send.
    public enum Fate {
        /// It was acknowledged.
        ACKED,
        /// It was definitely refused.
        REFUSED,
        /// It may or may not be in the log.
        UNKNOWN
    }

    private record State(Fate fate, Optional<Message> message, String reason, long endedNanos) {}

    Sending(String sender, SendMessageRequest request) {
        this.sender = sender;
        this.request = request;
    }

    /// It was acknowledged.
    public void acked(SendMessageResponse response) {
        state = new State(Fate.ACKED, Optional.of(response.getMessage()), "", System.nanoTime());
    }

    /// Records a failure; its status says whether it is definite.
    public void failed(StatusRuntimeException failure) {
        if (UNKNOWN.contains(failure.getStatus().getCode())) {
            lost();
        } else {
            refused(reason(failure));
        }
    }

    /// It was definitely refused.
    public void refused(String reason) {
        state = new State(Fate.REFUSED, Optional.empty(), reason, System.nanoTime());
    }

    /// Records that the connection broke before there was a result.
    public void lost() {
        state = new State(Fate.UNKNOWN, Optional.empty(), "", System.nanoTime());
    }

    /// Returns the reason in the `ErrorInfo` of a failure; empty if it has none.
    private static String reason(StatusRuntimeException failure) {
        com.google.rpc.Status status = StatusProto.fromThrowable(failure);
        if (status == null) {
            return "";
        }
        try {
            for (Any detail : status.getDetailsList()) {
                if (detail.is(ErrorInfo.class)) {
                    return detail.unpack(ErrorInfo.class).getReason();
                }
            }
            return "";
        } catch (InvalidProtocolBufferException malformed) {
            throw new IllegalArgumentException("The details of a failure could not be read", malformed);
        }
    }

    /// Returns the user who sent it.
    public String sender() {
        return sender;
    }

    /// Returns the request.
    public SendMessageRequest request() {
        return request;
    }

    /// Returns its outcome so far.
    public Fate fate() {
        return state.fate();
    }

    /// Returns the message that was acknowledged.
    public Optional<Message> message() {
        return state.message();
    }

    /// Returns why it was refused; empty if it was not.
    public String reason() {
        return state.reason();
    }

    /// Returns when it began, by `System.nanoTime`.
    public long begunNanos() {
        return begunNanos;
    }

    /// Returns when its result arrived; [Long#MAX_VALUE] if none did.
    public long endedNanos() {
        return state.endedNanos();
    }
}
