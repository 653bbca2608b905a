package dev.parley.message.grpc.send;

import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.platform.wire.QuickCheck;
import jakarta.inject.Singleton;

/// An element of a send stream has no rules of its own. The stream validates its send, so that an invalid one
/// gets a result and does not end the stream.
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
