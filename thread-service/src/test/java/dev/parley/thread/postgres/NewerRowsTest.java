package dev.parley.thread.postgres;

import static dev.parley.thread.contract.ThreadWorkshop.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.thread.contract.ThreadWorkshop;
import dev.parley.thread.lookup.ThreadAccess;
import dev.parley.thread.roster.Departure;
import dev.parley.thread.roster.Membership;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Rows that a replica of a newer version wrote.
final class NewerRowsTest {
    /// The number of a user who asks to join, which this version does not know.
    private static final int REQUESTED = 6;

    private final UserId ann = user("ann");
    private final UserId bob = user("bob");
    private final UserId eve = user("eve");

    /// Somebody who is invited, or who asks to join, has no right to the thread yet.
    @Test
    void userWhoIsNoParticipantYetIsAStranger() {
        try (var engine = new PostgresEngine()) {
            var shop = new ThreadWorkshop(engine);
            var thread = shop.group(ann, bob);
            for (int membership : List.of(Membership.INVITED.number(), REQUESTED)) {
                var stranger = user("stranger");
                insert(engine, thread, stranger, membership);
                assertThat(engine.directory().findAccess(thread, stranger)).isEmpty();
                assertThat(engine.directory().findViews(List.of(thread), Optional.of(stranger)))
                        .isEmpty();
                assertThat(shop.roster(thread).find(stranger)).isEmpty();
                shop.add(ann, thread, stranger);
                assertThat(engine.directory().findAccess(thread, stranger))
                        .hasValueSatisfying(
                                access -> assertThat(access.isWritable()).isTrue());
            }
        }
    }

    /// A user who left and asks to come back stays a former participant, whom the fence must name.
    @Test
    void userWhoAsksToComeBackStaysAFormerParticipant() {
        try (var engine = new PostgresEngine()) {
            var shop = new ThreadWorkshop(engine);
            var thread = shop.group(ann, bob, eve);
            shop.leave(eve, thread);
            engine.run("update thread set fence_version_acked = 1");
            engine.run("update participant set membership = %d where user_id = '%s'".formatted(REQUESTED, eve));
            assertThat(shop.roster(thread).departures())
                    .extracting(Departure::user)
                    .containsExactly(eve);
            assertThat(engine.directory().findAccess(thread, eve).filter(ThreadAccess::isReadable))
                    .isEmpty();
            shop.add(ann, thread, eve);
            assertThat(shop.roster(thread).find(eve)).isPresent();
        }
    }

    private static void insert(PostgresEngine engine, ThreadId thread, UserId user, int membership) {
        engine.run("""
                insert into participant (thread_id, user_id, marketplace_role, role_context, group_role, membership,
                    contact_closed, join_time, join_order, join_version, join_actor, kind, thread_create_time)
                select thread_id, '%s', 5, '', 3, %d, false, create_time, 0, 1, 'usr_ann', kind, create_time
                from thread where thread_id = '%s'
                """.formatted(user, membership, thread));
    }
}
