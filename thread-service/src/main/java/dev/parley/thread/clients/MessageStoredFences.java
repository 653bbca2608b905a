package dev.parley.thread.clients;

import dev.parley.id.ThreadId;
import dev.parley.message.internal.v1.FenceServiceGrpc;
import dev.parley.message.internal.v1.ListFencesRequest;
import dev.parley.message.internal.v1.ListFencesResponse;
import dev.parley.platform.clients.Neighbour;
import dev.parley.platform.clients.ServiceChannels;
import dev.parley.thread.fence.StoredFences;
import jakarta.inject.Singleton;
import java.util.List;

/// Lists the fences of the message service.
@Singleton
final class MessageStoredFences implements StoredFences {
    private static final String MESSAGE = "message";
    private static final int SIZE = 200;

    private final FenceServiceGrpc.FenceServiceBlockingStub stub;

    MessageStoredFences(ServiceChannels channels) {
        this.stub = FenceServiceGrpc.newBlockingStub(channels.to(MESSAGE));
    }

    @Override
    public Page page(String token) {
        var request = ListFencesRequest.newBuilder()
                .setPageSize(SIZE)
                .setPageToken(token)
                .build();
        var response = Neighbour.call(MESSAGE, () -> stub.listFences(request));
        return new Page(stamps(response), response.getNextPageToken());
    }

    @Override
    public List<Stamp> of(List<ThreadId> threads) {
        var request = ListFencesRequest.newBuilder();
        threads.forEach(thread -> request.addThreadIds(thread.value()));
        return stamps(Neighbour.call(MESSAGE, () -> stub.listFences(request.build())));
    }

    private static List<Stamp> stamps(ListFencesResponse response) {
        return response.getFencesList().stream()
                .map(one -> new Stamp(new ThreadId(one.getThreadId()), one.getVersion()))
                .toList();
    }
}
