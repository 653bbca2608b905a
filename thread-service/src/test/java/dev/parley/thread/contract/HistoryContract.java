package dev.parley.thread.contract;

import static dev.parley.thread.contract.ThreadWorkshop.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.thread.history.Actor;
import dev.parley.thread.history.ThreadEvent;
import dev.parley.thread.history.ThreadEvent.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// The promises of a store of histories.
public interface HistoryContract {
    ThreadWorkshop workshop();

    Duration LIFE = Duration.ofDays(36_500);

    @Test
    default void eventsOlderThanTheirLifeAreDeletedAndLaterOnesRemain() {
        var shop = workshop();
        var ann = user("ann");
        var bob = user("bob");
        var cat = user("cat");
        var thread = shop.group(ann, bob);
        shop.engine.age(thread, LIFE.plusDays(400));
        shop.add(ann, thread, cat);
        var other = shop.group(ann, bob);
        assertThat(shop.engine.history().forget(LIFE, 100)).isEqualTo(3);
        assertThat(shop.engine.events(thread)).containsExactly(ThreadEvent.of(Kind.JOINED, Actor.of(ann), cat));
        assertThat(shop.engine.events(other)).hasSize(3);
        assertThat(shop.engine.history().forget(LIFE, 100)).isZero();
        assertThat(shop.roster(thread).find(bob).orElseThrow().join().actor()).isEqualTo(Actor.of(ann));
    }

    @Test
    default void oldestEventsAreDeletedFirstAndNoMoreThanRequested() {
        var shop = workshop();
        var ann = user("ann");
        var newer = shop.group(ann, user("bob"));
        var older = shop.group(ann, user("bob"));
        shop.engine.age(newer, LIFE.plusDays(400));
        shop.engine.age(older, LIFE.plusDays(500));
        assertThat(shop.engine.history().forget(LIFE, 3)).isEqualTo(3);
        assertThat(shop.engine.events(older)).isEmpty();
        assertThat(shop.engine.events(newer)).hasSize(3);
        assertThat(shop.engine.history().forget(LIFE, 2)).isEqualTo(2);
        assertThat(shop.engine.history().forget(LIFE, 2)).isEqualTo(1);
    }
}
