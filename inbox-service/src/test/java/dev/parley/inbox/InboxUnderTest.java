package dev.parley.inbox;

import dev.parley.inbox.internal.v1.ApplyHeadsRequest;
import dev.parley.inbox.internal.v1.ApplyThreadChangesRequest;
import dev.parley.inbox.internal.v1.InboxFeedServiceGrpc;
import dev.parley.inbox.internal.v1.InboxFeedServiceGrpc.InboxFeedServiceBlockingStub;
import dev.parley.inbox.internal.v1.ThreadChange;
import dev.parley.inbox.internal.v1.ThreadHead;
import dev.parley.inbox.v1.Folder;
import dev.parley.inbox.v1.GetInboxRowRequest;
import dev.parley.inbox.v1.InboxRow;
import dev.parley.inbox.v1.InboxServiceGrpc;
import dev.parley.inbox.v1.InboxServiceGrpc.InboxServiceBlockingStub;
import dev.parley.inbox.v1.ListInboxRequest;
import dev.parley.inbox.v1.WatchInboxRequest;
import dev.parley.inbox.v1.WatchInboxResponse;
import dev.parley.platform.postgres.Database;
import dev.parley.platform.testing.RecordedStream;
import dev.parley.platform.testing.ServiceUnderTest;
import io.grpc.Channel;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.util.List;
import java.util.Map;

/// The inbox service with a fake message-service, and the calls that its tests make.
final class InboxUnderTest implements AutoCloseable {

    /// The settings that wire tests share: feeds send heartbeats, page and compare frequently.
    static final Map<String, Object> SETTINGS =
            Map.of("parley.feed.heartbeat", "200ms", "parley.feed.page", "4", "parley.inbox.sweep-interval", "100ms");

    private final FakeMessages messages = new FakeMessages();
    private final ServiceUnderTest service;
    private final InboxFeedServiceBlockingStub feed;

    /// Starts with these settings.
    InboxUnderTest(Map<String, Object> settings) {
        this(settings, new FakeOwners());
    }

    /// Also sets what other services know.
    InboxUnderTest(Map<String, Object> settings, FakeOwners owners) {
        service = ServiceUnderTest.start("inbox", settings, messages, owners.threadService(), owners.messageService());
        feed = InboxFeedServiceGrpc.newBlockingStub(service.asService("message-service", "inbox.feed"));
    }

    /// Returns the instance that all tests of this JVM share; each test has its own users and threads.
    static InboxUnderTest shared() {
        return Shared.INSTANCE;
    }

    private static final class Shared {
        static final InboxUnderTest INSTANCE = new InboxUnderTest(SETTINGS);
    }

    ServiceUnderTest service() {
        return service;
    }

    FakeMessages messages() {
        return messages;
    }

    InboxServiceBlockingStub as(String user) {
        return InboxServiceGrpc.newBlockingStub(service.as(user));
    }

    void apply(ThreadChange... changes) {
        applyThreads(List.of(changes));
    }

    void applyThreads(List<ThreadChange> changes) {
        var response = feed.applyThreadChanges(
                ApplyThreadChangesRequest.newBuilder().addAllChanges(changes).build());
        assert response != null;
    }

    void apply(ThreadHead... heads) {
        applyHeads(List.of(heads));
    }

    void applyHeads(List<ThreadHead> heads) {
        var response = feed.applyHeads(
                ApplyHeadsRequest.newBuilder().addAllHeads(heads).build());
        assert response != null;
    }

    List<InboxRow> list(String user) {
        return list(user, Folder.FOLDER_ALL);
    }

    List<InboxRow> list(String user, Folder folder) {
        return as(user).listInbox(
                        ListInboxRequest.newBuilder().setFolder(folder).build())
                .getRowsList();
    }

    InboxRow row(String user, String thread) {
        return as(user).getInboxRow(
                        GetInboxRowRequest.newBuilder().setThreadId(thread).build())
                .getRow();
    }

    RecordedStream<WatchInboxRequest, WatchInboxResponse> watch(String user, WatchInboxRequest request) {
        return watch(service.as(user), request);
    }

    RecordedStream<WatchInboxRequest, WatchInboxResponse> watch(Channel channel, WatchInboxRequest request) {
        RecordedStream<WatchInboxRequest, WatchInboxResponse> stream = RecordedStream.eager();
        InboxServiceGrpc.newStub(channel).watchInbox(request, stream);
        return stream;
    }

    /// Opens the feed of an inbox from its beginning.
    RecordedStream<WatchInboxRequest, WatchInboxResponse> watch(String user) {
        return watch(user, WatchInboxRequest.newBuilder().setAfterRevision(0).build());
    }

    /// Runs a statement in the store of this service.
    void sql(String statement) {
        var database = service.context().getBean(Database.class, Qualifiers.byName("inbox"));
        boolean done = database.transaction(connection -> {
            try (var sql = connection.createStatement()) {
                sql.execute(statement);
                return true;
            }
        });
        assert done;
    }

    @Override
    public void close() {
        service.close();
    }
}
