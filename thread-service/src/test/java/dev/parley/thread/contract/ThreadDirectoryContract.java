package dev.parley.thread.contract;

import static dev.parley.thread.contract.ThreadWorkshop.draft;
import static dev.parley.thread.contract.ThreadWorkshop.refused;
import static dev.parley.thread.contract.ThreadWorkshop.request;
import static dev.parley.thread.contract.ThreadWorkshop.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.thread.contract.ThreadWorkshop.Text;
import dev.parley.thread.history.Actor;
import dev.parley.thread.lookup.ThreadPosition;
import dev.parley.thread.lookup.ThreadQuery;
import dev.parley.thread.lookup.ThreadView;
import dev.parley.thread.problem.ThreadProblem.ThreadAccessDenied;
import dev.parley.thread.roster.Membership;
import dev.parley.thread.roster.Participant;
import dev.parley.thread.thread.ThreadKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The contract of the directory of threads.
public interface ThreadDirectoryContract {
    ThreadWorkshop workshop();

    @Test
    default void previewShowsTheFirstFiveWithoutTheViewer() {
        var shop = workshop();
        var ann = user("ann");
        var others = IntStream.range(0, 7).mapToObj(i -> user("some")).toArray(UserId[]::new);
        var thread = shop.group(ann, others);
        assertThat(preview(shop.finder.get(ann, thread)))
                .containsExactly(others[0], others[1], others[2], others[3], others[4]);
        assertThat(preview(shop.finder.get(others[1], thread)))
                .containsExactly(ann, others[0], others[2], others[3], others[4]);
        assertThat(preview(shop.finder.get(others[6], thread)))
                .containsExactly(ann, others[0], others[1], others[2], others[3]);
        var service =
                shop.finder.getAll(Optional.empty(), List.of(thread)).found().getFirst();
        assertThat(preview(service)).containsExactly(ann, others[0], others[1], others[2], others[3]);
        assertThat(service.viewer()).isEmpty();
    }

    @Test
    default void batchKeepsTheRequestOrderAndOmitsForeignThreads() {
        var shop = workshop();
        var ann = user("ann");
        var first = shop.group(ann, user("bob"));
        var second = shop.group(ann, user("bob"));
        var foreign = shop.group(user("bob"), user("cat"));
        var unknown = new ThreadId("thr_unknown");
        var asked = List.of(second, unknown, foreign, first);
        var seen = shop.finder.getAll(Optional.of(ann), asked);
        assertThat(ids(seen.found())).containsExactly(second, first);
        assertThat(seen.missing()).containsExactly(unknown, foreign);
        assertThat(shop.finder.getAll(Optional.empty(), asked).missing()).containsExactly(unknown);
    }

    @Test
    default void listReturnsThreadsNewestFirstByKindsAndPages() {
        var shop = workshop();
        var ann = user("ann");
        var chats = new ArrayList<ThreadId>();
        var all = new ArrayList<ThreadId>();
        for (int i = 0; i < 9; i++) {
            shop.clock.advance(Duration.ofMillis(i % 2));
            var kind = List.of(ThreadKind.CHAT, ThreadKind.INQUIRY, ThreadKind.BOOKING)
                    .get(i % 3);
            var thread = shop.opener
                    .openAsService(request(Actor.service("booking")), draft(ann, kind, user("bob")), Text.FORM)
                    .reply()
                    .thread();
            all.add(thread);
            if (kind != ThreadKind.INQUIRY) {
                chats.add(thread);
            }
        }
        shop.leave(ann, shop.group(ann, user("bob")));
        assertThat(pages(shop, ann, Set.of())).containsExactlyInAnyOrderElementsOf(all);
        assertThat(pages(shop, ann, Set.of(ThreadKind.CHAT, ThreadKind.BOOKING)))
                .containsExactlyInAnyOrderElementsOf(chats);
        assertThat(pages(shop, ann, Set.of(ThreadKind.SYSTEM))).isEmpty();
    }

    @Test
    default void participantsAreInJoinOrder() {
        var shop = workshop();
        var ann = user("ann");
        var bob = user("bob");
        var cat = user("cat");
        var thread = shop.group(ann, bob, cat);
        shop.leave(bob, thread);
        shop.add(ann, thread, bob);
        var first = shop.finder.listParticipants(ann, thread, Optional.empty(), 2);
        var end = first.end().orElseThrow().join().order();
        var rest = shop.finder.listParticipants(ann, thread, Optional.of(end), 2);
        assertThat(first.items()).extracting(Participant::user).containsExactly(ann, cat);
        assertThat(rest.items()).extracting(Participant::user).containsExactly(bob);
        assertThat(rest.more()).isFalse();
        refused(ThreadAccessDenied.class, () -> shop.finder.listParticipants(user("eve"), thread, Optional.empty(), 2));
    }

    @Test
    default void accessIsKnownAfterTheDeparture() {
        var shop = workshop();
        var ann = user("ann");
        var bob = user("bob");
        var thread = shop.group(ann, bob);
        shop.remove(ann, thread, bob);
        var access = shop.engine.directory().findAccess(thread, bob).orElseThrow();
        assertThat(access.isReadable()).isFalse();
        assertThat(access.isWritable()).isFalse();
        assertThat(access.departure().orElseThrow().membership()).isEqualTo(Membership.REMOVED);
        assertThat(access.thread().version()).isEqualTo(2);
        assertThat(shop.engine.directory().findAccess(thread, ann).orElseThrow().isWritable())
                .isTrue();
        assertThat(shop.engine.directory().findAccess(thread, user("eve"))).isEmpty();
        assertThat(shop.engine.directory().findAccess(new ThreadId("thr_unknown"), ann))
                .isEmpty();
    }

    /// Returns all pages of two, each newest first.
    private static List<ThreadId> pages(ThreadWorkshop shop, UserId user, Set<ThreadKind> kinds) {
        var ids = new ArrayList<ThreadId>();
        Optional<ThreadPosition> after = Optional.empty();
        do {
            var page = shop.finder.list(new ThreadQuery(user, kinds, after), 2);
            ids.addAll(ids(page.items()));
            after = page.end().map(view -> {
                var identity = view.thread().identity();
                return new ThreadPosition(identity.createTime(), identity.id());
            });
        } while (after.isPresent());
        var times = ids.stream()
                .map(id -> shop.roster(id).thread().identity().createTime())
                .toList();
        assertThat(times).isSortedAccordingTo(Comparator.reverseOrder());
        return ids;
    }

    private static List<UserId> preview(ThreadView view) {
        return view.preview().stream().map(Participant::user).toList();
    }

    private static List<ThreadId> ids(List<ThreadView> views) {
        return views.stream().map(view -> view.thread().id()).toList();
    }
}
