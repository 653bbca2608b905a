package dev.parley.message.grpc;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.receipt.Cursor;
import dev.parley.message.receipt.CursorKeeper;
import dev.parley.message.v1.ListCursorsRequest;
import dev.parley.message.v1.ListCursorsResponse;
import dev.parley.message.v1.MarkReadRequest;
import dev.parley.message.v1.MarkReadResponse;
import dev.parley.message.v1.ReceiptServiceGrpc.ReceiptServiceImplBase;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.paging.PageSize;
import dev.parley.platform.paging.PageTokens;
import dev.parley.platform.wire.Unary;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.List;

/// `parley.message.v1.ReceiptService` on the wire.
@Singleton
public final class ReceiptGrpcService extends ReceiptServiceImplBase {

    private static final int PAGE = 100;
    private static final int LONGEST_PAGE = 300;

    private final CursorKeeper keeper;

    /// Serves the cursors of a keeper.
    public ReceiptGrpcService(CursorKeeper keeper) {
        this.keeper = keeper;
    }

    @Override
    public void markRead(MarkReadRequest request, StreamObserver<MarkReadResponse> response) {
        Unary.reply(
                response,
                () -> MarkReadResponse.newBuilder()
                        .setCursor(MessageMapper.toProto(
                                keeper.markRead(new ThreadId(request.getThreadId()), user(), request.getSequence())))
                        .build());
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
        int size = PageSize.of(request.getPageSize(), PAGE, LONGEST_PAGE);
        List<Cursor> found = keeper.list(thread, user(), after, size + 1);
        List<Cursor> page = found.subList(0, Math.min(size, found.size()));
        var response = ListCursorsResponse.newBuilder()
                .addAllCursors(page.stream().map(MessageMapper::toProto).toList());
        if (found.size() > size) {
            response.setNextPageToken(
                    PageTokens.write(query, page.getLast().user().value()));
        }
        return response.build();
    }

    private static UserId user() {
        return Caller.current().actingUser();
    }
}
