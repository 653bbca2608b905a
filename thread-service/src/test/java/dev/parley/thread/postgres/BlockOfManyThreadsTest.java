package dev.parley.thread.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.platform.problem.ProblemException;
import dev.parley.thread.block.Block;
import dev.parley.thread.contract.ThreadWorkshop;
import io.grpc.Context;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A block between two users who share 20,000 threads, with the deadline of a call of safety-service.
@Tag("full")
final class BlockOfManyThreadsTest {
    private static final int THREADS = 20_000;
    private static final long DEADLINE_SECONDS = 2;

    private final PostgresEngine engine = new PostgresEngine();
    private final ThreadWorkshop shop = new ThreadWorkshop(engine);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stop() {
        timer.shutdownNow();
        engine.close();
    }

    /// Even a slow machine finishes a batch of 32 in each call.
    @Test
    void isInForceInEachOfThemAfterABoundedNumberOfCalls() {
        fill();
        var block = new Block(new UserId("usr_ann"), new UserId("usr_bob"), true, 1);
        int calls = 1;
        while (!isApplied(block)) {
            assertThat(++calls).isLessThanOrEqualTo(THREADS / 32);
        }
        assertThat(engine.blocks().unfenced(block.pair(), 1)).isEmpty();
        List<ThreadId> shared =
                engine.blocks().shared(UserPair.of(block.blocker(), block.blocked()), Optional.empty(), THREADS + 1);
        assertThat(shared).hasSize(THREADS).allMatch(thread -> !shop.fences.isWritable(thread, block.blocked()));
    }

    private boolean isApplied(Block block) {
        try (var call = Context.current().withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS, timer)) {
            call.run(() -> shop.applier.apply(block));
            return true;
        } catch (ProblemException ended) {
            return false;
        }
    }

    private void fill() {
        engine.run("""
                insert into thread (thread_id, form, creator, create_time, kind, subject, status, status_time, owner_id,
                    participant_count, join_count, version, fence_version, fence_version_acked, update_time,
                    shown_version, shown_time)
                select 'thr_' || lpad(i::text, 6, '0'), 2, 'usr_ann', now(), 1, '', 1, now(), 'usr_ann', 2, 2, 1, 1, 1,
                    now(), 1, now()
                from generate_series(1, %d) i
                """.formatted(THREADS));
        engine.run("""
                insert into participant (thread_id, user_id, marketplace_role, role_context, group_role, membership,
                    contact_closed, join_time, join_order, join_version, join_actor, kind, thread_create_time)
                select thread_id, case p when 1 then 'usr_ann' else 'usr_bob' end, 5, '', 3, 1, false, create_time, p, 1,
                    'usr_ann', kind, create_time
                from thread, generate_series(1, 2) p
                """);
        engine.run("analyze");
    }
}
