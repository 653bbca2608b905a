package dev.parley.platform.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Counters in one table, one per key, whose numbers are drawn in commit order.
///
/// A reader that has seen a number of a key never finds a new, smaller one later: the row of the key is
/// locked from the draw to the end of the transaction, so nobody can draw a greater number and commit it
/// first. A transaction that rolls back leaves no gap.
///
/// Draw as late in the transaction as possible, since all other transactions that draw for the key wait for
/// its end, and draw only once: the keys are locked in order, so that draws of several keys never deadlock.
///
/// ```sql
/// create table revision (key text collate "C" primary key, value bigint not null) with (fillfactor = 50);
/// ```
public final class Revisions {

    private static final String DRAW = """
            insert into %1$s as r (key, value)
            select k, n from unnest(?::text[], ?::bigint[]) as draw (k, n) order by k collate "C"
            on conflict (key) do update set value = r.value + excluded.value
            returning key, value
            """;
    private static final String CURRENT = "select key, value from %s where key = any (?::text[])";

    private final String draw;
    private final String current;

    /// Uses the counters of a table.
    public Revisions(String table) {
        draw = DRAW.formatted(table);
        current = CURRENT.formatted(table);
    }

    /// Draws the next number of each key. The first number is 1.
    public Map<String, Long> next(Connection connection, Collection<String> keys) throws SQLException {
        var counts = new HashMap<String, Integer>();
        keys.forEach(key -> counts.put(key, 1));
        return next(connection, counts);
    }

    /// Draws several consecutive numbers for each key, at least one. Returns the last of them.
    public Map<String, Long> next(Connection connection, Map<String, Integer> counts) throws SQLException {
        if (counts.isEmpty()) {
            return Map.of();
        }
        if (counts.values().stream().anyMatch(count -> count < 1)) {
            throw new IllegalArgumentException("At least one number must be drawn for each key");
        }
        try (PreparedStatement insert = connection.prepareStatement(draw)) {
            new SqlArrays<>(insert, List.copyOf(counts.entrySet()))
                    .text(Map.Entry::getKey)
                    .bigint(Map.Entry::getValue);
            return Rows.map(insert, row -> row.getString(1), row -> row.getLong(2));
        }
    }

    /// Returns the greatest number that was drawn and committed for each key; 0 if there is none. All numbers
    /// up to it are visible.
    public Map<String, Long> current(Connection connection, Collection<String> keys) throws SQLException {
        var found = new HashMap<String, Long>();
        keys.forEach(key -> found.put(key, 0L));
        try (PreparedStatement select = connection.prepareStatement(current)) {
            new SqlArrays<>(select, found.keySet()).text(key -> key);
            found.putAll(Rows.map(select, row -> row.getString(1), row -> row.getLong(2)));
        }
        return found;
    }
}
