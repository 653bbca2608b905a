package dev.parley.inbox.grpc;

import com.google.protobuf.Timestamp;
import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.folder.ThreadFacts;
import dev.parley.inbox.internal.v1.ApplyHeadsRequest;
import dev.parley.inbox.internal.v1.ApplyThreadChangesRequest;
import dev.parley.inbox.internal.v1.HiddenOrdinal;
import dev.parley.inbox.internal.v1.ThreadChangeParticipant;
import dev.parley.inbox.merge.Head;
import dev.parley.inbox.merge.Head.NewestMessage;
import dev.parley.inbox.merge.Participant;
import dev.parley.inbox.merge.ThreadChange;
import dev.parley.inbox.merge.ThreadHead;
import dev.parley.inbox.merge.ThreadHead.UserUpdate;
import dev.parley.inbox.unread.HiddenOrdinals;
import dev.parley.inbox.unread.ReadCursor;
import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.platform.wire.WireTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Converts updates of threads and logs. Checks that a time is valid, which the contract cannot express.
public final class UpdateMapper {

    private UpdateMapper() {}

    static List<ThreadHead> toHeads(ApplyHeadsRequest request) {
        return request.getHeadsList().stream().map(UpdateMapper::toHead).toList();
    }

    /// Converts an update of a log.
    public static ThreadHead toHead(dev.parley.inbox.internal.v1.ThreadHead head) {
        var hidden = HiddenOrdinals.NONE;
        var users = new ArrayList<UserUpdate>();
        for (var move : head.getCursorMovesList()) {
            var cursor = new ReadCursor(
                    move.getReadSequence(), move.getReadOrdinal(), move.getVersion(), move.getJoinVersion());
            users.add(new UserUpdate(new UserId(move.getUserId()), cursor, HiddenOrdinals.NONE));
        }
        for (HiddenOrdinal entry : head.getHiddenOrdinalsList()) {
            var one = HiddenOrdinals.of(entry.getOrdinal(), entry.getHidden(), entry.getVersion());
            if (entry.getUserId().isEmpty()) {
                hidden = hidden.merge(one);
            } else {
                users.add(new UserUpdate(new UserId(entry.getUserId()), ReadCursor.NONE, one));
            }
        }
        return new ThreadHead(
                new ThreadId(head.getThreadId()),
                new Head(head.getSequence(), head.getOrdinal(), toNewest(head)),
                hidden,
                users);
    }

    private static Optional<NewestMessage> toNewest(dev.parley.inbox.internal.v1.ThreadHead head) {
        if (!head.hasNewest()) {
            return Optional.empty();
        }
        var newest = head.getNewest();
        return Optional.of(new NewestMessage(
                new MessageId(newest.getMessageId()), toTime("heads.newest.create_time", newest.getCreateTime())));
    }

    static List<ThreadChange> toChanges(ApplyThreadChangesRequest request) {
        return request.getChangesList().stream().map(UpdateMapper::toChange).toList();
    }

    /// Converts an update of a thread.
    public static ThreadChange toChange(dev.parley.inbox.internal.v1.ThreadChange change) {
        var facts = new ThreadFacts(
                stored(change.getFormValue()),
                stored(change.getKindValue()),
                change.getSubject(),
                toTime("changes.create_time", change.getCreateTime()),
                change.getArchived());
        return new ThreadChange(
                new ThreadId(change.getThreadId()),
                change.getVersion(),
                facts,
                change.getParticipantsList().stream()
                        .map(UpdateMapper::toParticipant)
                        .toList());
    }

    private static Participant toParticipant(ThreadChangeParticipant participant) {
        return new Participant(
                new UserId(participant.getUserId()),
                stored(participant.getMarketplaceRoleValue()),
                stored(participant.getGroupRoleValue()),
                participant.getRoleContext(),
                participant.getJoinVersion());
    }

    /// Passes on a number of a newer contract; a number that no contract can have is shown as unspecified.
    private static int stored(int number) {
        return number < 0 || number > Short.MAX_VALUE ? 0 : number;
    }

    private static Instant toTime(String field, Timestamp time) {
        if (!WireTime.isValid(time)) {
            throw RequestInvalid.of(field, "format", "must be a time between the years 1 and 9999")
                    .exception();
        }
        return WireTime.toInstant(time);
    }
}
