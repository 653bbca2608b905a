package dev.parley.thread.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.thread.lookup.ThreadView;
import dev.parley.thread.request.Replied;
import dev.parley.thread.request.ReplyForm;
import dev.parley.thread.roster.Roster;
import dev.parley.thread.v1.Thread;
import java.util.Optional;

/// The reply to a request with a request id: what the responses of all such requests have in common.
record ThreadReply(Thread thread, boolean replayed, String token) {
    /// Returns the form of replies to a user.
    static ReplyForm<Thread> to(UserId user) {
        return new Form(Optional.of(user));
    }

    /// Returns the form of replies to a user, or to a service that calls in its own name.
    static ReplyForm<Thread> to(Optional<UserId> user) {
        return new Form(user);
    }

    static ThreadReply of(Replied<Thread> replied) {
        var thread = replied.reply();
        var id = new ThreadId(thread.getThreadId());
        return new ThreadReply(thread, replied.replayed(), TokenMapper.toToken(id, replied.version(), replied.head()));
    }

    /// The thread is stored without permissions: each reply, including the first, adds the current ones.
    private record Form(Optional<UserId> viewer) implements ReplyForm<Thread> {
        @Override
        public byte[] write(Roster after) {
            return ThreadMapper.toService(ThreadView.of(after, viewer)).toByteArray();
        }

        @Override
        public Thread read(byte[] stored, Roster now) {
            try {
                var thread = Thread.newBuilder().mergeFrom(stored);
                viewer.ifPresent(user -> thread.setMyPermissions(ThreadMapper.toPermissions(now, user)));
                return thread.build();
            } catch (InvalidProtocolBufferException broken) {
                throw new IllegalStateException("A stored reply cannot be read", broken);
            }
        }
    }
}
