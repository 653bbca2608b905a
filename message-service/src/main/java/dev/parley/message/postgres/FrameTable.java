package dev.parley.message.postgres;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Actor;
import dev.parley.message.form.ContentCodec;
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
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The rows of `frame` and `overlay`.
public final class FrameTable {

    /// The columns that [#read] needs from a row of `frame f`.
    static final String COLUMNS = "f.thread_id, f.sequence, f.ordinal, f.create_time, f.target_sequence, f.kind,"
            + " f.frame_id, f.actor_id, f.target_id, f.body, f.payload";

    /// The columns that [#overlay] needs from a row of `overlay o`, besides [#COLUMNS].
    public static final String OVERLAY =
            "o.version as overlay_version, o.update_sequence, o.body_sequence, o.text_sequence, o.state, o.screening,"
                    + " o.body as overlay_body, o.edit_time, o.delete_time";

    /// The condition for frames that are messages: they move the cursors of the users who sent them. See
    /// [Kind#isMessage].
    public static final String MESSAGES = "kind < " + Kind.FIRST_CHANGE;

    /// The columns that [#hiddenFor] needs from a row of `frame f`. Only messages are hidden.
    static final String HIDDEN_FOR = """
            case when f.%s then array(
                select x.user_id from hidden_message x
                where x.thread_id = f.thread_id and x.sequence = f.sequence and x.hidden and x.user_id <> ''
            ) end as hidden_for""".formatted(MESSAGES);

    /// The condition for frames that pages of messages include.
    static final String LISTED = "(" + MESSAGES + " or kind >= " + Kind.FIRST_NOTICE + ")";

    private static final byte[] NONE = {};

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

    /// Returns the content of a row.
    public static Content content(ResultSet row) throws SQLException {
        return ContentCodec.toContent(
                new Kind(row.getInt("kind")),
                actor(row),
                reference(row.getString("target_id"), row.getLong("target_sequence")),
                text(row),
                row.getBytes("payload"));
    }

    private static String text(ResultSet row) throws SQLException {
        String body = row.getString("body");
        return body == null ? "" : body;
    }

    static byte[] contentHash(ResultSet row) throws SQLException {
        byte[] hash = row.getBytes("content_hash");
        return hash == null ? NONE : hash;
    }

    private static Optional<Frame.Reference> reference(@Nullable String target, long sequence) {
        return target == null ? Optional.empty() : Optional.of(new Frame.Reference(new MessageId(target), sequence));
    }

    /// Returns the actor who caused the frame of a row.
    public static Optional<Actor> actor(ResultSet row) throws SQLException {
        return Optional.ofNullable(row.getString("actor_id")).map(Actor::new);
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
                                row.getLong("text_sequence"),
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
