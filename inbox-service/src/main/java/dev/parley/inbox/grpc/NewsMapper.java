package dev.parley.inbox.grpc;

import com.google.protobuf.Timestamp;
import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.folder.ThreadFacts;
import dev.parley.inbox.merge.ThreadChange;
import dev.parley.inbox.merge.ThreadHead;
import dev.parley.inbox.merge.ThreadHead.CursorMove;
import dev.parley.inbox.merge.ThreadHead.NewestMessage;
import dev.parley.inbox.v1.ApplyHeadsRequest;
import dev.parley.inbox.v1.ApplyThreadChangesRequest;
import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.platform.wire.WireTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Maps what the owners of threads and logs tell. That a time is one at all is checked here: the contract can not say
/// it.
final class NewsMapper {

    private NewsMapper() {}

    static List<ThreadHead> toHeads(ApplyHeadsRequest request) {
        return request.getHeadsList().stream().map(NewsMapper::toHead).toList();
    }

    private static ThreadHead toHead(dev.parley.inbox.v1.ThreadHead head) {
        return new ThreadHead(
                new ThreadId(head.getThreadId()),
                head.getSequence(),
                head.getOrdinal(),
                toNewest(head),
                head.getCursorMovesList().stream().map(NewsMapper::toMove).toList());
    }

    private static Optional<NewestMessage> toNewest(dev.parley.inbox.v1.ThreadHead head) {
        if (head.getMessageId().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new NewestMessage(
                new MessageId(head.getMessageId()), toTime("heads.message_time", head.getMessageTime())));
    }

    private static CursorMove toMove(dev.parley.inbox.v1.CursorMove move) {
        return new CursorMove(new UserId(move.getUserId()), move.getReadSequence(), move.getReadOrdinal());
    }

    static List<ThreadChange> toChanges(ApplyThreadChangesRequest request) {
        return request.getChangesList().stream().map(NewsMapper::toChange).toList();
    }

    private static ThreadChange toChange(dev.parley.inbox.v1.ThreadChange change) {
        var facts = new ThreadFacts(
                RowMapper.toForm(change.getForm()),
                RowMapper.toKind(change.getKind()),
                change.getSubject(),
                toTime("changes.create_time", change.getCreateTime()),
                change.getArchived());
        return new ThreadChange(
                new ThreadId(change.getThreadId()),
                change.getVersion(),
                facts,
                change.getParticipantIdsList().stream().map(UserId::new).collect(Collectors.toSet()));
    }

    private static Instant toTime(String field, Timestamp time) {
        if (!WireTime.isValid(time)) {
            throw RequestInvalid.of(field, "format", "must be a time from the year 1 to the year 9999")
                    .exception();
        }
        return WireTime.toInstant(time);
    }
}
