package dev.parley.thread.postgres;

import dev.parley.id.UserId;
import dev.parley.platform.postgres.SqlEnums;
import dev.parley.platform.postgres.SqlTime;
import dev.parley.thread.thread.MessageThread;
import dev.parley.thread.thread.ThreadLink.Type;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The columns of a thread, grouped by the parts of the aggregate. A change writes the columns of the parts
/// that it changed, and the stamp. `fence_version_acked` is not among the columns of the stamp: only an
/// acknowledgement writes it.
enum ThreadColumns {
    FACTS(MessageThread::facts, "kind", "subject", "order_id", "booking_id", "leg_id", "lbg_id", "posting_id") {
        @Override
        void write(PreparedStatement statement, int from, MessageThread thread) throws SQLException {
            var facts = thread.facts();
            SqlEnums.set(statement, from, facts.kind());
            statement.setString(from + 1, facts.subject());
            int next = from + 2;
            for (var type : LINKS) {
                statement.setString(
                        next++, facts.link().flatMap(link -> link.find(type)).orElse(null));
            }
        }
    },
    STANDING(MessageThread::standing, "status", "status_time") {
        @Override
        void write(PreparedStatement statement, int from, MessageThread thread) throws SQLException {
            SqlEnums.set(statement, from, thread.standing().status());
            SqlTime.set(statement, from + 1, thread.standing().statusTime());
        }
    },
    PARTICIPANTS(MessageThread::participantSummary, "owner_id", "participant_count", "join_count") {
        @Override
        void write(PreparedStatement statement, int from, MessageThread thread) throws SQLException {
            var summary = thread.participantSummary();
            statement.setString(from, summary.owner().map(UserId::value).orElse(null));
            statement.setInt(from + 1, summary.participantCount());
            statement.setLong(from + 2, summary.joinCount());
        }
    },
    STAMP(MessageThread::stamp, "version", "fence_version", "update_time", "shown_version", "shown_time") {
        @Override
        void write(PreparedStatement statement, int from, MessageThread thread) throws SQLException {
            var stamp = thread.stamp();
            statement.setLong(from, stamp.version());
            statement.setLong(from + 1, stamp.fenceVersion());
            SqlTime.set(statement, from + 2, stamp.updateTime());
            statement.setLong(from + 3, stamp.shown().version());
            SqlTime.set(statement, from + 4, stamp.shown().time());
        }
    };

    /// The types of links in column order.
    private static final List<Type> LINKS = List.of(Type.ORDER, Type.BOOKING, Type.LEG, Type.LBG, Type.POSTING);

    private final Function<MessageThread, Object> part;
    private final List<String> names;

    ThreadColumns(Function<MessageThread, Object> part, String... names) {
        this.part = part;
        this.names = List.of(names);
    }

    /// Returns the column with the id of the linked object of a type.
    static String column(Type type) {
        return switch (type) {
            case ORDER -> "order_id";
            case BOOKING -> "booking_id";
            case LEG -> "leg_id";
            case LBG -> "lbg_id";
            case POSTING -> "posting_id";
        };
    }

    /// Returns the groups that differ between two versions of a thread.
    static List<ThreadColumns> changed(MessageThread before, MessageThread after) {
        var groups = new ArrayList<ThreadColumns>();
        for (var group : values()) {
            if (!group.part.apply(before).equals(group.part.apply(after))) {
                groups.add(group);
            }
        }
        return groups;
    }

    /// Returns the statement that writes groups of columns. Its last parameter is the id.
    static String update(List<ThreadColumns> groups) {
        return groups.stream()
                .flatMap(group -> group.names.stream())
                .map(name -> name + " = ?")
                .collect(Collectors.joining(", ", "update thread set ", " where thread_id = ?"));
    }

    /// Sets the parameters of this group, starting at an index. Returns the next index.
    int set(PreparedStatement statement, int from, MessageThread thread) throws SQLException {
        write(statement, from, thread);
        return from + names.size();
    }

    abstract void write(PreparedStatement statement, int from, MessageThread thread) throws SQLException;
}
