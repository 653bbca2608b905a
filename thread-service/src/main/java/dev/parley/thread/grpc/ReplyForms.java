package dev.parley.thread.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.consistency.ConsistencyTokens;
import dev.parley.platform.consistency.Position;
import dev.parley.thread.lookup.ThreadView;
import dev.parley.thread.request.ReplyForm;
import dev.parley.thread.roster.Roster;
import dev.parley.thread.thread.MessageThread;
import dev.parley.thread.v1.AddParticipantsResponse;
import dev.parley.thread.v1.CreateThreadResponse;
import dev.parley.thread.v1.LeaveThreadResponse;
import dev.parley.thread.v1.RemoveParticipantResponse;
import dev.parley.thread.v1.Thread;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The replies to requests with a request id, which are stored as the bytes of their messages.
final class ReplyForms {
    private ReplyForms() {}

    /// The reply to the creation by a user, or by a service.
    static ReplyForm<CreateThreadResponse> created(Optional<UserId> user) {
        return new Form<>(
                CreateThreadResponse.parser(),
                after -> CreateThreadResponse.newBuilder()
                        .setThread(
                                user.isPresent()
                                        ? toUser(after, user.get())
                                        : ThreadMapper.toService(
                                                ThreadView.of(after.thread(), after.participants(), Optional.empty())))
                        .setConsistencyToken(token(after.thread()))
                        .build());
    }

    static ReplyForm<AddParticipantsResponse> added(UserId user) {
        return new Form<>(
                AddParticipantsResponse.parser(),
                after -> AddParticipantsResponse.newBuilder()
                        .setThread(toUser(after, user))
                        .setConsistencyToken(token(after.thread()))
                        .build());
    }

    static ReplyForm<RemoveParticipantResponse> removed(UserId user) {
        return new Form<>(
                RemoveParticipantResponse.parser(),
                after -> RemoveParticipantResponse.newBuilder()
                        .setThread(toUser(after, user))
                        .setConsistencyToken(token(after.thread()))
                        .build());
    }

    static ReplyForm<LeaveThreadResponse> left() {
        return new Form<>(
                LeaveThreadResponse.parser(),
                after -> LeaveThreadResponse.newBuilder()
                        .setConsistencyToken(token(after.thread()))
                        .build());
    }

    /// Lets a read of the inbox wait for these versions of threads.
    static String token(MessageThread... threads) {
        var positions = new Position[threads.length];
        for (int i = 0; i < threads.length; i++) {
            positions[i] = Position.thread(threads[i].id(), threads[i].version());
        }
        return ConsistencyTokens.write(positions);
    }

    /// The stored token of a reply, and with it the sequence that the log of the thread reached, where that
    /// is known: the inbox waits for the frame and the cursor of a join.
    static String token(String stored, String thread, long head) {
        if (head == 0) {
            return stored;
        }
        var positions = new ArrayList<>(ConsistencyTokens.read(List.of(stored)));
        positions.add(Position.head(new ThreadId(thread), head));
        return ConsistencyTokens.write(positions);
    }

    private static Thread toUser(Roster after, UserId user) {
        return ThreadMapper.toUser(ThreadView.of(after, user));
    }

    private record Form<R extends MessageLite>(Parser<R> parser, Function<Roster, R> reply) implements ReplyForm<R> {
        @Override
        public R of(Roster after) {
            return reply.apply(after);
        }

        @Override
        public byte[] write(R message) {
            return message.toByteArray();
        }

        @Override
        public R read(byte[] stored) {
            try {
                return parser.parseFrom(stored);
            } catch (InvalidProtocolBufferException broken) {
                throw new IllegalStateException("A stored reply cannot be read", broken);
            }
        }
    }
}
