package dev.parley.thread.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.parley.id.RequestId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.problem.Problem;
import dev.parley.platform.problem.ProblemException;
import dev.parley.platform.testing.MutableClock;
import dev.parley.thread.block.Block;
import dev.parley.thread.block.BlockApplier;
import dev.parley.thread.fence.FenceEnforcer;
import dev.parley.thread.history.Actor;
import dev.parley.thread.lookup.ThreadFinder;
import dev.parley.thread.membership.ParticipantChanges;
import dev.parley.thread.open.ThreadDraft;
import dev.parley.thread.open.ThreadIds;
import dev.parley.thread.open.ThreadOpener;
import dev.parley.thread.request.Replied;
import dev.parley.thread.request.ReplyForm;
import dev.parley.thread.request.ThreadRequest;
import dev.parley.thread.roster.ParticipantDraft;
import dev.parley.thread.roster.Roster;
import dev.parley.thread.thread.MessageThread.Facts;
import dev.parley.thread.thread.ThreadKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// The rules of the thread service on the stores of an engine, with a message service that only keeps fences.
public final class ThreadWorkshop {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    public final MutableClock clock = new MutableClock(Instant.parse("2026-11-20T10:00:00.123456789Z"));
    public final KeptFences fences;
    public final ThreadEngine engine;
    public final FenceEnforcer enforcer;
    public final ThreadOpener opener;
    public final ParticipantChanges changes;
    public final BlockApplier applier;
    public final ThreadFinder finder;

    /// Creates the rules.
    public ThreadWorkshop(ThreadEngine engine) {
        this(engine, new KeptFences());
    }

    /// Creates the rules of another replica on the same store, with the same message service.
    public ThreadWorkshop(ThreadEngine engine, KeptFences fences) {
        this.engine = engine;
        this.fences = fences;
        enforcer = new FenceEnforcer(fences, engine.fences(), () -> {});
        opener = new ThreadOpener(engine.opens(), engine.directory(), enforcer, new ThreadIds(clock), clock);
        changes = new ParticipantChanges(engine.rosters(), enforcer, clock);
        applier = new BlockApplier(engine.blocks(), enforcer, clock);
        finder = new ThreadFinder(engine.directory());
    }

    /// Returns a user whom no other test uses.
    public static UserId user(String name) {
        return new UserId("usr_" + name + NUMBER.incrementAndGet());
    }

    /// Creates a unique request.
    public static ThreadRequest request(UserId user) {
        return request(Actor.of(user));
    }

    /// Does the same for any caller.
    public static ThreadRequest request(Actor caller) {
        return new ThreadRequest(caller, new RequestId("request-" + NUMBER.incrementAndGet()), "content");
    }

    /// Creates a draft of a user's own group.
    public static ThreadDraft draft(UserId owner, ThreadKind kind, UserId... others) {
        var drafts = Stream.of(others).map(ParticipantDraft::of).toList();
        return new ThreadDraft(Actor.of(owner), owner, new Facts(kind, "", Optional.empty()), drafts);
    }

    public ThreadId group(UserId owner, UserId... others) {
        clock.advance(Duration.ofMillis(1));
        return opener.openAs(owner, request(owner), draft(owner, ThreadKind.CHAT, others), Text.FORM)
                .reply()
                .thread();
    }

    public ThreadId direct(UserId user, UserId other) {
        clock.advance(Duration.ofMillis(1));
        return opener.openDirect(user, other).roster().thread().id();
    }

    public Replied<Text> add(UserId caller, ThreadId thread, UserId... users) {
        return add(caller, request(caller), thread, users);
    }

    public Replied<Text> add(UserId caller, ThreadRequest request, ThreadId thread, UserId... users) {
        var drafts = Stream.of(users).map(ParticipantDraft::of).toList();
        return changes.add(caller, request, thread, drafts, Text.FORM);
    }

    public Replied<Text> remove(UserId caller, ThreadId thread, UserId user) {
        return changes.remove(caller, request(caller), thread, user, Text.FORM);
    }

    public Replied<Text> leave(UserId caller, ThreadId thread) {
        return changes.leave(caller, request(caller), thread, Text.FORM);
    }

    public void block(UserId blocker, UserId blocked, long version) {
        applier.apply(new Block(blocker, blocked, true, version));
    }

    public void unblock(UserId blocker, UserId blocked, long version) {
        applier.apply(new Block(blocker, blocked, false, version));
    }

    public Roster roster(ThreadId thread) {
        return engine.directory().findAll(List.of(thread)).getFirst();
    }

    /// Asserts that the call is refused with a problem.
    public static void refused(Class<? extends Problem> problem, ThrowingCallable call) {
        assertThat(catchThrowable(call))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        thrown -> assertThat(thrown.problem()).isInstanceOf(problem));
    }

    /// A reply with thread, version and number of participants.
    public record Text(ThreadId thread, long version, int participants) {
        public static final ReplyForm<Text> FORM = new ReplyForm<>() {
            @Override
            public byte[] write(Roster after) {
                return "%s %d %d"
                        .formatted(
                                after.thread().id(),
                                after.thread().version(),
                                after.participants().size())
                        .getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public Text read(byte[] stored, Roster now) {
                var parts = new String(stored, StandardCharsets.UTF_8).split(" ");
                return new Text(new ThreadId(parts[0]), Long.parseLong(parts[1]), Integer.parseInt(parts[2]));
            }
        };
    }
}
