package dev.parley.message.postgres;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Actor;
import dev.parley.message.fence.Departure;
import dev.parley.message.log.Frame;
import dev.parley.message.log.Frame.Content;
import dev.parley.message.log.Frame.Kind;
import dev.parley.message.log.FrameId;
import dev.parley.message.log.Overlay;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The rows of `frame` and `overlay`. Those who join or leave, and how they left, are the payload of a notice.
public final class FrameTable {

    /// The columns that [#read] needs of a row of `frame f`.
    static final String COLUMNS = "f.thread_id, f.sequence, f.ordinal, f.create_time, f.target_sequence, f.kind,"
            + " f.frame_id, f.actor_id, f.target_id, f.body, f.payload";

    /// The columns that [#overlay] needs of a row of `overlay o`, beside [#COLUMNS].
    static final String OVERLAY =
            "o.version as overlay_version, o.update_sequence, o.state, o.screening," + " o.body as overlay_body";

    /// The columns that [#hiddenFor] needs of a row of `frame f`. Only messages count, and each has an ordinal of its
    /// own.
    static final String HIDDEN_FOR = """
            case when f.kind < 10 then array(
                select x.user_id from hidden_ordinal x
                where x.thread_id = f.thread_id and x.ordinal = f.ordinal and x.hidden and x.user_id <> ''
            ) end as hidden_for""";

    private FrameTable() {}

    static Frame read(ResultSet row) throws SQLException {
        return new Frame(
                new ThreadId(row.getString("thread_id")),
                row.getLong("sequence"),
                row.getLong("ordinal"),
                new FrameId(row.getString("frame_id")),
                row.getTimestamp("create_time").toInstant(),
                content(row));
    }

    private static Content content(ResultSet row) throws SQLException {
        int number = row.getInt("kind");
        return switch (kind(number)) {
            case TEXT ->
                new Frame.Posted(
                        new UserId(row.getString("actor_id")),
                        row.getString("body"),
                        reference(row.getString("target_id"), row.getLong("target_sequence")));
            case JOINED -> joined(actor(row), new PayloadReader(row.getBytes("payload")));
            case LEFT -> left(actor(row), new PayloadReader(row.getBytes("payload")));
        };
    }

    private static Kind kind(int number) {
        for (Kind kind : Kind.values()) {
            if (kind.number() == number) {
                return kind;
            }
        }
        throw new IllegalStateException("Frame of unknown kind " + number);
    }

    private static Optional<Frame.Reference> reference(@Nullable String target, long sequence) {
        return target == null ? Optional.empty() : Optional.of(new Frame.Reference(new MessageId(target), sequence));
    }

    private static Optional<Actor> actor(ResultSet row) throws SQLException {
        return Optional.ofNullable(row.getString("actor_id")).map(Actor::new);
    }

    private static Content joined(Optional<Actor> actor, PayloadReader payload) {
        return new Frame.Joined(users(payload), actor);
    }

    private static Content left(Optional<Actor> actor, PayloadReader payload) {
        return new Frame.Left(
                users(payload), actor, payload.small() == 1 ? Departure.Cause.LEFT : Departure.Cause.REMOVED);
    }

    private static List<UserId> users(PayloadReader payload) {
        return payload.list(in -> new UserId(in.text()));
    }

    /// The payload of a content that has one.
    public static byte @Nullable [] payload(Content content) {
        return switch (content) {
            case Frame.Posted posted -> null;
            case Frame.Joined(var users, var _) -> users(users).toBytes();
            case Frame.Left(var users, var _, var cause) ->
                users(users).small(cause == Departure.Cause.LEFT ? 1 : 2).toBytes();
        };
    }

    private static PayloadWriter users(List<UserId> users) {
        return new PayloadWriter().list(users, (out, user) -> out.text(user.value()));
    }

    public static @Nullable String body(Content content) {
        return switch (content) {
            case Frame.Posted posted -> posted.text();
            case Frame.Joined joined -> null;
            case Frame.Left left -> null;
        };
    }

    public static Optional<Frame.Reference> target(Content content) {
        return switch (content) {
            case Frame.Posted posted -> posted.replyTo();
            case Frame.Joined joined -> Optional.empty();
            case Frame.Left left -> Optional.empty();
        };
    }

    /// The overlay of a row of a left join; empty when there is none.
    static Optional<Overlay> overlay(ResultSet row, Frame frame) throws SQLException {
        long version = row.getLong("overlay_version");
        return version == 0
                ? Optional.empty()
                : Optional.of(new Overlay(
                        frame.thread(),
                        frame.sequence(),
                        version,
                        row.getLong("update_sequence"),
                        row.getInt("state") == toColumn(Overlay.State.DELETED)
                                ? Overlay.State.DELETED
                                : Overlay.State.ACTIVE,
                        Optional.ofNullable(row.getString("overlay_body")),
                        row.getInt("screening") == toColumn(Overlay.Screening.REFUSED)
                                ? Overlay.Screening.REFUSED
                                : Overlay.Screening.PASSED));
    }

    /// Those for whom the message of a row is hidden.
    static Set<UserId> hiddenFor(ResultSet row) throws SQLException {
        Array viewers = row.getArray("hidden_for");
        if (viewers == null) {
            return Set.of();
        }
        String[] users = (String[]) viewers.getArray();
        if (users.length == 0) {
            return Set.of();
        }
        return Stream.of(users).map(UserId::new).collect(Collectors.toUnmodifiableSet());
    }

    public static short toColumn(Overlay.State state) {
        return (short) (state.ordinal() + 1);
    }

    public static short toColumn(Overlay.Screening screening) {
        return (short) (screening.ordinal() + 1);
    }
}
