package dev.parley.inbox.grpc;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.internal.v1.ApplyHeadsRequest;
import dev.parley.inbox.internal.v1.CursorMove;
import dev.parley.inbox.internal.v1.HiddenOrdinal;
import dev.parley.inbox.internal.v1.NewestMessage;
import dev.parley.inbox.internal.v1.ThreadHead;
import dev.parley.platform.wire.QuickCheck;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;

/// The rules of `ApplyHeadsRequest` in plain code, because under load a batch contains thousands of ids. A
/// test compares this class with the rules of the proto.
@Singleton
public final class HeadsCheck implements QuickCheck<ApplyHeadsRequest> {

    private static final int MOST_HEADS = 512;
    private static final int MOST_ENTRIES = 1000;

    @Override
    public Class<ApplyHeadsRequest> type() {
        return ApplyHeadsRequest.class;
    }

    @Override
    public boolean surelyKeepsRules(ApplyHeadsRequest request) {
        List<ThreadHead> heads = request.getHeadsList();
        var threads = new HashSet<String>(2 * heads.size());
        return !heads.isEmpty()
                && heads.size() <= MOST_HEADS
                && heads.stream().allMatch(head -> isGood(head) && threads.add(head.getThreadId()));
    }

    private static boolean isGood(ThreadHead head) {
        return ThreadId.isValid(head.getThreadId())
                && head.getSequence() >= 0
                && head.getOrdinal() >= 0
                && (!head.hasNewest() || isGood(head.getNewest()))
                && head.getCursorMovesCount() <= MOST_ENTRIES
                && head.getCursorMovesList().stream().allMatch(HeadsCheck::isGood)
                && head.getHiddenOrdinalsCount() <= MOST_ENTRIES
                && head.getHiddenOrdinalsList().stream().allMatch(HeadsCheck::isGood);
    }

    private static boolean isGood(NewestMessage newest) {
        return MessageId.isValid(newest.getMessageId()) && newest.getSequence() >= 1 && newest.hasCreateTime();
    }

    private static boolean isGood(CursorMove move) {
        return UserId.isValid(move.getUserId())
                && move.getReadSequence() >= 0
                && move.getReadOrdinal() >= 0
                && move.getVersion() >= 1
                && move.getJoinVersion() >= 0;
    }

    private static boolean isGood(HiddenOrdinal entry) {
        return (entry.getUserId().isEmpty() || UserId.isValid(entry.getUserId()))
                && entry.getOrdinal() >= 1
                && entry.getVersion() >= 1;
    }
}
