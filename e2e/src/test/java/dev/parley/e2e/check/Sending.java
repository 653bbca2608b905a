package dev.parley.e2e.check;

import dev.parley.message.v1.Message;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessageResponse;
import dev.parley.platform.testing.WireProblems;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.Set;

/// One send as its client saw it: when it was invoked, and what became of it.
public final class Sending {

    private static final Set<Status.Code> UNKNOWN =
            Set.of(Status.Code.DEADLINE_EXCEEDED, Status.Code.UNAVAILABLE, Status.Code.CANCELLED);

    private final String sender;
    private final SendMessageRequest request;
    private final long begunNanos = System.nanoTime();
    private volatile State state = new State(Fate.UNKNOWN, Optional.empty(), "", Long.MAX_VALUE);

    /// What became of a send.
    public enum Fate {
        /// It was acknowledged.
        ACKED,
        /// It was refused for certain.
        REFUSED,
        /// Nobody can say.
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

    /// It failed; whether for certain, its status says.
    public void failed(StatusRuntimeException failure) {
        long now = System.nanoTime();
        state = UNKNOWN.contains(failure.getStatus().getCode())
                ? new State(Fate.UNKNOWN, Optional.empty(), "", now)
                : refusal(WireProblems.errorInfo(failure).getReason(), now);
    }

    /// It was refused for certain.
    public void refused(String reason) {
        state = refusal(reason, System.nanoTime());
    }

    private static State refusal(String reason, long now) {
        return new State(Fate.REFUSED, Optional.empty(), reason, now);
    }

    /// Its connection broke before there was an answer.
    public void lost() {
        state = new State(Fate.UNKNOWN, Optional.empty(), "", System.nanoTime());
    }

    /// Who sent it.
    public String sender() {
        return sender;
    }

    /// What was sent.
    public SendMessageRequest request() {
        return request;
    }

    /// What became of it.
    public Fate fate() {
        return state.fate();
    }

    /// The message that was acknowledged.
    public Optional<Message> message() {
        return state.message();
    }

    /// Why it was refused; empty unless it was.
    public String reason() {
        return state.reason();
    }

    /// When it was invoked, in the terms of `System.nanoTime`.
    public long begunNanos() {
        return begunNanos;
    }

    /// When it was answered; the end of time when it was not.
    public long endedNanos() {
        return state.endedNanos();
    }
}
