package dev.parley.message.grpc.send;

import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.platform.wire.QuickCheck;
import jakarta.inject.Singleton;

/// An element of a stream of sends has no rules of its own: the stream checks its send, so that a broken one
/// gives a result and does not end the stream.
@Singleton
public final class SendsCheck implements QuickCheck<SendMessagesRequest> {

    @Override
    public Class<SendMessagesRequest> type() {
        return SendMessagesRequest.class;
    }

    @Override
    public boolean surelyKeepsRules(SendMessagesRequest request) {
        return true;
    }
}
