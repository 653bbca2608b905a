package dev.parley.e2e.block;

import dev.parley.clientkit.call.User;
import dev.parley.e2e.block.Party.Form;
import dev.parley.e2e.block.Party.Who;
import dev.parley.e2e.process.ParleyServer;
import dev.parley.inbox.v1.InboxServiceGrpc;
import dev.parley.inbox.v1.WatchInboxRequest;
import dev.parley.inbox.v1.WatchInboxResponse;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.WatchThreadRequest;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.testing.RecordedStream;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A thread before, under and after a block, as each of its users sees it. In it, the blocked user sends and
/// reads under the block, the blocker reads, and after the block both send again.
final class Scene {

    /// A feed of the thread and one of the inbox.
    private record Feeds(
            RecordedStream<WatchThreadRequest, WatchThreadResponse> thread,
            RecordedStream<WatchInboxRequest, WatchInboxResponse> inbox) {

        static Feeds open(User user, String thread) {
            var feeds = new Feeds(RecordedStream.eager(), RecordedStream.eager());
            MessageServiceGrpc.newStub(user.channel())
                    .watchThread(
                            WatchThreadRequest.newBuilder().setThreadId(thread).build(), feeds.thread);
            InboxServiceGrpc.newStub(user.channel()).watchInbox(WatchInboxRequest.getDefaultInstance(), feeds.inbox);
            feeds.thread.await(WatchThreadResponse::hasCaughtUp);
            feeds.inbox.await(WatchInboxResponse::hasCaughtUp);
            return feeds;
        }

        /// Waits until both have reported that nothing is missing, after a mark.
        void awaitHeartbeats(Mark from) {
            thread.awaitAll(all -> all.stream().skip(from.thread).anyMatch(WatchThreadResponse::hasHeartbeat));
            inbox.awaitAll(all -> all.stream().skip(from.inbox).anyMatch(WatchInboxResponse::hasHeartbeat));
        }

        /// Waits for the last message, and ends both.
        void end(long last) {
            thread.await(one -> one.getItem().getSequence() == last);
            thread.cancel();
            inbox.cancel();
        }

        Mark mark() {
            return new Mark(thread.received().size(), inbox.received().size());
        }
    }

    /// How much of the feeds has arrived.
    private record Mark(int thread, int inbox) {}

    private final Form form;
    private final Party party;
    private final Map<Who, Feeds> feeds = new EnumMap<>(Who.class);
    private final Map<Who, View> before = new EnumMap<>(Who.class);
    private final Map<Who, View> under = new EnumMap<>(Who.class);
    private final Map<Who, View> read = new EnumMap<>(Who.class);
    private final Map<Who, View> after = new EnumMap<>(Who.class);
    private final List<Map<Who, Mark>> marks = new ArrayList<>();
    private final List<Message> sentAfter = new ArrayList<>();
    private Optional<Message> late = Optional.empty();
    private long head;

    private Scene(Form form, Party party) {
        this.form = form;
        this.party = party;
    }

    static Scene play(ParleyServer server, Form form) {
        var scene = new Scene(form, Party.of(server, form, Who.BLOCKER));
        scene.play();
        return scene;
    }

    private void play() {
        begin();
        String block = party.blocker().block(party.blocked().userId()).getConsistencyToken();
        awaitHeartbeats();
        String sent = sendLate();
        look(under, block, sent);
        head = form.users().size() + late.stream().count();
        for (Who who : form.users()) {
            party.user(who).markRead(party.thread(), head);
        }
        awaitHeartbeats();
        look(read);
        party.blocker().unblock(party.blocked().userId());
        sentAfter.add(party.blocked().send(party.thread(), "After the block"));
        var last = party.blocker().sendText(party.thread(), "After the block");
        sentAfter.add(last.getMessage());
        look(after, last.getConsistencyToken());
        feeds.values().forEach(open -> open.end(head + sentAfter.size()));
    }

    /// The blocker has not read the message of the blocked user. The others have read everything.
    private void begin() {
        String token = "";
        for (Who who : form.users()) {
            token = party.user(who).sendText(party.thread(), "Before the block").getConsistencyToken();
        }
        look(
                before,
                token,
                party.blocked().markRead(party.thread(), form.users().size()).getConsistencyToken());
        for (Who who : form.users()) {
            feeds.put(who, Feeds.open(party.user(who), party.thread()));
        }
        awaitHeartbeats();
    }

    /// Returns the token of the blocked user's send; empty if it was refused.
    private String sendLate() {
        try {
            var response = party.blocked().sendText(party.thread(), "Behind the block");
            late = Optional.of(response.getMessage());
            return response.getConsistencyToken();
        } catch (StatusRuntimeException refused) {
            return "";
        }
    }

    private void look(Map<Who, View> views, String... tokens) {
        for (Who who : form.users()) {
            views.put(who, View.of(party.user(who), party.thread(), tokens));
        }
    }

    /// A heartbeat says that nothing is missing. All feeds are awaited at the same time.
    private void awaitHeartbeats() {
        var now = new EnumMap<Who, Mark>(Who.class);
        feeds.forEach((who, open) -> now.put(who, open.mark()));
        feeds.forEach((who, open) -> open.awaitHeartbeats(now.get(who)));
        var later = new EnumMap<Who, Mark>(Who.class);
        feeds.forEach((who, open) -> later.put(who, open.mark()));
        marks.add(later);
    }

    Party party() {
        return party;
    }

    /// What a user saw before the block.
    View before(Who who) {
        return before.get(who);
    }

    /// What a user saw after the blocked user had tried to send.
    View under(Who who) {
        return under.get(who);
    }

    /// What a user saw after all had read everything.
    View read(Who who) {
        return read.get(who);
    }

    /// What a user saw once the block had ended and both had sent something.
    View after(Who who) {
        return after.get(who);
    }

    /// Returns the message that the blocked user sent under the block.
    Optional<Message> late() {
        return late;
    }

    /// Returns what the two sent after the block.
    List<Message> sentAfter() {
        return sentAfter;
    }

    /// Returns the head of the thread under the block.
    long head() {
        return head;
    }

    /// Returns the number of participants.
    int users() {
        return form.users().size();
    }

    /// Returns what a thread's feed showed when the block was made, besides heartbeats.
    List<WatchThreadResponse> threadAtBlock(Who who) {
        return feeds
                .get(who)
                .thread()
                .received()
                .subList(marks.get(0).get(who).thread(), marks.get(1).get(who).thread())
                .stream()
                .filter(one -> !one.hasHeartbeat())
                .toList();
    }

    /// Returns what a thread's feed showed under the block, besides heartbeats.
    List<WatchThreadResponse> threadUnderBlock(Who who) {
        return feeds
                .get(who)
                .thread()
                .received()
                .subList(marks.get(1).get(who).thread(), marks.get(2).get(who).thread())
                .stream()
                .filter(one -> !one.hasHeartbeat())
                .toList();
    }

    /// Returns what the feed of an inbox showed when the block was made, besides heartbeats.
    List<WatchInboxResponse> inboxAtBlock(Who who) {
        return feeds
                .get(who)
                .inbox()
                .received()
                .subList(marks.get(0).get(who).inbox(), marks.get(1).get(who).inbox())
                .stream()
                .filter(one -> !one.hasHeartbeat())
                .toList();
    }
}
