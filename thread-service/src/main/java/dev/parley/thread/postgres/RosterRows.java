package dev.parley.thread.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.thread.roster.GroupRole;
import dev.parley.thread.roster.MarketplaceRole;
import dev.parley.thread.roster.MessageThread;
import dev.parley.thread.roster.Participant;
import dev.parley.thread.roster.ParticipantStatus;
import dev.parley.thread.roster.ThreadForm;
import dev.parley.thread.roster.ThreadKind;
import dev.parley.thread.roster.ThreadLink;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/// Reads threads with their participants out of joined rows.
final class RosterRows {
    /// The columns of a thread `t`.
    static final String THREAD = """
            t.thread_id, t.form, t.kind, t.subject, t.link_type, t.link_id, t.creator_id, t.owner_id,
            t.participant_count, t.join_count, t.create_time, t.update_time, t.version, t.fence_version_acked""";

    /// The columns of a participant `p`.
    static final String PARTICIPANT = """
            p.user_id, p.marketplace_role, p.group_role, p.role_context, p.status, p.join_time, p.join_order,
            p.leave_time""";

    private RosterRows() {}

    /// One value a thread, in the order of its first row, with the participants in the order of their rows. A row
    /// without a user holds a thread without participants.
    static <T> List<T> list(PreparedStatement query, BiFunction<MessageThread, List<Participant>, T> maker)
            throws SQLException {
        Map<String, MessageThread> threads = new LinkedHashMap<>();
        Map<String, List<Participant>> participants = new LinkedHashMap<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                var id = row.getString("thread_id");
                if (!threads.containsKey(id)) {
                    threads.put(id, thread(row));
                    participants.put(id, new ArrayList<>());
                }
                if (row.getString("user_id") != null) {
                    participants.getOrDefault(id, List.of()).add(participant(row));
                }
            }
        }
        return threads.entrySet().stream()
                .map(entry -> maker.apply(entry.getValue(), participants.getOrDefault(entry.getKey(), List.of())))
                .toList();
    }

    static Participant participant(ResultSet row) throws SQLException {
        return new Participant(
                new UserId(row.getString("user_id")),
                MarketplaceRole.valueOf(row.getString("marketplace_role")),
                GroupRole.valueOf(row.getString("group_role")),
                row.getString("role_context"),
                ParticipantStatus.valueOf(row.getString("status")),
                Columns.instant(row, "join_time"),
                row.getLong("join_order"),
                Columns.findInstant(row, "leave_time"));
    }

    private static MessageThread thread(ResultSet row) throws SQLException {
        return new MessageThread(
                new ThreadId(row.getString("thread_id")),
                ThreadForm.valueOf(row.getString("form")),
                ThreadKind.valueOf(row.getString("kind")),
                row.getString("subject"),
                link(row),
                new UserId(row.getString("creator_id")),
                Optional.ofNullable(row.getString("owner_id")).map(UserId::new),
                row.getInt("participant_count"),
                row.getLong("join_count"),
                Columns.instant(row, "create_time"),
                Columns.instant(row, "update_time"),
                row.getLong("version"),
                row.getLong("fence_version_acked"));
    }

    private static Optional<ThreadLink> link(ResultSet row) throws SQLException {
        var type = row.getString("link_type");
        return type == null
                ? Optional.empty()
                : Optional.of(new ThreadLink(ThreadLink.Type.valueOf(type), row.getString("link_id")));
    }
}
