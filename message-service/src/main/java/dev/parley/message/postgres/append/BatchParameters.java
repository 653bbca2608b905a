package dev.parley.message.postgres.append;

import dev.parley.id.UserId;
import dev.parley.message.fence.Actor;
import dev.parley.message.fence.Fence;
import dev.parley.message.form.ContentCodec;
import dev.parley.message.form.FenceCodec;
import dev.parley.message.log.BatchWrites.NewOverlay;
import dev.parley.message.log.Change.InitialCursor;
import dev.parley.message.log.Change.NewFrame;
import dev.parley.message.log.ChangeBatch;
import dev.parley.message.log.Frame;
import dev.parley.message.log.Frame.Content;
import dev.parley.message.log.FrameId;
import dev.parley.message.log.GrowingThread;
import dev.parley.message.log.HiddenMessage;
import dev.parley.message.log.Overlay;
import dev.parley.message.postgres.Columns;
import dev.parley.message.relay.DirtyHeads;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Sets the parameters of a statement that writes a batch, in the order of its text in [LaneSql].
final class BatchParameters {

    private final PreparedStatement statement;
    private final boolean plain;
    private int next;

    private BatchParameters(PreparedStatement statement, boolean plain) {
        this.statement = statement;
        this.plain = plain;
    }

    /// Creates the parameters of a statement that writes heads and texts.
    static BatchParameters plain(PreparedStatement statement) {
        return new BatchParameters(statement, true);
    }

    /// Creates the parameters of a statement that writes everything that a change may contain.
    static BatchParameters full(PreparedStatement statement) {
        return new BatchParameters(statement, false);
    }

    /// The statement, ready to run.
    PreparedStatement set(ChangeBatch batch) throws SQLException {
        next = 1;
        List<GrowingThread> heads = batch.grown();
        setHeads(heads);
        if (!plain) {
            setOverlays(batch.writes().overlays());
            setHidden(batch.writes().hidden());
            setCursors(batch.writes().cursors());
            setUnscreened(batch.writes().unscreened());
            setFences(batch.writes().fences());
        }
        setFrames(batch.writes().frames());
        statement.setLong(next, heads.size() + batch.writes().overlays().size());
        return statement;
    }

    private void setHeads(List<GrowingThread> heads) throws SQLException {
        put(Columns.texts(heads, head -> head.thread().value()));
        put(Columns.numbers(heads, head -> head.stored().head().sequence()));
        put(Columns.numbers(heads, head -> head.stored().fenceVersion()));
        put(Columns.numbers(heads, head -> head.head().sequence()));
        put(Columns.numbers(heads, head -> head.head().ordinal()));
        put(Columns.numbers(heads, head -> head.createTime().toEpochMilli()));
        put(Columns.smalls(heads, head -> DirtyHeads.shardOf(head.thread())));
        if (!plain) {
            put(Columns.numbers(heads, GrowingThread::fenceVersion));
            put(Columns.numbers(heads, GrowingThread::messageSequence));
        }
    }

    private void setOverlays(List<NewOverlay> written) throws SQLException {
        List<Overlay> overlays = written.stream().map(NewOverlay::overlay).toList();
        put(Columns.texts(overlays, overlay -> overlay.thread().value()));
        put(Columns.numbers(overlays, Overlay::sequence));
        put(Columns.numbers(written, NewOverlay::storedVersion));
        put(Columns.numbers(overlays, Overlay::version));
        put(Columns.numbers(overlays, Overlay::updateSequence));
        put(Columns.numbers(overlays, overlay -> overlay.body().sequence()));
        put(Columns.numbers(overlays, overlay -> overlay.body().textSequence()));
        put(Columns.smalls(overlays, overlay -> overlay.state().number()));
        put(Columns.smalls(overlays, overlay -> overlay.screening().number()));
        put(Columns.texts(overlays, overlay -> overlay.text().orElse(null)));
        put(Columns.numbers(overlays, overlay -> millis(overlay.body().editTime())));
        put(Columns.numbers(overlays, overlay -> millis(overlay.body().deleteTime())));
    }

    private void setHidden(List<HiddenMessage> hidden) throws SQLException {
        put(Columns.texts(hidden, one -> one.thread().value()));
        put(Columns.texts(hidden, one -> one.viewer().map(UserId::value).orElse("")));
        put(Columns.numbers(hidden, HiddenMessage::sequence));
        put(Columns.numbers(hidden, HiddenMessage::ordinal));
        put(hidden.stream().map(HiddenMessage::hidden).toArray(Boolean[]::new));
        put(Columns.numbers(hidden, HiddenMessage::version));
    }

    private void setCursors(List<InitialCursor> cursors) throws SQLException {
        String[] threads =
                cursors.stream().map(cursor -> cursor.thread().value()).toArray(String[]::new);
        put(threads);
        put(threads);
        put(Columns.texts(cursors, cursor -> cursor.user().value()));
        put(Columns.numbers(cursors, cursor -> cursor.head().sequence()));
        put(Columns.numbers(cursors, cursor -> cursor.head().ordinal()));
        put(Columns.numbers(cursors, cursor -> cursor.time().toEpochMilli()));
        put(Columns.numbers(cursors, InitialCursor::joinVersion));
    }

    private void setUnscreened(List<Frame> messages) throws SQLException {
        put(Columns.texts(messages, message -> message.thread().value()));
        put(Columns.numbers(messages, Frame::sequence));
        put(Columns.numbers(messages, message -> message.createTime().toEpochMilli()));
    }

    private void setFences(List<Fence> fences) throws SQLException {
        put(Columns.texts(fences, fence -> fence.thread().value()));
        put(Columns.numbers(fences, Fence::version));
        put(Columns.bytes(fences, FenceCodec::toBytes));
    }

    private void setFrames(List<NewFrame> frames) throws SQLException {
        put(Columns.texts(frames, row -> row.frame().thread().value()));
        put(Columns.numbers(frames, row -> row.frame().sequence()));
        put(Columns.numbers(frames, row -> row.frame().ordinal()));
        put(Columns.numbers(frames, row -> row.frame().createTime().toEpochMilli()));
        put(Columns.texts(frames, row -> row.frame().id().value()));
        put(Columns.texts(frames, row -> content(row).actor().map(Actor::value).orElse(null)));
        put(Columns.texts(
                frames,
                row -> content(row)
                        .target()
                        .map(target -> FrameId.of(target.message()).value())
                        .orElse(null)));
        put(Columns.numbers(
                frames,
                row -> content(row).target().map(Frame.Reference::sequence).orElse(0L)));
        put(Columns.texts(frames, row -> ContentCodec.text(content(row))));
        put(Columns.bytes(frames, row -> row.contentHash().length == 0 ? null : row.contentHash()));
        if (!plain) {
            put(Columns.smalls(frames, row -> content(row).kind().number()));
            put(Columns.bytes(frames, row -> ContentCodec.payload(content(row))));
        }
    }

    /// Returns a time in milliseconds; 0 for none.
    private static long millis(Optional<Instant> time) {
        return time.map(Instant::toEpochMilli).orElse(0L);
    }

    private void put(Object column) throws SQLException {
        statement.setObject(next++, column);
    }

    private static Content content(NewFrame row) {
        return row.frame().content();
    }
}
