package dev.parley.message.postgres;

import dev.parley.message.log.MessageLog.PageRequest;

/// The query of a page. One row beyond the limit shows whether there are more; rows beyond the byte limit
/// stay in the database. All rows come from one snapshot.
final class PageSql {

    private static final String PAGE = """
            select h.sequence as head_sequence, h.ordinal as head_ordinal, h.fence_version, h.first_sequence,
                h.message_sequence, coalesce(r.moves, 0) as cursor_moves, %6$s, f.found, %1$s, %2$s
            from thread_head h
            left join lateral (select moves from thread_relay where thread_id = h.thread_id limit 1) r on true
            left join lateral (
                select * from (
                    select n.*, count(*) over () as found,
                        sum(n.bytes) over (order by n.sequence %4$s) - n.bytes as bytes_before
                    from (
                        select *, coalesce(octet_length(body), 0) + coalesce(octet_length(payload), 0) as bytes
                        from frame where thread_id = ? and sequence %3$s ? %5$s
                        order by sequence %4$s limit ?
                    ) n
                ) w where w.bytes_before < ?
            ) f on true
            left join overlay o on o.thread_id = f.thread_id and o.sequence = f.sequence
            where h.thread_id = ? order by f.sequence %4$s
            """;

    private static final String LISTED = "and " + FrameTable.LISTED;

    private static final String BEFORE = page("<", "desc", "");
    private static final String AFTER = page(">", "asc", "");
    private static final String MESSAGES_BEFORE = page("<", "desc", LISTED);
    private static final String MESSAGES_AFTER = page(">", "asc", LISTED);

    private PageSql() {}

    static String of(PageRequest request) {
        boolean frames = request.shown() == PageRequest.Shown.FRAMES;
        return switch (request.direction()) {
            case BEFORE -> frames ? BEFORE : MESSAGES_BEFORE;
            case AFTER -> frames ? AFTER : MESSAGES_AFTER;
        };
    }

    private static String page(String side, String order, String filter) {
        return PAGE.formatted(
                FrameTable.COLUMNS,
                FrameTable.OVERLAY + ", " + FrameTable.HIDDEN_FOR,
                side,
                order,
                filter,
                TimelineTable.NAME);
    }
}
