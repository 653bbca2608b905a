package dev.parley.message.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Actor;
import dev.parley.message.fence.Departure;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Gate;
import dev.parley.message.fence.HiddenPairs;
import dev.parley.message.fence.Member;
import dev.parley.message.fence.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The stored form of a fence, as replicas of an older and of a newer version wrote it.
final class FenceCodecTest {

    private static final ThreadId THREAD = new ThreadId("thr_1");
    private static final UserId ALICE = new UserId("usr_alice");
    private static final UserId BOB = new UserId("usr_bob");
    private static final UserId CAROL = new UserId("usr_carol");

    private static final Fence FENCE = new Fence(
            THREAD,
            7,
            new Standing(
                    Standing.Form.GROUP,
                    Standing.Kind.BOOKING,
                    Standing.Status.LOCKED,
                    true,
                    Optional.of(Duration.ofSeconds(10)),
                    true),
            Map.of(
                    ALICE,
                    new Member(
                            new Member.Roles(Member.MarketplaceRole.BUYER, Member.GroupRole.OWNER),
                            Optional.of(Instant.ofEpochMilli(1_000)),
                            5,
                            true,
                            new Member.Join(Optional.of(new Actor("service:booking")), 6)),
                    BOB,
                    Member.PLAIN),
            Optional.of(new Gate(Gate.State.PENDING, ALICE, 3)),
            HiddenPairs.of(List.of(new HiddenPairs.Pair(BOB, ALICE))),
            List.of(new Departure(CAROL, Optional.of(Actor.of(BOB)), Departure.Cause.REMOVED)));

    /// Never changed: rows like this one are stored.
    private static final String VERSION_1 =
            "010f0204020101080000000000002710010239097573725f616c6963650101010800000000000003"
                    + "e800000000000000050101100f736572766963653a626f6f6b696e6700000000000000061d077573"
                    + "725f626f62050400000000000000000000000000000000000000011301097573725f616c69636500"
                    + "00000000000003010200010115097573725f6361726f6c0108077573725f626f6202";

    @Test
    void storedFormStays() {
        assertThat(HexFormat.of().formatHex(FenceCodec.toBytes(FENCE))).isEqualTo(VERSION_1);
        assertThat(FenceCodec.toFence(THREAD, 7, HexFormat.of().parseHex(VERSION_1)))
                .isEqualTo(FENCE);
    }

    @Test
    void fieldsOfANewerVersionAreSkipped() {
        byte[] newer = PayloadWriter.payload()
                .group(FENCE.standing(), (out, standing) -> {
                    out.small(2).small(4).small(2).flag(true);
                    out.optional(
                            standing.slowMode(),
                            (to, least) -> to.number(least.toMillis()).number(9));
                    out.flag(true).text("new");
                })
                .list(List.of(ALICE, BOB), FenceCodecTest::newerMember)
                .optional(
                        FENCE.gate(),
                        (out, gate) -> out.small(1).text("usr_alice").number(3).text("new"))
                .list(List.of(0), (out, sender) -> out.count(sender).count(1).number(9))
                .list(
                        FENCE.departures(),
                        (out, departure) -> out.text("usr_carol")
                                .optional(
                                        departure.actor(),
                                        (to, actor) -> to.text(actor.value()).small(9))
                                .small(2)
                                .text("new"))
                .text("new")
                .toBytes();
        assertThat(FenceCodec.toFence(THREAD, 7, newer)).isEqualTo(FENCE);
    }

    private static void newerMember(PayloadWriter out, UserId user) {
        Member member = FENCE.participants().get(user);
        out.text(user.value())
                .small(member.roles().marketplace().number())
                .small(member.roles().group().number())
                .optional(
                        member.mutedUntil(),
                        (to, until) -> to.number(until.toEpochMilli()).small(9))
                .number(member.historyFrom())
                .flag(member.contactClosed())
                .optional(
                        member.join().actor(),
                        (to, actor) -> to.text(actor.value()).small(9))
                .number(member.join().version())
                .text("new");
    }

    @Test
    void fieldsThatAnOlderVersionDidNotWriteHaveTheirDefaults() {
        byte[] older = PayloadWriter.payload()
                .group(1, (out, form) -> out.small(2).small(1).small(1))
                .list(List.of(ALICE, BOB), (out, user) -> out.text(user.value()).small(1))
                .toBytes();
        Fence fence = FenceCodec.toFence(THREAD, 7, older);
        assertThat(fence.standing())
                .isEqualTo(new Standing(
                        Standing.Form.GROUP, Standing.Kind.CHAT, Standing.Status.OPEN, false, Optional.empty(), false));
        var member = new Member(
                new Member.Roles(Member.MarketplaceRole.BUYER, Member.GroupRole.NONE),
                Optional.empty(),
                0,
                false,
                Member.Join.UNKNOWN);
        assertThat(fence.participants()).isEqualTo(Map.of(ALICE, member, BOB, member));
        assertThat(fence.departures()).isEmpty();
    }

    @Test
    void unknownVersionIsNotMisread() {
        byte[] bytes = FenceCodec.toBytes(FENCE);
        bytes[0] = 2;
        assertThatThrownBy(() -> FenceCodec.toFence(THREAD, 7, bytes)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void textsAreOfAnyLength() {
        String text = "ü".repeat(100_000);
        byte[] bytes = PayloadWriter.payload().text(text).count(300).toBytes();
        PayloadReader payload = PayloadReader.payload(bytes);
        assertThat(payload.text()).isEqualTo(text);
        assertThat(payload.count()).isEqualTo(300);
    }

    @Test
    void unknownStatusClosesWriting() {
        byte[] bytes = PayloadWriter.payload()
                .group(1, (out, form) -> out.small(2).small(1).small(200))
                .toBytes();
        assertThat(FenceCodec.toFence(THREAD, 7, bytes).standing().status()).isEqualTo(Standing.Status.UNKNOWN);
    }
}
