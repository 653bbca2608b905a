package dev.parley.thread.memory;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.thread.change.Change;
import dev.parley.thread.change.Consumer;
import dev.parley.thread.history.HistoryStore;
import dev.parley.thread.history.ThreadEvent;
import dev.parley.thread.roster.Departure;
import dev.parley.thread.roster.Participant;
import dev.parley.thread.roster.Roster;
import dev.parley.thread.thread.ThreadForm;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Threads in memory, with all current and former participants. One change at a time.
final class MemoryTables implements HistoryStore {
    private final Map<ThreadId, Roster> rosters = new TreeMap<>();
    private final Map<ThreadId, Map<UserId, Participant>> latest = new HashMap<>();
    private final Map<ThreadId, Map<UserId, Departure>> gone = new HashMap<>();
    private final Map<ThreadId, List<Past>> events = new HashMap<>();
    private final Map<Consumer, Map<ThreadId, Long>> owed = new HashMap<>();

    synchronized Collection<Roster> all() {
        return List.copyOf(rosters.values());
    }

    /// Returns the thread with the departures that no acknowledged fence contains, and those of some users.
    synchronized Optional<Roster> find(ThreadId thread, Set<UserId> former) {
        return Optional.ofNullable(rosters.get(thread)).map(roster -> {
            long acked = roster.thread().stamp().fenceAcked();
            var departures = gone.getOrDefault(thread, Map.of()).values().stream()
                    .filter(one -> one.version() > acked || former.contains(one.user()))
                    .toList();
            return new Roster(roster.thread(), roster.participants(), departures, roster.hidden());
        });
    }

    synchronized Optional<Roster> findDirect(UserPair pair) {
        return rosters.values().stream()
                .filter(roster -> roster.thread().identity().form() == ThreadForm.DIRECT)
                .filter(roster -> roster.pair().equals(Optional.of(pair)))
                .findFirst();
    }

    synchronized Optional<Participant> findLatest(ThreadId thread, UserId user) {
        return Optional.ofNullable(latest.getOrDefault(thread, Map.of()).get(user));
    }

    synchronized Optional<Departure> findDeparture(ThreadId thread, UserId user) {
        return Optional.ofNullable(gone.getOrDefault(thread, Map.of()).get(user));
    }

    synchronized List<ThreadEvent> events(ThreadId thread) {
        return events.getOrDefault(thread, List.of()).stream().map(Past::event).toList();
    }

    @Override
    public synchronized int forget(Duration life, int most) {
        var end = Instant.now().minus(life);
        var due = events.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(past -> Map.entry(past.time(), entry.getKey())))
                .filter(entry -> entry.getKey().isBefore(end))
                .sorted(Map.Entry.comparingByKey())
                .limit(most)
                .toList();
        due.forEach(entry ->
                events.getOrDefault(entry.getValue(), new ArrayList<>()).removeFirst());
        return due.size();
    }

    synchronized void age(ThreadId thread, Duration by) {
        events.computeIfPresent(
                thread,
                (id, all) -> all.stream()
                        .map(past -> new Past(past.event(), past.time().minus(by)))
                        .collect(Collectors.toCollection(ArrayList::new)));
    }

    synchronized long owed(Consumer consumer, ThreadId thread) {
        return owed.getOrDefault(consumer, Map.of()).getOrDefault(thread, 0L);
    }

    synchronized void store(Change change) {
        if (change.isEmpty()) {
            return;
        }
        var after = change.after();
        var id = after.thread().id();
        rosters.put(id, after);
        after.participants().forEach(one -> {
            latest.computeIfAbsent(id, key -> new HashMap<>()).put(one.user(), one);
            gone.computeIfAbsent(id, key -> new HashMap<>()).remove(one.user());
        });
        after.departures()
                .forEach(one -> gone.computeIfAbsent(id, key -> new HashMap<>()).put(one.user(), one));
        var time = after.thread().stamp().updateTime();
        var history = events.computeIfAbsent(id, key -> new ArrayList<>());
        change.events().forEach(event -> history.add(new Past(event, time)));
        if (change.isSeen()) {
            owe(Consumer.INBOX, id, after.thread().shownVersion());
        }
        if (change.fenceTouched()) {
            owe(Consumer.FENCE, id, after.thread().stamp().fenceVersion());
        }
    }

    synchronized void fenceInForce(ThreadId thread, long version) {
        rosters.computeIfPresent(
                thread,
                (id, roster) -> new Roster(
                        roster.thread().acknowledged(version),
                        roster.participants(),
                        roster.departures(),
                        roster.hidden()));
        var fences = owed.getOrDefault(Consumer.FENCE, Map.of());
        if (fences.getOrDefault(thread, 0L) <= version) {
            fences.remove(thread);
        }
    }

    private void owe(Consumer consumer, ThreadId thread, long version) {
        owed.computeIfAbsent(consumer, key -> new HashMap<>()).put(thread, version);
    }

    /// An event and its time. The events of a thread are sorted by time.
    private record Past(ThreadEvent event, Instant time) {}
}
