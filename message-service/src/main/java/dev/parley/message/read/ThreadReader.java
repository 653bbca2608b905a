package dev.parley.message.read;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Fences;
import dev.parley.message.log.Frame;
import dev.parley.message.log.Head;
import dev.parley.message.log.MessageLog;
import dev.parley.message.log.MessageLog.Found;
import dev.parley.message.log.MessageLog.LogState;
import dev.parley.message.log.MessageLog.Page;
import dev.parley.message.log.MessageLog.PageRequest;
import dev.parley.message.problem.MessageProblem.MessageNotFound;
import dev.parley.message.problem.MessageProblem.SequenceBeyondHead;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import jakarta.inject.Singleton;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the log for a participant. The fence that is stored at the time of the read decides. For anybody else
/// nothing is read, so a refusal takes the same time whatever the thread contains. Messages that are hidden from
/// the reader are omitted.
@Singleton
public final class ThreadReader {

    /// If many messages are hidden, a few more pages of this size are read from the log.
    private static final int LARGE_PAGE = 1000;

    private static final int MOST_PAGES = 3;

    /// The maximum text of a page: about 2 MiB with everything else.
    private static final int BYTES = 1_900_000;

    private final MessageLog log;
    private final Fences fences;

    /// A reader who may read, and the state of the log at that time.
    public record Admitted(Fence fence, LogState state) {}

    /// Messages of a thread, in order.
    ///
    /// @param older whether there are earlier messages that the reader may read
    /// @param newer whether there are later messages
    /// @param first the first sequence that the page covers, at least 1
    /// @param last the last sequence that it covers, at most the head; `first - 1` if the page covers none, so
    /// that a reader who continues from `first` or `last` keeps its place
    public record MessagePage(
            List<ShownMessage> messages, boolean older, boolean newer, long first, long last, Head head) {

        private static MessagePage of(List<ShownMessage> messages, Around around, long first, long last, Head head) {
            return new MessagePage(messages, around.older(), around.newer(), Math.min(first, last + 1), last, head);
        }
    }

    private record Around(boolean older, boolean newer) {}

    /// Reads from `log` what `fences` admit.
    public ThreadReader(MessageLog log, Fences fences) {
        this.log = log;
        this.fences = fences;
    }

    /// Returns the newest messages below a sequence.
    public MessagePage before(ThreadId thread, UserId reader, long sequence, int size) {
        checkReader(thread, reader);
        Deque<ShownMessage> messages = new ArrayDeque<>();
        long from = sequence;
        for (int round = 1; ; round++) {
            int limit = round == 1 ? size + 1 : LARGE_PAGE;
            Page page = page(thread, PageRequest.messagesBefore(from, limit).within(BYTES));
            Fence fence = admitted(thread, reader, page);
            for (Frame frame : page.frames().reversed()) {
                if (isVisible(fence, reader, frame, page.hiddenFor().getOrDefault(frame.sequence(), Set.of()))) {
                    messages.addFirst(shown(page, frame));
                }
            }
            long begin = begin(fence, reader, page);
            boolean over = !page.more() || page.frames().getFirst().sequence() <= begin;
            if (over || messages.size() > size || round == MOST_PAGES || isCut(page, limit)) {
                long first = over ? begin : page.frames().getFirst().sequence();
                return before(
                        messages,
                        size,
                        new Covered(first, sequence, over),
                        page.state().head());
            }
            from = page.frames().getFirst().sequence();
        }
    }

    /// The range that was read: from a sequence on, up to the requested one.
    private record Covered(long from, long to, boolean all) {}

    private static MessagePage before(Deque<ShownMessage> messages, int size, Covered covered, Head head) {
        boolean more = messages.size() > size;
        while (messages.size() > size) {
            messages.removeFirst();
        }
        long first = more ? messages.getFirst().frame().sequence() : covered.from();
        return MessagePage.of(
                List.copyOf(messages),
                new Around(more || !covered.all(), head.sequence() >= covered.to()),
                first,
                Math.min(covered.to() - 1, head.sequence()),
                head);
    }

    /// Returns the oldest messages above a sequence. Throws `SequenceBeyondHead`.
    public MessagePage after(ThreadId thread, UserId reader, long sequence, int size) {
        checkReader(thread, reader);
        var messages = new ArrayList<ShownMessage>();
        long from = sequence;
        for (int round = 1; ; round++) {
            int limit = round == 1 ? size + 1 : LARGE_PAGE;
            Page page = page(thread, PageRequest.messagesAfter(from, limit).within(BYTES));
            Fence fence = admitted(thread, reader, page);
            checkSequence(thread, sequence, page.state());
            for (Frame frame : page.frames()) {
                if (isVisible(fence, reader, frame, page.hiddenFor().getOrDefault(frame.sequence(), Set.of()))) {
                    messages.add(shown(page, frame));
                }
            }
            Head head = page.state().head();
            boolean over = !page.more();
            if (over || messages.size() > size || round == MOST_PAGES || isCut(page, limit)) {
                boolean more = messages.size() > size;
                List<ShownMessage> listed = List.copyOf(messages.subList(0, Math.min(size, messages.size())));
                long read = over ? head.sequence() : page.frames().getLast().sequence();
                return MessagePage.of(
                        listed,
                        new Around(sequence >= begin(fence, reader, page), more || !over),
                        sequence + 1,
                        more ? listed.getLast().frame().sequence() : read,
                        head);
            }
            from = page.frames().getLast().sequence();
        }
    }

    /// Returns the first sequence that a reader may read.
    private static long begin(Fence fence, UserId reader, Page page) {
        return Math.max(1, Math.max(page.state().firstSequence(), fence.historyFrom(reader)));
    }

    /// Whether the page ended because of its size in bytes; then it is as large as a response may be.
    private static boolean isCut(Page page, int limit) {
        return page.more() && page.frames().size() < limit;
    }

    /// Returns one message. Throws `MessageNotFound`.
    public ShownMessage get(ThreadId thread, UserId reader, MessageId message) {
        List<ShownMessage> found = find(reader, Map.of(message, thread));
        if (found.isEmpty()) {
            admitted(thread, reader);
            throw new MessageNotFound(thread, message).exception();
        }
        return found.getFirst();
    }

    /// Returns those of the messages that exist and that the reader may read.
    public List<ShownMessage> find(UserId reader, Map<MessageId, ThreadId> messages) {
        Set<ThreadId> readable = fences.admitting(messages.values(), fence -> fence.isParticipant(reader));
        if (readable.isEmpty()) {
            return List.of();
        }
        var asked = new HashMap<>(messages);
        asked.values().retainAll(readable);
        List<Found> found = log.find(asked);
        Map<ThreadId, Fence> fenced = fencesOf(found);
        var shown = new ArrayList<ShownMessage>(found.size());
        for (Found one : found) {
            Fence fence = fenced.get(one.frame().thread());
            if (fence != null && isVisible(fence, reader, one.frame(), one.hiddenFor())) {
                shown.add(new ShownMessage(one.frame(), one.overlay()));
            }
        }
        return shown;
    }

    /// Returns the fences of messages that were looked up, each at least as new as the lookup.
    public Map<ThreadId, Fence> fencesOf(Collection<Found> found) {
        var versions = new HashMap<ThreadId, Long>();
        found.forEach(one -> versions.put(one.frame().thread(), one.fenceVersion()));
        return versions.isEmpty() ? Map.of() : fences.atLeast(versions);
    }

    /// Admits a reader, by the currently stored fence. Throws `ThreadAccessDenied`.
    public Admitted admitted(ThreadId thread, UserId reader) {
        checkReader(thread, reader);
        LogState state = Optional.ofNullable(log.states(List.of(thread)).get(thread))
                .orElseThrow(() -> new ThreadAccessDenied(thread).exception());
        Fence fence = fences.atLeast(thread, state.fenceVersion());
        fence.admitReader(reader);
        return new Admitted(fence, state);
    }

    /// Returns a fence that admits a reader, the cached one or else the stored one. It may be outdated: what is read
    /// by it must be verified with [#admitted] afterwards. Throws `ThreadAccessDenied`.
    public Fence presumed(ThreadId thread, UserId reader) {
        checkReader(thread, reader);
        return fences.get(thread);
    }

    private void checkReader(ThreadId thread, UserId reader) {
        if (fences.admitting(List.of(thread), fence -> fence.isParticipant(reader))
                .isEmpty()) {
            throw new ThreadAccessDenied(thread).exception();
        }
    }

    /// Returns those of the threads that any of these users may read.
    public Set<ThreadId> readable(Map<ThreadId, Set<UserId>> readers) {
        return fences.admitting(
                readers.keySet(), fence -> readers.get(fence.thread()).stream().anyMatch(fence::isParticipant));
    }

    /// Throws `SequenceBeyondHead` if the sequence is beyond the head.
    public static void checkSequence(ThreadId thread, long sequence, LogState state) {
        long head = state.head().sequence();
        if (sequence > head) {
            throw new SequenceBeyondHead(thread, sequence, head).exception();
        }
    }

    /// Whether a participant sees a frame.
    ///
    /// @param hiddenFor the users from whom it is hidden
    public static boolean isVisible(Fence fence, UserId reader, Frame frame, Set<UserId> hiddenFor) {
        return fence.isParticipant(reader)
                && frame.sequence() >= fence.historyFrom(reader)
                && !hiddenFor.contains(reader);
    }

    private Page page(ThreadId thread, PageRequest request) {
        return log.page(thread, request).orElseThrow(() -> new ThreadAccessDenied(thread).exception());
    }

    private Fence admitted(ThreadId thread, UserId reader, Page page) {
        Fence fence = fences.atLeast(thread, page.state().fenceVersion());
        fence.admitReader(reader);
        return fence;
    }

    private static ShownMessage shown(Page page, Frame frame) {
        return new ShownMessage(frame, Optional.ofNullable(page.overlays().get(frame.sequence())));
    }
}
