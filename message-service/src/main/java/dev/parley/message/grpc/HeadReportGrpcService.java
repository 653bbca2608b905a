package dev.parley.message.grpc;

import dev.parley.id.ThreadId;
import dev.parley.message.internal.v1.HeadReportServiceGrpc.HeadReportServiceImplBase;
import dev.parley.message.internal.v1.ReadHeadResult;
import dev.parley.message.internal.v1.ReadHeadsRequest;
import dev.parley.message.internal.v1.ReadHeadsResponse;
import dev.parley.message.relay.DirtyHeads;
import dev.parley.message.relay.DirtyHeads.DirtyHead;
import dev.parley.platform.wire.Unary;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.Optional;

/// Serves `parley.message.internal.v1.HeadReportService`.
@Singleton
public final class HeadReportGrpcService extends HeadReportServiceImplBase {

    /// About 60 bytes each.
    private static final int MOST_ENTRIES = 20_000;

    private final DirtyHeads heads;
    private final HeadForm form;

    /// Serves the heads of a store.
    public HeadReportGrpcService(DirtyHeads heads, HeadForm form) {
        this.heads = heads;
        this.form = form;
    }

    @Override
    public void readHeads(ReadHeadsRequest request, StreamObserver<ReadHeadsResponse> response) {
        Unary.reply(response, () -> {
            var results = ReadHeadsResponse.newBuilder();
            int entries = 0;
            for (String thread : request.getThreadIdsList()) {
                Optional<DirtyHead> head = heads.whole(new ThreadId(thread));
                entries += head.map(one -> one.cursors().size() + one.hidden().size())
                        .orElse(0);
                if (entries > MOST_ENTRIES && results.getResultsCount() > 0) {
                    break;
                }
                results.addResults(toProto(head));
            }
            return results.build();
        });
    }

    private ReadHeadResult toProto(Optional<DirtyHead> head) {
        var result = ReadHeadResult.newBuilder();
        head.map(form::of).ifPresent(result::setHead);
        return result.build();
    }
}
