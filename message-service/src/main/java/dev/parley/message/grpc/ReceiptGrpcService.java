package dev.parley.message.grpc;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.grpc.frame.MessageMapper;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.receipt.ReadMarker;
import dev.parley.message.receipt.ReadMarker.Marked;
import dev.parley.message.receipt.ReadMarker.Read;
import dev.parley.message.v1.BatchMarkReadRequest;
import dev.parley.message.v1.BatchMarkReadResponse;
import dev.parley.message.v1.ListCursorsRequest;
import dev.parley.message.v1.ListCursorsResponse;
import dev.parley.message.v1.MarkReadRequest;
import dev.parley.message.v1.MarkReadResponse;
import dev.parley.message.v1.MarkReadResult;
import dev.parley.message.v1.ReceiptServiceGrpc.ReceiptServiceImplBase;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.consistency.ConsistencyTokens;
import dev.parley.platform.consistency.Position;
import dev.parley.platform.paging.Page;
import dev.parley.platform.paging.PageBounds;
import dev.parley.platform.paging.PageTokens;
import dev.parley.platform.wire.Problems;
import dev.parley.platform.wire.Unary;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.List;

/// The RPCs of `parley.message.v1.ReceiptService`.
@Singleton
public final class ReceiptGrpcService extends ReceiptServiceImplBase {

    private static final PageBounds BOUNDS = new PageBounds(100, 300);

    private static final String BATCH = "parley.message.v1.ReceiptService/BatchMarkRead";

    private final ReadMarker marker;
    private final Problems problems;

    /// Moves and lists cursors with a marker.
    public ReceiptGrpcService(ReadMarker marker, Problems problems) {
        this.marker = marker;
        this.problems = problems;
    }

    @Override
    public void markRead(MarkReadRequest request, StreamObserver<MarkReadResponse> response) {
        Unary.reply(response, () -> {
            ThreadId thread = new ThreadId(request.getThreadId());
            return toProto(thread, marker.markRead(thread, user(), request.getSequence()));
        });
    }

    @Override
    public void batchMarkRead(BatchMarkReadRequest request, StreamObserver<BatchMarkReadResponse> response) {
        Unary.reply(response, () -> {
            List<Read> reads = request.getReadsList().stream()
                    .map(read -> new Read(new ThreadId(read.getThreadId()), read.getSequence()))
                    .toList();
            List<Marked> marked = marker.markAllRead(user(), reads);
            var all = BatchMarkReadResponse.newBuilder();
            for (int index = 0; index < reads.size(); index++) {
                all.addResults(toResult(reads.get(index).thread(), marked.get(index)));
            }
            return all.build();
        });
    }

    private MarkReadResult toResult(ThreadId thread, Marked marked) {
        var result = MarkReadResult.newBuilder();
        return switch (marked) {
            case Marked.Moved(Cursor cursor) ->
                result.setRead(toProto(thread, cursor)).build();
            case Marked.Failed(var failure) ->
                result.setError(problems.statusOf(failure, BATCH).toProto()).build();
        };
    }

    private static MarkReadResponse toProto(ThreadId thread, Cursor cursor) {
        return MarkReadResponse.newBuilder()
                .setCursor(MessageMapper.toProto(cursor))
                .setConsistencyToken(ConsistencyTokens.write(Position.cursor(thread, cursor.user(), cursor.version())))
                .build();
    }

    @Override
    public void listCursors(ListCursorsRequest request, StreamObserver<ListCursorsResponse> response) {
        Unary.reply(response, () -> page(request));
    }

    private ListCursorsResponse page(ListCursorsRequest request) {
        ThreadId thread = new ThreadId(request.getThreadId());
        String query = "ListCursors|" + user().value() + "|" + thread.value();
        String after = PageTokens.read(request.getPageToken(), query, 1, parts -> new UserId(parts.getFirst()))
                .map(UserId::value)
                .orElse("");
        int size = BOUNDS.size(request.getPageSize());
        Page<Cursor> page = Page.of(marker.list(thread, user(), after, Page.probe(size)), size);
        return ListCursorsResponse.newBuilder()
                .addAllCursors(page.map(MessageMapper::toProto).items())
                .setNextPageToken(page.nextToken(
                        last -> PageTokens.write(query, last.user().value())))
                .build();
    }

    private static UserId user() {
        return Caller.current().actingUser();
    }
}
