package dev.parley.message.grpc.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.UserId;
import dev.parley.message.fence.Actor;
import dev.parley.message.fence.Departure.Cause;
import dev.parley.message.log.Frame;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FallbackTextTest {

    private static final UserId BEN = new UserId("usr_ben");
    private static final UserId CAT = new UserId("usr_cat");
    private static final Optional<Actor> OLGA = Optional.of(new Actor("usr_olga"));
    private static final Optional<Actor> SERVICE = Optional.of(new Actor("service:bookings"));

    private static String joined(List<UserId> users, Optional<Actor> actor) {
        return FallbackText.of(new Frame.Joined(users, actor));
    }

    private static String left(List<UserId> users, Optional<Actor> actor, Cause cause) {
        return FallbackText.of(new Frame.Left(users, actor, cause));
    }

    @Test
    void joinsSayWhoJoinedAndWhichUserAddedThem() {
        assertThat(joined(List.of(BEN), Optional.empty())).isEqualTo("usr_ben joined");
        assertThat(joined(List.of(BEN), Optional.of(Actor.of(BEN)))).isEqualTo("usr_ben joined");
        assertThat(joined(List.of(BEN, CAT), SERVICE)).isEqualTo("usr_ben and usr_cat joined");
        assertThat(joined(List.of(BEN, CAT), OLGA)).isEqualTo("usr_olga added usr_ben and usr_cat");
    }

    @Test
    void leavesSayWhoLeftOrWasRemoved() {
        assertThat(left(List.of(BEN), Optional.of(Actor.of(BEN)), Cause.LEFT)).isEqualTo("usr_ben left");
        assertThat(left(List.of(BEN), OLGA, Cause.REMOVED)).isEqualTo("usr_olga removed usr_ben");
        assertThat(left(List.of(BEN), Optional.empty(), Cause.REMOVED)).isEqualTo("usr_ben was removed");
        assertThat(left(List.of(BEN, CAT), SERVICE, Cause.REMOVED)).isEqualTo("usr_ben and usr_cat were removed");
    }

    @Test
    void erasedUsersHaveASubstitute() {
        assertThat(joined(List.of(), OLGA)).isEqualTo("usr_olga added [Deleted User]");
        assertThat(left(List.of(), Optional.empty(), Cause.LEFT)).isEqualTo("[Deleted User] left");
        assertThat(left(List.of(), Optional.empty(), Cause.REMOVED)).isEqualTo("[Deleted User] was removed");
    }

    @Test
    void longListsAreTruncated() {
        List<UserId> many =
                IntStream.range(0, 300).mapToObj(i -> new UserId("usr_" + i)).toList();
        assertThat(joined(many, Optional.empty())).isEqualTo("usr_0, usr_1, usr_2, usr_3, usr_4 and 295 others joined");
        assertThat(joined(many.subList(0, 6), Optional.empty()))
                .isEqualTo("usr_0, usr_1, usr_2, usr_3, usr_4 and 1 other joined");
        assertThat(joined(many.subList(0, 5), Optional.empty()))
                .isEqualTo("usr_0, usr_1, usr_2, usr_3 and usr_4 joined");
    }

    @Test
    void noSentenceIsLongerThanItsBoundWithTheLongestIds() {
        List<UserId> longest = IntStream.range(0, 300)
                .mapToObj(i -> new UserId("usr_%060d".formatted(i)))
                .toList();
        var actor = Optional.of(new Actor("usr_" + "x".repeat(60)));
        for (int users = 1; users <= longest.size(); users++) {
            List<UserId> some = longest.subList(0, users);
            for (String text : List.of(
                    joined(some, Optional.empty()),
                    joined(some, actor),
                    left(some, Optional.empty(), Cause.LEFT),
                    left(some, Optional.empty(), Cause.REMOVED),
                    left(some, actor, Cause.REMOVED))) {
                assertThat(text)
                        .hasSizeLessThanOrEqualTo(200)
                        .contains(longest.getFirst().value());
            }
        }
        String first = longest.get(0).value();
        assertThat(joined(longest.subList(0, 6), Optional.empty()))
                .isEqualTo(first + ", " + longest.get(1).value() + " and 4 others joined");
        assertThat(joined(longest.subList(0, 2), actor))
                .isEqualTo(actor.get().value() + " added " + first + " and 1 other");
    }
}
