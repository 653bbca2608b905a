package dev.parley.e2e.block;

import dev.parley.e2e.block.Party.Who;
import dev.parley.message.v1.BatchGetMessagesRequest;
import dev.parley.message.v1.Cursor;
import dev.parley.message.v1.GetMessageRequest;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageRef;
import dev.parley.message.v1.WatchThreadResponse;
import dev.parley.platform.testing.WireProblems;
import dev.parley.safety.v1.Block;
import dev.parley.safety.v1.ListBlocksRequest;
import dev.parley.thread.v1.Thread;
import io.grpc.StatusRuntimeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/// What users see of a block, by the words of the table.
final class Sights {

    /// Something that a user sees, in a word or two.
    interface Sight {
        String of(Scene scene, Who who);
    }

    private static final String AS_BEFORE = "as before";
    private static final String NONE = "none";

    private static final Map<String, Sight> ALL = new LinkedHashMap<>();

    static {
        ALL.put("GetThread", (scene, who) -> thread(scene, who, 0));
        ALL.put("BatchGetThreads", (scene, who) -> thread(scene, who, 1));
        ALL.put("ListThreads", (scene, who) -> thread(scene, who, 2));
        ALL.put("etag and update_time", Sights::stamp);
        ALL.put("ListParticipants", Sights::participants);
        ALL.put("messages from before the block", Sights::earlier);
        ALL.put("message from under the block: ListMessages", Sights::late);
        ALL.put("message from under the block: GetMessage", Sights::lateById);
        ALL.put("message from under the block: BatchGetMessages", Sights::lateInBatch);
        ALL.put("message from under the block: WatchThread", Sights::lateInFeed);
        ALL.put("message from under the block: after the block", Sights::lateAfter);
        ALL.put("messages from after the block", Sights::newer);
        ALL.put("WatchThread when the block is made", (scene, who) -> shown(scene.threadAtBlock(who)));
        ALL.put("WatchInbox when the block is made", (scene, who) -> shown(scene.inboxAtBlock(who)));
        ALL.put("cursors of others: WatchThread", (scene, who) -> others(scene, who, inFeed(scene, who)));
        ALL.put(
                "cursors of others: ListCursors",
                (scene, who) -> others(scene, who, scene.read(who).cursors()));
        ALL.put(
                "unread count",
                (scene, who) -> count(scene, who, view -> view.row().getUnreadCount()));
        ALL.put(
                "badge: messages",
                (scene, who) -> count(scene, who, view -> view.badge().getUnreadMessageCount()));
        ALL.put(
                "badge: threads",
                (scene, who) -> count(scene, who, view -> view.badge().getUnreadThreadCount()));
        ALL.put("place in the inbox", Sights::place);
        ALL.put("preview", Sights::preview);
        ALL.put(
                "hidden count of ExplainUnread",
                (scene, who) -> String.valueOf(scene.under(who).hiddenCount()));
        ALL.put("ListBlocks", Sights::blocks);
    }

    private Sights() {}

    static Map<String, Sight> all() {
        return ALL;
    }

    private static String thread(Scene scene, Who who, int rpc) {
        Thread before = scene.before(who).threads().get(rpc);
        Thread now = scene.under(who).threads().get(rpc);
        if (now.equals(before)) {
            return AS_BEFORE;
        }
        var silent = before.toBuilder();
        silent.getMyPermissionsBuilder().setCanSend(false).setCanAddParticipants(false);
        return now.equals(silent.build()) ? "cannot send" : "changed";
    }

    private static String stamp(Scene scene, Who who) {
        Thread before = scene.before(who).threads().getFirst();
        return Stream.of(scene.under(who), scene.after(who))
                        .map(view -> view.threads().getFirst())
                        .allMatch(now -> now.getEtag().equals(before.getEtag())
                                && now.getUpdateTime().equals(before.getUpdateTime()))
                ? AS_BEFORE
                : "changed";
    }

    private static String participants(Scene scene, Who who) {
        var before = scene.before(who).participants();
        return scene.under(who).participants().equals(before) ? AS_BEFORE : "changed";
    }

    private static String earlier(Scene scene, Who who) {
        var before = scene.before(who).history();
        return scene.under(who).history().containsAll(before)
                        && scene.after(who).history().containsAll(before)
                ? AS_BEFORE
                : "changed";
    }

    private static String late(Scene scene, Who who) {
        return late(scene, scene.under(who).history());
    }

    private static String lateAfter(Scene scene, Who who) {
        return late(scene, scene.after(who).history());
    }

    /// There is no message if its send was refused.
    private static String late(Scene scene, List<Message> messages) {
        return scene.late()
                .map(message -> messages.contains(message) ? "shown" : "hidden")
                .orElse(NONE);
    }

    private static String lateById(Scene scene, Who who) {
        if (scene.late().isEmpty()) {
            return NONE;
        }
        try {
            Message late = scene.late().get();
            var found = scene.party()
                    .user(who)
                    .messages()
                    .getMessage(GetMessageRequest.newBuilder()
                            .setThreadId(late.getThreadId())
                            .setMessageId(late.getMessageId())
                            .build());
            return late(scene, List.of(found.getMessage()));
        } catch (StatusRuntimeException refused) {
            return WireProblems.errorInfo(refused).getReason();
        }
    }

    private static String lateInBatch(Scene scene, Who who) {
        if (scene.late().isEmpty()) {
            return NONE;
        }
        Message late = scene.late().get();
        var ref = MessageRef.newBuilder().setThreadId(late.getThreadId()).setMessageId(late.getMessageId());
        var batch = scene.party()
                .user(who)
                .messages()
                .batchGetMessages(
                        BatchGetMessagesRequest.newBuilder().addRefs(ref).build());
        return batch.getMissingCount() == 1 ? "missing" : late(scene, batch.getMessagesList());
    }

    /// A message takes up its position in the feed of everybody.
    private static String lateInFeed(Scene scene, Who who) {
        var items = scene.threadUnderBlock(who).stream()
                .filter(WatchThreadResponse::hasItem)
                .map(WatchThreadResponse::getItem)
                .toList();
        if (items.isEmpty()) {
            return NONE;
        }
        if (items.size() > 1
                || items.getFirst().getSequence() != scene.late().orElseThrow().getSequence()) {
            return "wrong";
        }
        return items.getFirst().hasHidden()
                ? "hidden"
                : late(scene, List.of(items.getFirst().getMessage()));
    }

    private static String newer(Scene scene, Who who) {
        return scene.after(who).history().containsAll(scene.sentAfter()) ? "shown" : "hidden";
    }

    private static String shown(List<?> elements) {
        return elements.isEmpty() ? "silent" : "not silent";
    }

    private static List<Cursor> inFeed(Scene scene, Who who) {
        return scene.threadUnderBlock(who).stream()
                .flatMap(one -> one.getStates().getCursorsList().stream())
                .toList();
    }

    /// All participants read something under the block.
    private static String others(Scene scene, Who who, List<Cursor> cursors) {
        String own = scene.party().user(who).userId();
        long others = cursors.stream()
                .map(Cursor::getUserId)
                .distinct()
                .filter(user -> !user.equals(own))
                .count();
        boolean current = cursors.stream()
                .filter(cursor -> !cursor.getUserId().equals(own))
                .allMatch(cursor -> cursor.getReadSequence() <= scene.head());
        return !current ? "wrong" : others == 0 ? NONE : others == scene.users() - 1 ? "shown" : "some";
    }

    private static String count(Scene scene, Who who, ToIntFunction<View> number) {
        int more = number.applyAsInt(scene.under(who)) - number.applyAsInt(scene.before(who));
        return more == 0 ? AS_BEFORE : "%+d".formatted(more);
    }

    private static String place(Scene scene, Who who) {
        var before = scene.before(who).row().getActivityTime();
        return scene.under(who).row().getActivityTime().equals(before) ? AS_BEFORE : "moved";
    }

    private static String preview(Scene scene, Who who) {
        var row = scene.under(who).row();
        if (!row.hasPreview()) {
            return NONE;
        }
        if (row.getPreview().equals(scene.before(who).row().getPreview())) {
            return AS_BEFORE;
        }
        return scene.late()
                        .filter(late ->
                                late.getMessageId().equals(row.getPreview().getMessageId()))
                        .isPresent()
                ? "shown"
                : "wrong";
    }

    /// The scene ended the block, so the blocker blocks once more.
    private static String blocks(Scene scene, Who who) {
        scene.party().blocker().block(scene.party().blocked().userId());
        var blocks = scene.party()
                .user(who)
                .blocks()
                .listBlocks(ListBlocksRequest.getDefaultInstance())
                .getBlocksList();
        return blocks.isEmpty()
                ? NONE
                : blocks.stream()
                                .map(Block::getUserId)
                                .toList()
                                .equals(List.of(scene.party().other(who).userId()))
                        ? "the block"
                        : "wrong";
    }
}
