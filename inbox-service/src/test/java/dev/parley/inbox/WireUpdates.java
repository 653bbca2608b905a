package dev.parley.inbox;

import com.google.protobuf.Timestamp;
import dev.parley.inbox.internal.v1.CursorMove;
import dev.parley.inbox.internal.v1.NewestMessage;
import dev.parley.inbox.internal.v1.ThreadChange;
import dev.parley.inbox.internal.v1.ThreadChangeParticipant;
import dev.parley.inbox.internal.v1.ThreadHead;
import dev.parley.thread.v1.GroupRole;
import dev.parley.thread.v1.ThreadForm;
import dev.parley.thread.v1.ThreadKind;
import java.util.List;
import java.util.stream.Stream;

/// Short forms of updates on the wire.
final class WireUpdates {

    private static final long START = 1_700_000_000;

    private WireUpdates() {}

    /// Creates a thread at a version: direct for two users, otherwise a group; created at second 0, with only
    /// founding participants.
    static ThreadChange thread(String id, long version, String... participants) {
        return ThreadChange.newBuilder()
                .setThreadId(id)
                .setVersion(version)
                .setForm(participants.length == 2 ? ThreadForm.THREAD_FORM_DIRECT : ThreadForm.THREAD_FORM_GROUP)
                .setKind(ThreadKind.THREAD_KIND_CHAT)
                .setCreateTime(second(0))
                .addAllParticipants(Stream.of(participants)
                        .map(user -> ThreadChangeParticipant.newBuilder()
                                .setUserId(user)
                                .setGroupRole(GroupRole.GROUP_ROLE_MEMBER)
                                .setJoinVersion(1)
                                .build())
                        .toList())
                .build();
    }

    /// Creates the head of a thread whose frames are all messages, the newest sent at that second.
    static ThreadHead head(String id, long sequence, CursorMove... moves) {
        return head(id, sequence, (int) sequence, sequence, moves);
    }

    static ThreadHead head(String id, long sequence, int ordinal, long second, CursorMove... moves) {
        return ThreadHead.newBuilder()
                .setThreadId(id)
                .setSequence(sequence)
                .setOrdinal(ordinal)
                .setNewest(NewestMessage.newBuilder()
                        .setMessageId(messageId(id, ordinal))
                        .setSequence(sequence)
                        .setSenderId("usr_sender")
                        .setCreateTime(second(second)))
                .addAllCursorMoves(List.of(moves))
                .build();
    }

    /// Returns the id of the n-th message of a thread.
    static String messageId(String threadId, long ordinal) {
        return "msg_" + threadId.substring(4) + "-" + ordinal;
    }

    /// Creates a cursor in a thread whose frames are all messages; its version is its sequence.
    static CursorMove move(String user, long sequence) {
        return CursorMove.newBuilder()
                .setUserId(user)
                .setReadSequence(sequence)
                .setReadOrdinal((int) sequence)
                .setVersion(sequence)
                .build();
    }

    /// Returns the cursor that the log sets at a join.
    static CursorMove joined(String user, long sequence, long joinVersion) {
        return move(user, sequence).toBuilder().setJoinVersion(joinVersion).build();
    }

    /// Returns a participant who joined at a version of the thread.
    static ThreadChangeParticipant participant(String user, long joinVersion) {
        return ThreadChangeParticipant.newBuilder()
                .setUserId(user)
                .setJoinVersion(joinVersion)
                .build();
    }

    static Timestamp second(long second) {
        return Timestamp.newBuilder().setSeconds(START + second).build();
    }
}
