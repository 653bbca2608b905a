package dev.parley.thread.grpc;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.paging.PageSize;
import dev.parley.platform.wire.Unary;
import dev.parley.thread.lookup.ThreadFinder;
import dev.parley.thread.membership.ParticipantKeeper;
import dev.parley.thread.v1.AddParticipantsRequest;
import dev.parley.thread.v1.AddParticipantsResponse;
import dev.parley.thread.v1.LeaveThreadRequest;
import dev.parley.thread.v1.LeaveThreadResponse;
import dev.parley.thread.v1.ListParticipantsRequest;
import dev.parley.thread.v1.ListParticipantsResponse;
import dev.parley.thread.v1.ParticipantServiceGrpc;
import dev.parley.thread.v1.RemoveParticipantRequest;
import dev.parley.thread.v1.RemoveParticipantResponse;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;

/// Serves `ParticipantService`.
@Singleton
final class ParticipantGrpcService extends ParticipantServiceGrpc.ParticipantServiceImplBase {
    private static final int PAGE = 100;
    private static final int PAGE_MAX = 300;

    private final ParticipantKeeper keeper;
    private final ThreadFinder finder;

    ParticipantGrpcService(ParticipantKeeper keeper, ThreadFinder finder) {
        this.keeper = keeper;
        this.finder = finder;
    }

    @Override
    public void addParticipants(AddParticipantsRequest request, StreamObserver<AddParticipantsResponse> response) {
        Unary.reply(
                response,
                () -> AddParticipantsResponse.newBuilder()
                        .setThread(ThreadMapper.toUser(keeper.add(
                                RequestMapper.toRequest(request.getRequestId(), request),
                                new ThreadId(request.getThreadId()),
                                RequestMapper.toDrafts(request.getParticipantsList()))))
                        .build());
    }

    @Override
    public void removeParticipant(
            RemoveParticipantRequest request, StreamObserver<RemoveParticipantResponse> response) {
        Unary.reply(
                response,
                () -> RemoveParticipantResponse.newBuilder()
                        .setThread(ThreadMapper.toUser(keeper.remove(
                                RequestMapper.toRequest(request.getRequestId(), request),
                                new ThreadId(request.getThreadId()),
                                new UserId(request.getUserId()))))
                        .build());
    }

    @Override
    public void leaveThread(LeaveThreadRequest request, StreamObserver<LeaveThreadResponse> response) {
        Unary.reply(response, () -> {
            keeper.leave(RequestMapper.toRequest(request.getRequestId(), request), new ThreadId(request.getThreadId()));
            return LeaveThreadResponse.getDefaultInstance();
        });
    }

    @Override
    public void listParticipants(ListParticipantsRequest request, StreamObserver<ListParticipantsResponse> response) {
        Unary.reply(response, () -> list(request, RequestMapper.user()));
    }

    private ListParticipantsResponse list(ListParticipantsRequest request, UserId user) {
        var page = finder.listParticipants(
                user,
                new ThreadId(request.getThreadId()),
                PageMapper.toPosition(user, request),
                PageSize.of(request.getPageSize(), PAGE, PAGE_MAX));
        return PageMapper.toProto(page, user, request);
    }
}
