package dev.parley.message.grpc;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.internal.v1.GetPreviewsRequest;
import dev.parley.message.internal.v1.PreviewQuery;
import dev.parley.platform.wire.QuickCheck;
import jakarta.inject.Singleton;

/// The rules of `GetPreviewsRequest` in plain code, for speed: every page of an inbox requests previews. A
/// test compares this class with the rules of the proto.
@Singleton
public final class PreviewsCheck implements QuickCheck<GetPreviewsRequest> {

    private static final int MOST_QUERIES = 200;
    private static final int MOST_USERS = 3_000;

    @Override
    public Class<GetPreviewsRequest> type() {
        return GetPreviewsRequest.class;
    }

    @Override
    public boolean surelyKeepsRules(GetPreviewsRequest request) {
        return request.getQueriesCount() >= 1
                && request.getQueriesCount() <= MOST_QUERIES
                && request.getQueriesList().stream().allMatch(PreviewsCheck::isGood);
    }

    private static boolean isGood(PreviewQuery query) {
        return ThreadId.isValid(query.getThreadId())
                && MessageId.isValid(query.getMessageId())
                && query.getUserIdsCount() >= 1
                && query.getUserIdsCount() <= MOST_USERS
                && query.getUserIdsList().stream().allMatch(UserId::isValid);
    }
}
