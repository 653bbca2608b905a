package dev.parley.inbox.memory;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.inbox.folder.Folder;
import dev.parley.inbox.folder.Folders;
import dev.parley.inbox.folder.Setting;
import dev.parley.inbox.folder.Waiting;
import dev.parley.inbox.merge.Advance;
import dev.parley.inbox.merge.Leave;
import dev.parley.inbox.merge.MergeOutcome;
import dev.parley.inbox.merge.MergeRound;
import dev.parley.inbox.merge.MergeStore;
import dev.parley.inbox.merge.Placement;
import dev.parley.inbox.merge.RowKey;
import dev.parley.inbox.merge.RowState;
import dev.parley.inbox.merge.Seen;
import dev.parley.inbox.merge.ThreadChange;
import dev.parley.inbox.merge.ThreadHead;
import dev.parley.inbox.merge.ThreadState;
import dev.parley.inbox.row.Explanation;
import dev.parley.inbox.row.InboxPage;
import dev.parley.inbox.row.InboxQuery;
import dev.parley.inbox.row.InboxRow;
import dev.parley.inbox.row.InboxStore;
import dev.parley.inbox.row.RowChange;
import dev.parley.inbox.row.RowPosition;
import dev.parley.inbox.row.ThreadSummary;
import dev.parley.inbox.unread.Badge;
import dev.parley.inbox.watch.InboxProgress;
import dev.parley.platform.consistency.Position;
import dev.parley.platform.paging.Page;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// All inboxes in memory, behind one lock.
public final class MemoryInbox implements MergeStore, InboxStore, InboxProgress {

    private static final Comparator<RowPosition> NEWEST_FIRST = Comparator.comparingLong(RowPosition::pinRank)
            .thenComparing(RowPosition::activityTime)
            .thenComparing(RowPosition::thread)
            .reversed();

    private final Clock clock;
    private final Map<ThreadId, ThreadState> threads = new HashMap<>();
    private final Map<RowKey, RowState> rows = new HashMap<>();
    private final Map<RowKey, Setting> settings = new HashMap<>();
    private final Map<RowKey, Set<Waiting>> waiting = new HashMap<>();
    private final Map<RowKey, Place> places = new HashMap<>();
    private final Map<RowKey, Leave> leaves = new HashMap<>();
    private final Map<UserId, Long> revisions = new HashMap<>();
    private final Map<UserId, Long> compacted = new HashMap<>();
    private final Map<ThreadId, Instant> due = new HashMap<>();
    private final Map<ThreadId, Instant> placed = new HashMap<>();

    private final Map<ThreadId, Integer> rules = new HashMap<>();
    private int rule = Folders.RULE;

    private record Place(Placement placement, long revision, Instant changed) {}

    /// Creates an empty instance with the time of a clock.
    public MemoryInbox(Clock clock) {
        this.clock = clock;
    }

    /// Sets something for a thread; the next merge into it takes it into account.
    public synchronized void set(UserId user, ThreadId thread, Setting setting, Set<Waiting> what) {
        settings.put(new RowKey(user, thread), setting);
        waiting.put(new RowKey(user, thread), what);
    }

    /// Merges with a version of the rules from now on.
    public synchronized MergeStore by(int version) {
        rule = version;
        return this;
    }

    /// Drops everything that is derived.
    public synchronized void dropPlaces() {
        places.clear();
        rules.replaceAll((thread, placed) -> 0);
        compacted.putAll(revisions);
    }

    @Override
    public synchronized List<Advance> mergeHeads(List<ThreadHead> heads) {
        return run(MergeRound.ofHeads(known(heads, ThreadHead::thread), heads));
    }

    @Override
    public synchronized List<Advance> mergeThreads(List<ThreadChange> changes) {
        return run(MergeRound.ofChanges(known(changes, ThreadChange::thread), changes));
    }

    @Override
    public synchronized List<Advance> mergeDue() {
        var next = due.entrySet().stream()
                .filter(entry -> !entry.getValue().isAfter(clock.instant()))
                .map(Map.Entry::getKey)
                .findFirst();
        if (next.isEmpty()) {
            return List.of();
        }
        due.remove(next.get());
        placed.put(next.get(), clock.instant());
        return run(MergeRound.ofAll(threads.get(next.get())));
    }

    @Override
    public synchronized Optional<List<Advance>> mergeOutdated() {
        var outdated = rules.entrySet().stream()
                .filter(entry -> entry.getValue() < rule)
                .map(Map.Entry::getKey)
                .toList();
        if (outdated.isEmpty()) {
            return Optional.empty();
        }
        outdated.forEach(thread -> rules.put(thread, rule));
        return Optional.of(
                run(MergeRound.ofOutdated(outdated.stream().map(this::thread).toList())));
    }

    private ThreadState thread(ThreadId thread) {
        return threads.getOrDefault(thread, ThreadState.unknown(thread));
    }

    @Override
    public synchronized boolean forgetRemoved() {
        Instant last = clock.instant().minus(Duration.ofDays(30));
        places.entrySet().removeIf(entry -> {
            var place = entry.getValue();
            boolean old = !place.placement().isListed() && place.changed().isBefore(last);
            if (old) {
                compacted.merge(entry.getKey().user(), place.revision(), Math::max);
            }
            return old;
        });
        return false;
    }

    private <T> Map<ThreadId, ThreadState> known(List<T> updates, Function<T, ThreadId> thread) {
        updates.forEach(one -> rules.merge(thread.apply(one), rule, Math::min));
        return updates.stream()
                .map(thread)
                .collect(
                        Collectors.toMap(Function.identity(), id -> threads.getOrDefault(id, ThreadState.unknown(id))));
    }

    private List<Advance> run(MergeRound round) {
        var seen = round.keys().stream().collect(Collectors.toMap(Function.identity(), this::seen));
        MergeOutcome outcome = round.outcome(seen);
        var last = new HashMap<UserId, Long>();
        outcome.counts().forEach((user, count) -> last.put(user, revisions.merge(user, (long) count, Long::sum)));
        outcome.threads().forEach(thread -> threads.put(thread.thread(), thread));
        rows.putAll(outcome.rows());
        outcome.leaves()
                .forEach((key, leave) ->
                        leaves.merge(key, leave, (known, now) -> known.version() >= now.joined() ? known : now));
        for (var one : outcome.numbered(last)) {
            places.put(one.move().key(), new Place(one.move().placement(), one.revision(), clock.instant()));
        }
        outcome.due()
                .forEach(thread -> due.putIfAbsent(
                        thread, placed.getOrDefault(thread, Instant.EPOCH).plus(REST)));
        return outcome.advances(last);
    }

    private Seen seen(RowKey key) {
        return new Seen(
                Optional.ofNullable(rows.get(key)),
                settings.getOrDefault(key, Setting.NONE),
                waiting.getOrDefault(key, Set.of()),
                Optional.ofNullable(places.get(key)).map(Place::placement));
    }

    @Override
    public synchronized InboxPage<InboxRow> list(InboxQuery query) {
        var found = listed(query.user(), query.folder())
                .filter(row -> query.after().isEmpty()
                        || NEWEST_FIRST.compare(query.after().get(), row.position()) < 0)
                .sorted(Comparator.comparing(InboxRow::position, NEWEST_FIRST))
                .limit(Page.<InboxRow>probe(query.size()))
                .toList();
        return new InboxPage<>(Page.of(found, query.size()), revisions.getOrDefault(query.user(), 0L));
    }

    private Stream<InboxRow> listed(UserId user, Folder folder) {
        return places.entrySet().stream()
                .filter(entry -> entry.getKey().user().equals(user))
                .filter(entry -> entry.getValue().placement().folders().contains(folder))
                .map(entry -> row(entry.getKey(), entry.getValue()));
    }

    private InboxRow row(RowKey key, Place place) {
        var summary = ThreadSummary.of(threads.get(key.thread()));
        return new InboxRow(
                key.user(), summary, rows.getOrDefault(key, RowState.UNKNOWN), place.placement(), place.revision());
    }

    @Override
    public synchronized Optional<InboxRow> find(UserId user, ThreadId thread) {
        var key = new RowKey(user, thread);
        return Optional.ofNullable(places.get(key))
                .filter(place -> place.placement().isListed())
                .map(place -> row(key, place));
    }

    @Override
    public synchronized List<InboxRow> findAll(UserId user, Collection<ThreadId> wanted) {
        return wanted.stream().flatMap(thread -> find(user, thread).stream()).toList();
    }

    @Override
    public synchronized Badge badge(UserId user) {
        var unread = listed(user, Folder.ALL)
                .mapToLong(row -> row.placement().unread())
                .filter(count -> count > 0)
                .summaryStatistics();
        return new Badge(unread.getCount(), unread.getSum(), revisions.getOrDefault(user, 0L));
    }

    @Override
    public synchronized Optional<Explanation> explain(UserId user, ThreadId thread) {
        return find(user, thread)
                .map(row -> new Explanation(
                        row.unread(),
                        row.state().cursor(),
                        row.thread().headSequence(),
                        threads.get(thread).version(),
                        row.revision()));
    }

    @Override
    public synchronized List<RowChange<InboxRow>> changesAfter(ChangeQuery query) {
        return places.entrySet().stream()
                .filter(entry -> entry.getKey().user().equals(query.user()))
                .filter(entry -> entry.getValue().revision() > query.after())
                .filter(entry -> entry.getValue().placement().isListed()
                        || entry.getValue().revision() > query.removedAfter())
                .map(entry -> new RowChange<>(
                        entry.getValue().revision(),
                        entry.getKey().thread(),
                        find(query.user(), entry.getKey().thread())))
                .sorted(Comparator.comparingLong(RowChange::revision))
                .limit(query.limit())
                .toList();
    }

    @Override
    public synchronized Set<Sought> reached(Collection<Sought> sought) {
        return sought.stream().filter(this::isReached).collect(Collectors.toSet());
    }

    private boolean isReached(Sought sought) {
        var key = new RowKey(sought.reader(), sought.thread());
        var row = rows.getOrDefault(key, RowState.UNKNOWN);
        var thread = thread(sought.thread());
        boolean seated = row.newestJoin() > 0 && (mayBeListed(key) || thread.version() < row.newestJoin());
        var leave = leaves.getOrDefault(key, new Leave(0, 0, 0));
        boolean left = row.newestJoin() > 0 && leave.version() >= row.newestJoin();
        return switch (sought.position()) {
            case Position.Cursor cursor -> rows.containsKey(key) && row.cursor().version() >= cursor.value();
            case Position.Facts facts ->
                left ? leave.version() >= facts.value() : seated && thread.version() >= facts.value();
            case Position.Head head
            when left || !seated ->
                row.newestJoin() > 0 && Math.max(leave.sequence(), row.cursor().sequence()) >= head.value();
            case Position.Head head -> thread.head().sequence() >= head.value() && isPlaced(key, head.value());
        };
    }

    private boolean mayBeListed(RowKey key) {
        var place = places.get(key);
        return place == null
                ? rules.getOrDefault(key.thread(), rule) == 0
                : place.placement().isListed();
    }

    private boolean isPlaced(RowKey key, long sequence) {
        var place = places.get(key);
        return place == null
                || !place.placement().isListed()
                || !due.containsKey(key.thread())
                || place.placement().asOf() >= sequence;
    }

    @Override
    public synchronized List<Advance> revisions(Collection<UserId> users) {
        return users.stream()
                .map(user -> new Advance(user, revisions.getOrDefault(user, 0L)))
                .toList();
    }

    @Override
    public synchronized long compacted(UserId user) {
        return compacted.getOrDefault(user, 0L);
    }
}
