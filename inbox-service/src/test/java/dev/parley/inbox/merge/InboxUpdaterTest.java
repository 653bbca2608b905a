package dev.parley.inbox.merge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.inbox.contract.Updates;
import dev.parley.inbox.folder.Folder;
import dev.parley.inbox.memory.MemoryInbox;
import dev.parley.inbox.row.InboxQuery;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class InboxUpdaterTest {

    private final MemoryInbox inbox = new MemoryInbox(Clock.systemUTC());
    private final List<Integer> announced = new ArrayList<>();

    @Test
    void largeBatchesOfThreadsAreMergedInSeveralWrites() {
        var updater = new InboxUpdater(inbox, List.of(advances -> announced.add(advances.size())));
        updater.applyThreads(IntStream.range(0, 15)
                .mapToObj(i -> Updates.thread("thr_" + i, 1, Updates.users("u" + i, 300)))
                .toList());
        assertThat(announced).containsExactly(1800, 1800, 900);
        var user = new dev.parley.id.UserId("usr_u14_299");
        assertThat(inbox.list(new InboxQuery(user, Folder.ALL, Optional.empty(), 5))
                        .page()
                        .items())
                .hasSize(1);
    }

    @Test
    void listenerThatThrowsUndoesNothingAndOthersAreNotified() {
        var users = new HashSet<String>();
        var updater = new InboxUpdater(
                inbox,
                List.of(
                        advances -> {
                            throw new IllegalStateException("A listener of a test");
                        },
                        advances -> {
                            throw new StackOverflowError();
                        },
                        advances -> advances.forEach(one -> users.add(one.user().value()))));
        updater.applyThreads(List.of(Updates.thread("thr_a", 1, "usr_a", "usr_b")));
        updater.applyHeads(List.of(Updates.head("thr_a", 1)));
        assertThat(users).containsExactlyInAnyOrder("usr_a", "usr_b");
    }

    @Test
    void dueThreadsAreUpdatedOneByOne() {
        var updater = new InboxUpdater(inbox, List.of(advances -> announced.add(advances.size())));
        updater.applyThreads(List.of(
                Updates.thread("thr_a", 1, Updates.users("a", 30)),
                Updates.thread("thr_b", 1, Updates.users("b", 40))));
        updater.applyHeads(List.of(Updates.head("thr_a", 1), Updates.head("thr_b", 1)));
        announced.clear();
        assertThat(updater.applyDue()).isTrue();
        assertThat(updater.applyDue()).isTrue();
        assertThat(updater.applyDue()).isFalse();
        assertThat(announced).containsExactlyInAnyOrder(30, 40, 0);
    }

    @Test
    void threadsOfOlderRulesArePlacedAgainAndAnnounced() {
        var updater = new InboxUpdater(inbox, List.of(advances -> announced.add(advances.size())));
        updater.applyThreads(List.of(Updates.thread("thr_a", 1, "usr_a", "usr_b")));
        announced.clear();
        assertThat(updater.applyOutdated()).isFalse();
        inbox.dropPlaces();
        assertThat(updater.applyOutdated()).isTrue();
        assertThat(updater.applyOutdated()).isFalse();
        assertThat(announced).containsExactly(2);
    }
}
