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
import dev.parley.platform.postgres.SqlEnums;
import dev.parley.platform.postgres.SqlTime;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The rows of `frame` and `overlay`. Users who join or leave, and the cause, are the payload of a notice.
public final class FrameTable {

    /// The columns that [#read] needs from a row of `frame f`.
    static final String COLUMNS = "f.thread_id, f.sequence, f.ordinal, f.create_time, f.target_sequence, f.kind,"
            + " f.frame_id, f.actor_id, f.target_id, f.body, f.payload";

    /// The columns that [#overlay] needs from a row of `overlay o`, besides [#COLUMNS].
    public static final String OVERLAY =
            "o.version as overlay_version, o.update_sequence, o.body_sequence, o.state, o.screening,"
                    + " o.body as overlay_body, o.edit_time, o.delete_time";

    /// The condition for frames that are messages: only they increase the ordinal and move the cursors of their
    /// actors. See [Kind#isMessage].
    public static final String MESSAGES = "kind < " + Kind.FIRST_CHANGE;

    /// The columns that [#hiddenFor] needs from a row of `frame f`. Only messages count, and each has its own
    /// ordinal.
    static final String HIDDEN_FOR = """
            case when f.%s then array(
                select x.user_id from hidden_ordinal x
                where x.thread_id = f.thread_id and x.ordinal = f.ordinal and x.hidden and x.user_id <> ''
            ) end as hidden_for""".formatted(MESSAGES);

    /// The condition for frames that pages of messages include.
    static final String LISTED = "(" + MESSAGES + " or kind >= " + Kind.FIRST_NOTICE + ")";

    private FrameTable() {}

    static Frame read(ResultSet row) throws SQLException {
        return new Frame(
                new ThreadId(row.getString("thread_id")),
                row.getLong("sequence"),
                row.getLong("ordinal"),
                new FrameId(row.getString("frame_id")),
                SqlTime.get(row, "create_time"),
                content(row));
    }

    private static Content content(ResultSet row) throws SQLException {
        var kind = new Kind(row.getInt("kind"));
        Optional<Frame.Reference> target = reference(row.getString("target_id"), row.getLong("target_sequence"));
        if (kind.equals(Kind.TEXT)) {
            return new Frame.Posted(new UserId(row.getString("actor_id")), row.getString("body"), target);
        }
        if (kind.equals(Kind.JOINED)) {
            return joined(actor(row), PayloadReader.payload(row.getBytes("payload")));
        }
        return kind.equals(Kind.LEFT)
                ? left(actor(row), PayloadReader.payload(row.getBytes("payload")))
                : new Frame.Unknown(kind, target);
    }

    private static Optional<Frame.Reference> reference(@Nullable String target, long sequence) {
        return target == null ? Optional.empty() : Optional.of(new Frame.Reference(new MessageId(target), sequence));
    }

    /// Returns the actor who caused the frame of a row.
    public static Optional<Actor> actor(ResultSet row) throws SQLException {
        return Optional.ofNullable(row.getString("actor_id")).map(Actor::new);
    }

    private static Content joined(Optional<Actor> actor, PayloadReader payload) {
        return new Frame.Joined(users(payload), actor);
    }

    private static Content left(Optional<Actor> actor, PayloadReader payload) {
        return new Frame.Left(users(payload), actor, Departure.Cause.NUMBERS.get(payload.small()));
    }

    private static List<UserId> users(PayloadReader payload) {
        return payload.list(in -> new UserId(in.text()));
    }

    /// Returns the payload of content that has one.
    public static byte @Nullable [] payload(Content content) {
        return switch (content) {
            case Frame.Posted _, Frame.Unknown _ -> null;
            case Frame.Joined(var users, var _) -> users(users).toBytes();
            case Frame.Left(var users, var _, var cause) ->
                users(users).small(cause.number()).toBytes();
        };
    }

    private static PayloadWriter users(List<UserId> users) {
        return PayloadWriter.payload().list(users, (out, user) -> out.text(user.value()));
    }

    public static @Nullable String body(Content content) {
        return content instanceof Frame.Posted posted ? posted.text() : null;
    }

    /// Returns the overlay of a row of a left join; empty if there is none.
    static Optional<Overlay> overlay(ResultSet row, Frame frame) throws SQLException {
        return overlay(row, frame.thread(), frame.sequence());
    }

    /// Does the same, given the sequence of the message.
    public static Optional<Overlay> overlay(ResultSet row, ThreadId thread, long sequence) throws SQLException {
        long version = row.getLong("overlay_version");
        return version == 0
                ? Optional.empty()
                : Optional.of(new Overlay(
                        thread,
                        sequence,
                        version,
                        row.getLong("update_sequence"),
                        new Overlay.Body(
                                row.getLong("body_sequence"),
                                SqlEnums.get(row, "state", Overlay.State.NUMBERS),
                                Optional.ofNullable(row.getString("overlay_body")),
                                Optional.ofNullable(SqlTime.getNullable(row, "edit_time")),
                                Optional.ofNullable(SqlTime.getNullable(row, "delete_time"))),
                        SqlEnums.get(row, "screening", Overlay.Screening.NUMBERS)));
    }

    /// Returns the users from whom the message of a row is hidden.
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
}
