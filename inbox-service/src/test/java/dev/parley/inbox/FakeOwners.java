package dev.parley.inbox;

import dev.parley.inbox.internal.v1.ThreadChange;
import dev.parley.inbox.internal.v1.ThreadHead;
import dev.parley.message.internal.v1.HeadReportServiceGrpc.HeadReportServiceImplBase;
import dev.parley.message.internal.v1.ReadHeadResult;
import dev.parley.message.internal.v1.ReadHeadsRequest;
import dev.parley.message.internal.v1.ReadHeadsResponse;
import dev.parley.thread.internal.v1.ReadThreadsRequest;
import dev.parley.thread.internal.v1.ReadThreadsResponse;
import dev.parley.thread.internal.v1.ThreadReportServiceGrpc.ThreadReportServiceImplBase;
import io.grpc.BindableService;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// What thread-service and message-service know, with pages of three threads and one head.
final class FakeOwners {

    private static final int PAGE = 3;

    final TreeMap<String, ThreadChange> threads = new TreeMap<>();
    final ConcurrentHashMap<String, ThreadHead> heads = new ConcurrentHashMap<>();
    final AtomicInteger failures = new AtomicInteger();

    /// Runs before heads are returned.
    volatile Runnable during = () -> {};

    void put(ThreadChange thread) {
        threads.put(thread.getThreadId(), thread);
    }

    void put(ThreadHead head) {
        heads.put(head.getThreadId(), head);
    }

    BindableService threadService() {
        return new ThreadReportServiceImplBase() {
            @Override
            public void readThreads(ReadThreadsRequest request, StreamObserver<ReadThreadsResponse> response) {
                response.onNext(request.getThreadIdsCount() > 0 ? some(request) : page(request));
                response.onCompleted();
            }
        };
    }

    private ReadThreadsResponse some(ReadThreadsRequest request) {
        var some = ReadThreadsResponse.newBuilder();
        request.getThreadIdsList().stream()
                .filter(threads::containsKey)
                .map(threads::get)
                .forEach(some::addThreads);
        return some.build();
    }

    private ReadThreadsResponse page(ReadThreadsRequest request) {
        List<ThreadChange> all =
                new ArrayList<>(threads.tailMap(request.getPageToken(), false).values());
        all.removeIf(thread -> !request.getUserId().isEmpty()
                && thread.getParticipantsList().stream()
                        .noneMatch(one -> one.getUserId().equals(request.getUserId())));
        List<ThreadChange> page = all.subList(0, Math.min(PAGE, all.size()));
        return ReadThreadsResponse.newBuilder()
                .addAllThreads(page)
                .setNextPageToken(all.size() > PAGE ? page.getLast().getThreadId() : "")
                .build();
    }

    BindableService messageService() {
        return new HeadReportServiceImplBase() {
            @Override
            public void readHeads(ReadHeadsRequest request, StreamObserver<ReadHeadsResponse> response) {
                if (failures.get() > 0) {
                    failures.decrementAndGet();
                    response.onError(Status.UNAVAILABLE.asRuntimeException());
                    return;
                }
                during.run();
                String thread = request.getThreadIds(0);
                response.onNext(ReadHeadsResponse.newBuilder()
                        .addResults(ReadHeadResult.newBuilder()
                                .setHead(heads.getOrDefault(
                                        thread,
                                        ThreadHead.newBuilder()
                                                .setThreadId(thread)
                                                .build())))
                        .build());
                response.onCompleted();
            }
        };
    }
}
