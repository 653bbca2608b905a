package dev.parley.message.grpc.send;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.message.log.Draft;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.platform.caller.ActingUser;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.problem.Problem;
import dev.parley.platform.wire.RequestRules;
import dev.parley.platform.wire.UnknownFields;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A send that arrived on a stream, as the transport thread left it: parsed if it is small, or else its bytes, or
/// only its ids if it is refused for its size. Everything else is work of the stream's own thread.
///
/// @param request the request, if it is parsed
/// @param bytes the request, if it is not parsed yet
/// @param refused why only its ids are kept
/// @param ids the ids of a refused one
/// @param weight about how many bytes of memory it takes until its result is taken
record ArrivedSend(
        @Nullable SendMessagesRequest request,
        byte @Nullable [] bytes,
        @Nullable Problem refused,
        SendIds ids,
        int weight) {

    /// The weight of a send without its text: its ids, and the objects around them.
    static final int IDS_WEIGHT = 1024;

    private static final byte[] NOTHING = {};

    /// @param size its size on the wire, in bytes
    static ArrivedSend parsed(SendMessagesRequest request, int size) {
        return new ArrivedSend(request, null, null, SendIds.NONE, weight(size));
    }

    static ArrivedSend unparsed(byte[] bytes) {
        return new ArrivedSend(null, bytes, null, SendIds.NONE, weight(bytes.length));
    }

    /// A text takes at most twice as much memory as on the wire.
    private static int weight(int size) {
        return IDS_WEIGHT + 2 * size;
    }

    /// Bytes that are not a send. They end the stream.
    static ArrivedSend malformed() {
        return unparsed(NOTHING);
    }

    static ArrivedSend refused(SendIds ids, Problem problem) {
        return new ArrivedSend(null, null, problem, ids, IDS_WEIGHT);
    }

    /// Returns the request; empty if the bytes are not a send.
    Optional<SendMessagesRequest> toRequest() {
        if (request != null) {
            return Optional.of(request);
        }
        try {
            return bytes == null || bytes.length == 0
                    ? Optional.empty()
                    : Optional.of(SendMessagesRequest.parseFrom(bytes));
        } catch (InvalidProtocolBufferException malformed) {
            return Optional.empty();
        }
    }

    /// Returns the draft. Throws the problem of a send that breaks a rule.
    static Draft toDraft(SendMessagesRequest request, Caller caller, RequestRules rules) {
        UnknownFields.refuse(request);
        rules.check(request.getSend());
        return SendMapper.toDraft(request.getSend(), ActingUser.of(caller, request.getActingUserId()));
    }
}
