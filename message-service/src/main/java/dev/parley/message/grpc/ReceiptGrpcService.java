package dev.parley.message.grpc;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.grpc.frame.MessageMapper;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.receipt.ReadMarker;
import dev.parley.message.v1.ListCursorsRequest;
import dev.parley.message.v1.ListCursorsResponse;
import dev.parley.message.v1.MarkReadRequest;
import dev.parley.message.v1.MarkReadResponse;
import dev.parley.message.v1.ReceiptServiceGrpc.ReceiptServiceImplBase;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.consistency.ConsistencyTokens;
import dev.parley.platform.consistency.Position;
import dev.parley.platform.paging.Page;
import dev.parley.platform.paging.PageBounds;
import dev.parley.platform.paging.PageTokens;
import dev.parley.platform.wire.Unary;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;

/// The RPCs of `parley.message.v1.ReceiptService`.
@Singleton
public final class ReceiptGrpcService extends ReceiptServiceImplBase {

    private static final PageBounds BOUNDS = new PageBounds(100, 300);

    private final ReadMarker marker;

    /// Moves and lists cursors with a marker.
    public ReceiptGrpcService(ReadMarker marker) {
        this.marker = marker;
    }

    @Override
    public void markRead(MarkReadRequest request, StreamObserver<MarkReadResponse> response) {
        Unary.reply(response, () -> {
            ThreadId thread = new ThreadId(request.getThreadId());
            Cursor cursor = marker.markRead(thread, user(), request.getSequence());
            return MarkReadResponse.newBuilder()
                    .setCursor(MessageMapper.toProto(cursor))
                    .setConsistencyToken(
                            ConsistencyTokens.write(Position.cursor(thread, cursor.user(), cursor.version())))
                    .build();
        });
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
