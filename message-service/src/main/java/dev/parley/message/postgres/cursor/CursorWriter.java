package dev.parley.message.postgres.cursor;

import dev.parley.message.postgres.Columns;
import dev.parley.message.postgres.CursorTable;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.receipt.CursorBatch;
import dev.parley.message.receipt.CursorBatch.Found;
import dev.parley.message.receipt.CursorBatch.Write;
import dev.parley.message.receipt.CursorMove.Known;
import dev.parley.message.receipt.CursorRow;
import dev.parley.message.receipt.CursorRow.Range;
import dev.parley.message.receipt.PendingMove;
import dev.parley.message.relay.DirtyHeads;
import dev.parley.platform.postgres.Rows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/// Writes batches of moves over one connection: two round trips for each, and a third one for the first move in
/// a thread.
public final class CursorWriter {

    private static final int OPEN_MILLIS = 50;
    private static final int OPEN_ALONE_MILLIS = 10;

    private final Connection connection;
    private final Instant now;

    /// Writes over a connection in autocommit mode.
    ///
    /// @param now the time of the moves
    public CursorWriter(Connection connection, Instant now) {
        this.connection = connection;
        this.now = now;
    }

    /// Writes a batch and completes its moves. Returns those that must be decided again. If it throws, no move
    /// was completed, and it is unknown whether they were written.
    public List<PendingMove> write(List<PendingMove> moves) throws SQLException {
        var batch = new CursorBatch(moves);
        batch.decide(find(batch.moves()), now);
        List<Write> writes = batch.writes();
        return batch.settle(writes.isEmpty() ? Set.of() : write(writes, connection));
    }

    private Map<Integer, Found> find(List<PendingMove> moves) throws SQLException {
        var fresh = new TreeSet<String>();
        var found = HashMap.<Integer, Found>newHashMap(moves.size());
        try (var query = connection.prepareStatement(CursorBatchSql.FIND)) {
            query.setObject(1, Columns.texts(moves, move -> move.thread().value()));
            query.setObject(2, Columns.texts(moves, move -> move.user().value()));
            query.setObject(3, Columns.numbers(moves, PendingMove::sequence));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    int slot = rows.getInt("slot") - 1;
                    PendingMove move = moves.get(slot);
                    found.put(slot, found(rows, move));
                    if (rows.getBoolean("fresh")) {
                        fresh.add(move.thread().value());
                    }
                }
            }
        }
        if (!fresh.isEmpty()) {
            open(fresh);
        }
        return found;
    }

    private static Found found(ResultSet row, PendingMove move) throws SQLException {
        Long ordinal = row.getObject("ordinal", Long.class);
        var known = new Known(
                move.thread(),
                CursorTable.row(row, move.user()),
                CursorTable.newest(row, move.user()),
                row.getLong("head_sequence"),
                ordinal == null ? OptionalLong.empty() : OptionalLong.of(ordinal));
        return new Found(known, row.getLong("move"), row.getLong("fence_version"));
    }

    /// A thread whose row another session is creating has none yet, so its moves are not written and are decided
    /// again.
    private void open(Set<String> threads) throws SQLException {
        if (!open(threads, OPEN_MILLIS) && threads.size() > 1) {
            for (String thread : threads) {
                open(Set.of(thread), OPEN_ALONE_MILLIS);
            }
        }
    }

    /// Returns whether no other session was in the way.
    private boolean open(Set<String> threads, int millis) throws SQLException {
        try (var open = connection.prepareStatement(CursorBatchSql.OPEN)) {
            open.setString(1, millis + "ms");
            open.setObject(2, threads.toArray(String[]::new));
            open.executeUpdate();
            return true;
        } catch (SQLException failure) {
            if (CursorLane.LOCK_NOT_AVAILABLE.equals(failure.getSQLState())) {
                return false;
            }
            throw failure;
        }
    }

    /// Returns the indexes of the rows that were written.
    private static Set<Integer> write(List<Write> writes, Connection connection) throws SQLException {
        try (var write = connection.prepareStatement(CursorBatchSql.WRITE)) {
            new Parameters(write).set(writes);
            return new HashSet<>(Rows.list(write, row -> row.getInt(1) - 1));
        }
    }

    /// The parameters of [CursorBatchSql#WRITE].
    private static final class Parameters {

        private final PreparedStatement statement;
        private int next = 1;

        Parameters(PreparedStatement statement) {
            this.statement = statement;
        }

        void set(List<Write> writes) throws SQLException {
            List<CursorRow> rows =
                    writes.stream().map(write -> write.written().row()).toList();
            List<Cursor> cursors = rows.stream().map(CursorRow::cursor).toList();
            put(Columns.texts(writes, write -> write.thread().value()));
            put(Columns.texts(cursors, cursor -> cursor.user().value()));
            put(Columns.numbers(writes, Write::stamp));
            put(writes.stream().map(write -> write.written().read()).toArray(Boolean[]::new));
            put(Columns.numbers(cursors, Cursor::readSequence));
            put(Columns.numbers(cursors, Cursor::readOrdinal));
            put(Columns.numbers(cursors, cursor -> cursor.readTime().toEpochMilli()));
            put(Columns.numbers(rows, row -> row.windowTime().toEpochMilli()));
            put(Columns.numbers(cursors, Cursor::deliveredSequence));
            put(Columns.numbers(cursors, cursor -> cursor.epoch().number()));
            put(Columns.numbers(rows, CursorRow::epochSequence));
            put(Columns.numbers(cursors, cursor -> cursor.epoch().joinVersion()));
            put(Columns.numbers(cursors, cursor -> cursor.epoch().joinSequence()));
            put(Columns.numbers(rows, CursorRow::advanceSequence));
            put(Columns.numbers(rows, row -> row.advanceTime().toEpochMilli()));
            put(Columns.smalls(writes, write -> DirtyHeads.shardOf(write.thread())));
            setRanges(writes);
        }

        private void setRanges(List<Write> writes) throws SQLException {
            var slots = new ArrayList<Integer>();
            var ranges = new ArrayList<Range>();
            for (int slot = 0; slot < writes.size(); slot++) {
                for (Range range : writes.get(slot).written().ranges()) {
                    slots.add(slot + 1);
                    ranges.add(range);
                }
            }
            put(Columns.texts(slots, slot -> writes.get(slot - 1).thread().value()));
            put(Columns.texts(
                    slots,
                    slot -> writes.get(slot - 1).written().row().cursor().user().value()));
            put(Columns.numbers(slots, Integer::longValue));
            put(Columns.numbers(ranges, Range::sequence));
            put(Columns.numbers(ranges, range -> range.time().orElseThrow().toEpochMilli()));
        }

        private void put(Object column) throws SQLException {
            statement.setObject(next++, column);
        }
    }
}
