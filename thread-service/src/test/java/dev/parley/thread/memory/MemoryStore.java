package dev.parley.thread.memory;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.platform.problem.PlatformProblem.RequestIdReused;
import dev.parley.thread.block.Block;
import dev.parley.thread.block.BlockStore;
import dev.parley.thread.change.Rule;
import dev.parley.thread.fence.AcknowledgedFences;
import dev.parley.thread.membership.RosterStore;
import dev.parley.thread.open.OpenStore;
import dev.parley.thread.open.Opening;
import dev.parley.thread.problem.ThreadProblem.ThreadAccessDenied;
import dev.parley.thread.request.Kept;
import dev.parley.thread.request.ThreadRequest;
import dev.parley.thread.roster.BlockedPair;
import dev.parley.thread.roster.Blocks;
import dev.parley.thread.roster.Participant;
import dev.parley.thread.roster.Roster;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The writing ports in memory: one call at a time.
final class MemoryStore implements OpenStore, RosterStore, BlockStore, AcknowledgedFences {
    private final MemoryTables tables;
    private final Map<List<String>, Answered> requests = new HashMap<>();
    private final Map<BlockedPair, Block> blocks = new HashMap<>();
    private final Map<BlockedPair, Progress> progress = new HashMap<>();

    MemoryStore(MemoryTables tables) {
        this.tables = tables;
    }

    @Override
    public synchronized Kept open(ThreadRequest request, Opening opening, Function<Roster, byte[]> reply) {
        var answered = answered(request);
        if (answered.isPresent()) {
            return answered.get();
        }
        var opened = opening.under(among(opening.users()));
        var bytes = reply.apply(opened.after());
        tables.store(opened);
        return first(request, opened.after(), bytes);
    }

    @Override
    public synchronized Direct openDirect(Opening opening) {
        var found = tables.findDirect(opening.directPair().orElseThrow());
        if (found.isPresent()) {
            return new Direct(found.get(), false);
        }
        var opened = opening.under(among(opening.users()));
        tables.store(opened);
        return new Direct(opened.after(), true);
    }

    @Override
    public synchronized Kept change(ThreadRequest request, Target target, Rule rule, Function<Roster, byte[]> reply) {
        var answered = answered(request);
        if (answered.isPresent()) {
            return answered.get();
        }
        var before = get(target.thread(), target.joining());
        var change = rule.apply(before, among(users(before, target.joining())));
        var bytes = reply.apply(change.after());
        tables.store(change);
        return first(request, change.after(), bytes);
    }

    @Override
    public synchronized Progress put(Block block) {
        var pair = new BlockedPair(block.blocker(), block.blocked());
        var known = blocks.get(pair);
        if (known == null || known.version() < block.version()) {
            blocks.put(pair, block);
            progress.put(pair, new Progress(block.version(), Optional.empty(), false));
        }
        return progress.getOrDefault(pair, new Progress(block.version(), Optional.empty(), false));
    }

    @Override
    public synchronized Progress advance(Block block, long version, Optional<ThreadId> from) {
        var pair = new BlockedPair(block.blocker(), block.blocked());
        var known = Optional.ofNullable(progress.get(pair)).orElseThrow();
        boolean further = from.isEmpty()
                || known.from()
                        .filter(id -> id.value().compareTo(from.get().value()) <= 0)
                        .isEmpty();
        if (known.version() == version && !known.done() && further) {
            progress.put(pair, new Progress(version, from, from.isEmpty()));
        }
        return Optional.ofNullable(progress.get(pair)).orElseThrow();
    }

    @Override
    public List<ThreadId> shared(UserPair pair, Optional<ThreadId> before, int limit) {
        return shared(pair)
                .map(roster -> roster.thread().id())
                .filter(id -> before.filter(end -> id.value().compareTo(end.value()) >= 0)
                        .isEmpty())
                .sorted(Comparator.comparing(ThreadId::value).reversed())
                .limit(limit)
                .toList();
    }

    @Override
    public List<ThreadId> unfenced(UserPair pair, int limit) {
        return shared(pair)
                .filter(roster -> roster.thread().isUnfenced())
                .map(roster -> roster.thread().id())
                .limit(limit)
                .toList();
    }

    private Stream<Roster> shared(UserPair pair) {
        return tables.all().stream()
                .filter(roster -> roster.find(pair.first()).isPresent()
                        && roster.find(pair.second()).isPresent());
    }

    @Override
    public synchronized List<Roster> changeFree(Block block, List<ThreadId> threads, Rule rule) {
        var rosters = new ArrayList<Roster>();
        var between = among(Set.of(block.blocker(), block.blocked()));
        for (var thread :
                threads.stream().sorted(Comparator.comparing(ThreadId::value)).toList()) {
            tables.find(thread, Set.of()).ifPresent(before -> {
                var change = rule.apply(before, between);
                tables.store(change);
                rosters.add(change.after());
            });
        }
        return rosters;
    }

    @Override
    public Optional<Roster> changeOne(Block block, ThreadId thread, Rule rule) {
        return changeFree(block, List.of(thread), rule).stream().findFirst();
    }

    @Override
    public void inForce(Map<ThreadId, Long> versions) {
        versions.forEach(tables::fenceInForce);
    }

    synchronized void forgetRequests() {
        requests.clear();
    }

    private Kept first(ThreadRequest request, Roster after, byte[] bytes) {
        var answered = new Answered(request, after.thread().id(), after.thread().shownVersion(), bytes);
        requests.put(key(request), answered);
        return new Kept(after, answered.version(), bytes, false);
    }

    private Optional<Kept> answered(ThreadRequest request) {
        var answered = requests.get(key(request));
        if (answered == null) {
            return Optional.empty();
        }
        if (!answered.request().equals(request)) {
            throw new RequestIdReused(request.id().value()).exception();
        }
        return Optional.of(new Kept(get(answered.thread(), Set.of()), answered.version(), answered.reply(), true));
    }

    private Roster get(ThreadId thread, Set<UserId> former) {
        return tables.find(thread, former).orElseThrow(() -> new ThreadAccessDenied(thread).exception());
    }

    private Blocks among(Set<UserId> users) {
        return Blocks.of(blocks.entrySet().stream()
                .filter(entry -> entry.getValue().active())
                .map(Map.Entry::getKey)
                .filter(pair -> users.contains(pair.blocker()) && users.contains(pair.blocked()))
                .collect(Collectors.toSet()));
    }

    private static Set<UserId> users(Roster roster, Set<UserId> others) {
        var users = new HashSet<>(others);
        roster.participants().stream().map(Participant::user).forEach(users::add);
        return users;
    }

    private static List<String> key(ThreadRequest request) {
        return List.of(request.caller().value(), request.id().value());
    }

    private record Answered(ThreadRequest request, ThreadId thread, long version, byte[] reply) {}
}
