package dev.parley.e2e.block;

import static dev.parley.platform.testing.WireProblems.errorInfo;

import dev.parley.clientkit.call.User;
import dev.parley.e2e.block.Party.Who;
import dev.parley.message.v1.MessageServiceGrpc;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.message.v1.SendMessagesResponse;
import dev.parley.platform.testing.RecordedStream;
import dev.parley.thread.v1.AddParticipantsRequest;
import dev.parley.thread.v1.LeaveThreadRequest;
import dev.parley.thread.v1.ParticipantDraft;
import dev.parley.thread.v1.RemoveParticipantRequest;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.LinkedHashMap;
import java.util.Map;

/// What users try under a block, by the words of the table.
final class Deeds {

    /// Something that a user tries. Fails if it is refused.
    interface Deed {
        void attempt(Party party, Who who);
    }

    private static final Map<String, Deed> ALL = new LinkedHashMap<>();

    static {
        ALL.put("sends", (party, who) -> party.user(who).send(party.thread(), "Under the block"));
        ALL.put("sends in a stream", Deeds::stream);
        ALL.put(
                "sends again what was sent before",
                (party, who) -> party.user(who)
                        .messages()
                        .sendMessage(User.draft(party.thread(), firstOf(who), "Before the block")));
        ALL.put("marks as read", (party, who) -> party.user(who).markRead(party.thread(), 1));
        ALL.put(
                "opens the direct thread",
                (party, who) -> party.user(who).direct(party.other(who).userId()));
        ALL.put(
                "creates a group of the two",
                (party, who) -> party.user(who).group(party.other(who).userId()));
        ALL.put(
                "creates a larger group",
                (party, who) -> party.user(who)
                        .group(
                                User.newId("guest"),
                                party.blocker().userId(),
                                party.blocked().userId()));
        ALL.put(
                "adds the other to another group",
                (party, who) -> add(
                        party.user(who),
                        party.user(who).group(User.newId("guest")),
                        party.other(who).userId()));
        ALL.put("adds a guest", (party, who) -> add(party.user(who), party.thread(), User.newId("guest")));
        ALL.put("removes the other", Deeds::remove);
        ALL.put(
                "leaves",
                (party, who) -> party.user(who)
                        .participants()
                        .leaveThread(LeaveThreadRequest.newBuilder()
                                .setThreadId(party.thread())
                                .setRequestId(User.newRequestId())
                                .build()));
    }

    private Deeds() {}

    static Map<String, Deed> all() {
        return ALL;
    }

    /// Sends a message that [#all] sends again later.
    static void sendFirst(Party party, Who who) {
        party.user(who).messages().sendMessage(User.draft(party.thread(), firstOf(who), "Before the block"));
    }

    /// Returns `done`, or the reason of the refusal.
    static String outcome(Deed deed, Party party, Who who) {
        try {
            deed.attempt(party, who);
            return "done";
        } catch (StatusRuntimeException refused) {
            return errorInfo(refused).getReason();
        }
    }

    static void add(User by, String thread, String user) {
        by.participants()
                .addParticipants(AddParticipantsRequest.newBuilder()
                        .setThreadId(thread)
                        .setRequestId(User.newRequestId())
                        .addParticipants(ParticipantDraft.newBuilder().setUserId(user))
                        .build());
    }

    private static void remove(Party party, Who who) {
        party.user(who)
                .participants()
                .removeParticipant(RemoveParticipantRequest.newBuilder()
                        .setThreadId(party.thread())
                        .setRequestId(User.newRequestId())
                        .setUserId(party.other(who).userId())
                        .build());
    }

    private static void stream(Party party, Who who) {
        RecordedStream<SendMessagesRequest, SendMessagesResponse> results = RecordedStream.eager();
        var sends = MessageServiceGrpc.newStub(party.user(who).channel()).sendMessages(results);
        sends.onNext(SendMessagesRequest.newBuilder()
                .setSend(User.draft(party.thread(), User.newRequestId(), "In a stream"))
                .build());
        var result = results.await(one -> one.hasSent() || one.hasError());
        sends.onCompleted();
        if (result.hasError()) {
            throw StatusProto.toStatusRuntimeException(result.getError());
        }
    }

    private static String firstOf(Who who) {
        return "first-of-" + who;
    }
}
