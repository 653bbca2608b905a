package dev.parley.message.grpc;

import dev.parley.message.v1.BatchGetMessagesRequest;
import dev.parley.message.v1.MessageName;
import dev.parley.platform.text.IdShape;
import dev.parley.platform.wire.QuickCheck;
import jakarta.inject.Singleton;

/// The rules of `BatchGetMessagesRequest` in plain code, because every page of an inbox asks for its previews. A test
/// holds it against the rules of the proto.
@Singleton
public final class NamesCheck implements QuickCheck<BatchGetMessagesRequest> {

    private static final int MOST_NAMES = 200;

    @Override
    public Class<BatchGetMessagesRequest> type() {
        return BatchGetMessagesRequest.class;
    }

    @Override
    public boolean surelyKeepsRules(BatchGetMessagesRequest request) {
        return request.getNamesCount() >= 1
                && request.getNamesCount() <= MOST_NAMES
                && request.getNamesList().stream().allMatch(NamesCheck::isGood);
    }

    private static boolean isGood(MessageName name) {
        return IdShape.fits("thr_", name.getThreadId()) && IdShape.fits("msg_", name.getMessageId());
    }
}
