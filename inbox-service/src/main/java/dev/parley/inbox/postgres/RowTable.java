package dev.parley.inbox.postgres;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.folder.Setting;
import dev.parley.inbox.folder.Waiting;
import dev.parley.inbox.merge.Placement;
import dev.parley.inbox.merge.RowKey;
import dev.parley.inbox.merge.RowState;
import dev.parley.inbox.merge.Seen;
import dev.parley.inbox.unread.ReadCursor;
import dev.parley.platform.enums.Numbers;
import dev.parley.platform.postgres.Rows;
import dev.parley.platform.postgres.SqlArrays;
import dev.parley.platform.postgres.SqlTime;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.Set;

/// The table `inbox_row`, and what is read together with it.
final class RowTable {

    private static final Numbers<Waiting> WAITING = Numbers.of(Waiting.class);

    /// The settings are looked up in a separate query: while there are none, a join would read all of them.
    static final String LOAD = """
            select k.user_id, k.thread_id, r.join_version, r.read_sequence, r.read_ordinal, r.cursor_version, r.cursor_join_version,
                r.hidden_ordinals, r.hidden_stamps,
                s.version as setting, s.pin_rank as set_rank, s.archive_time, s.hidden_until_ordinal,
                (select array_agg(w.what::bigint) from inbox_waiting w
                    where w.user_id = k.user_id and w.thread_id = k.thread_id and w.end_time is null) as waiting,
                p.folders, p.pin_rank, p.activity_time, p.unread, p.as_of
            from unnest(?::text[], ?::text[]) as k (user_id, thread_id)
            left join inbox_row r on r.user_id = k.user_id and r.thread_id = k.thread_id
            left join lateral (
                select * from inbox_setting s where s.user_id = k.user_id and s.thread_id = k.thread_id limit 1
            ) as s on true
            left join inbox_place p on p.user_id = k.user_id and p.thread_id = k.thread_id and p.lead
            """;

    private static final String WRITE = """
            insert into inbox_row as r (user_id, thread_id, join_version, read_sequence, read_ordinal, cursor_version,
                cursor_join_version, hidden_ordinals, hidden_stamps)
            select user_id, thread_id, join_version, read_sequence, read_ordinal, cursor_version,
                cursor_join_version, hidden_ordinals::bigint[], hidden_stamps::bigint[]
            from unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[],
                    ?::bigint[], ?::text[], ?::text[])
                as n (user_id, thread_id, join_version, read_sequence, read_ordinal, cursor_version,
                    cursor_join_version, hidden_ordinals, hidden_stamps)
            on conflict (user_id, thread_id) do update
            set join_version = excluded.join_version, read_sequence = excluded.read_sequence,
                read_ordinal = excluded.read_ordinal, cursor_version = excluded.cursor_version,
                cursor_join_version = excluded.cursor_join_version,
                hidden_ordinals = case when r.hidden_ordinals = excluded.hidden_ordinals then r.hidden_ordinals
                    else excluded.hidden_ordinals end,
                hidden_stamps = case when r.hidden_stamps = excluded.hidden_stamps then r.hidden_stamps
                    else excluded.hidden_stamps end
            """;

    private final Connection connection;

    RowTable(Connection connection) {
        this.connection = connection;
    }

    Map<RowKey, Seen> load(Collection<RowKey> keys) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(LOAD)) {
            new SqlArrays<>(select, keys)
                    .text(key -> key.user().value())
                    .text(key -> key.thread().value());
            return Rows.map(select, RowTable::toKey, RowTable::toSeen);
        }
    }

    void write(Map<RowKey, RowState> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement write = connection.prepareStatement(WRITE)) {
            new SqlArrays<Entry<RowKey, RowState>>(write, rows.entrySet())
                    .text(entry -> entry.getKey().user().value())
                    .text(entry -> entry.getKey().thread().value())
                    .bigint(entry -> entry.getValue().joinVersion())
                    .bigint(entry -> entry.getValue().cursor().sequence())
                    .bigint(entry -> entry.getValue().cursor().ordinal())
                    .bigint(entry -> entry.getValue().cursor().version())
                    .bigint(entry -> entry.getValue().cursor().joinVersion())
                    .text(entry -> HiddenColumns.ordinals(entry.getValue().hidden()))
                    .text(entry -> HiddenColumns.stamps(entry.getValue().hidden()));
            write.executeUpdate();
        }
    }

    /// Reads the state of a user in a thread from the columns of `inbox_row`.
    static RowState toState(ResultSet row, String hiddenOrdinals, String hiddenStamps) throws SQLException {
        return new RowState(
                new ReadCursor(
                        row.getLong("read_sequence"),
                        row.getLong("read_ordinal"),
                        row.getLong("cursor_version"),
                        row.getLong("cursor_join_version")),
                HiddenColumns.read(row, hiddenOrdinals, hiddenStamps),
                row.getLong("join_version"));
    }

    private static RowKey toKey(ResultSet row) throws SQLException {
        return new RowKey(new UserId(row.getString("user_id")), new ThreadId(row.getString("thread_id")));
    }

    private static Seen toSeen(ResultSet row) throws SQLException {
        boolean isThere = Rows.bigintOrNull(row, "join_version") != null;
        return new Seen(
                isThere ? Optional.of(toState(row, "hidden_ordinals", "hidden_stamps")) : Optional.empty(),
                toSetting(row),
                toWaiting(row),
                toPlacement(row));
    }

    private static Setting toSetting(ResultSet row) throws SQLException {
        return Rows.bigintOrNull(row, "setting") == null
                ? Setting.NONE
                : new Setting(
                        row.getLong("set_rank"),
                        SqlTime.getNullable(row, "archive_time") != null,
                        row.getLong("hidden_until_ordinal"));
    }

    private static Set<Waiting> toWaiting(ResultSet row) throws SQLException {
        var waiting = EnumSet.noneOf(Waiting.class);
        for (long what : SqlArrays.bigints(row, "waiting")) {
            WAITING.find((int) what).ifPresent(waiting::add);
        }
        return waiting;
    }

    private static Optional<Placement> toPlacement(ResultSet row) throws SQLException {
        Long folders = Rows.bigintOrNull(row, "folders");
        if (folders == null) {
            return Optional.empty();
        }
        return Optional.of(folders == 0 ? Placement.NOWHERE : PlaceTable.toPlacement(row));
    }
}
