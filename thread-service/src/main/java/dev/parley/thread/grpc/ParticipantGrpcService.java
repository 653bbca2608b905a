package dev.parley.thread.grpc;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.paging.PageBounds;
import dev.parley.platform.wire.Unary;
import dev.parley.thread.lookup.ThreadFinder;
import dev.parley.thread.membership.ParticipantChanges;
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
    private static final PageBounds PAGE = new PageBounds(100, 300);

    private final ParticipantChanges changes;
    private final ThreadFinder finder;

    ParticipantGrpcService(ParticipantChanges changes, ThreadFinder finder) {
        this.changes = changes;
        this.finder = finder;
    }

    @Override
    public void addParticipants(AddParticipantsRequest request, StreamObserver<AddParticipantsResponse> response) {
        Unary.reply(response, () -> add(request, Caller.current().actingUser()));
    }

    @Override
    public void removeParticipant(
            RemoveParticipantRequest request, StreamObserver<RemoveParticipantResponse> response) {
        Unary.reply(response, () -> remove(request, Caller.current().actingUser()));
    }

    @Override
    public void leaveThread(LeaveThreadRequest request, StreamObserver<LeaveThreadResponse> response) {
        Unary.reply(response, () -> leave(request, Caller.current().actingUser()));
    }

    @Override
    public void listParticipants(ListParticipantsRequest request, StreamObserver<ListParticipantsResponse> response) {
        Unary.reply(response, () -> list(request, Caller.current().actingUser()));
    }

    private AddParticipantsResponse add(AddParticipantsRequest request, UserId user) {
        var reply = ThreadReply.of(changes.add(
                user,
                RequestMapper.toRequest(request.getRequestId(), request),
                new ThreadId(request.getThreadId()),
                RequestMapper.toDrafts(request.getParticipantsList()),
                ThreadReply.to(user)));
        return AddParticipantsResponse.newBuilder()
                .setThread(reply.thread())
                .setReplayed(reply.replayed())
                .setConsistencyToken(reply.token())
                .build();
    }

    private RemoveParticipantResponse remove(RemoveParticipantRequest request, UserId user) {
        var reply = ThreadReply.of(changes.remove(
                user,
                RequestMapper.toRequest(request.getRequestId(), request),
                new ThreadId(request.getThreadId()),
                new UserId(request.getUserId()),
                ThreadReply.to(user)));
        return RemoveParticipantResponse.newBuilder()
                .setThread(reply.thread())
                .setReplayed(reply.replayed())
                .setConsistencyToken(reply.token())
                .build();
    }

    private LeaveThreadResponse leave(LeaveThreadRequest request, UserId user) {
        var reply = ThreadReply.of(changes.leave(
                user,
                RequestMapper.toRequest(request.getRequestId(), request),
                new ThreadId(request.getThreadId()),
                ThreadReply.to(user)));
        return LeaveThreadResponse.newBuilder()
                .setReplayed(reply.replayed())
                .setConsistencyToken(reply.token())
                .build();
    }

    private ListParticipantsResponse list(ListParticipantsRequest request, UserId user) {
        var page = finder.listParticipants(
                user,
                new ThreadId(request.getThreadId()),
                PageMapper.toOrder(user, request),
                PAGE.size(request.getPageSize()));
        return PageMapper.toProto(page, user, request);
    }
}
