package dev.parley.message.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Actor;
import dev.parley.message.fence.Departure;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Gate;
import dev.parley.message.fence.HiddenPairs;
import dev.parley.message.fence.Member;
import dev.parley.message.fence.Standing;
import dev.parley.message.problem.MessageProblem.ThreadLocked;
import dev.parley.platform.problem.ProblemException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
                            new Member.Join(4, Optional.of(new Actor("service:booking")))),
                    BOB,
                    Member.PLAIN),
            Optional.of(new Gate(Gate.State.PENDING, ALICE, 3)),
            HiddenPairs.of(List.of(new HiddenPairs.Pair(BOB, ALICE))),
            List.of(new Departure(CAROL, Optional.of(Actor.of(BOB)), Departure.Cause.REMOVED)));

    /// Never change this: rows like it are stored.
    private static final String STORED =
            "01020f0204020101080000000000002710000239097573725f616c69636501010108000000000000"
                    + "03e800000000000000050101100f736572766963653a626f6f6b696e6700000000000000041d0775"
                    + "73725f626f62050400000000000000000000000000000000000000011301097573725f616c696365"
                    + "0000000000000003000115097573725f6361726f6c0108077573725f626f6202020100020101";

    /// The same bytes from before a fence had room for every pair.
    private static final String WITH_SINGLE_PAIRS =
            "01010f0204020101080000000000002710000239097573725f616c6963650101010800000000000003"
                    + "e800000000000000050101100f736572766963653a626f6f6b696e6700000000000000041d077573"
                    + "725f626f62050400000000000000000000000000000000000000011301097573725f616c69636500"
                    + "00000000000003010200010115097573725f6361726f6c0108077573725f626f6202";

    /// The same bytes from before joins had versions.
    private static final String WITHOUT_JOINS =
            "01010f0204020101080000000000002710000231097573725f616c6963650101010800000000000003"
                    + "e800000000000000050101100f736572766963653a626f6f6b696e6715077573725f626f62050400"
                    + "00000000000000000000011301097573725f616c6963650000000000000003010200010115097573"
                    + "725f6361726f6c0108077573725f626f6202";

    @Test
    void storedFormDoesNotChange() {
        assertThat(HexFormat.of().formatHex(FenceCodec.toBytes(FENCE))).isEqualTo(STORED);
        assertThat(FenceCodec.toFence(THREAD, 7, HexFormat.of().parseHex(STORED)))
                .isEqualTo(FENCE);
    }

    @Test
    void singlePairsOfAnOlderEncodingAreHidden() {
        assertThat(FenceCodec.toFence(THREAD, 7, HexFormat.of().parseHex(WITH_SINGLE_PAIRS)))
                .isEqualTo(FENCE);
    }

    @Test
    void everyPairOfTheLargestThreadFits() {
        UserId[] users = IntStream.range(0, 300)
                .mapToObj(index -> new UserId("usr_" + index))
                .toArray(UserId[]::new);
        List<HiddenPairs.Pair> pairs = Stream.of(users)
                .flatMap(viewer -> Stream.of(users)
                        .filter(sender -> !sender.equals(viewer))
                        .map(sender -> new HiddenPairs.Pair(viewer, sender)))
                .toList();
        Fence plain = Fence.of(THREAD, 7, Standing.Status.OPEN, users);
        Fence hiding = plain.with(7, HiddenPairs.of(pairs));
        byte[] bytes = FenceCodec.toBytes(hiding);
        assertThat(bytes.length - FenceCodec.toBytes(plain).length).isLessThan(12_100);
        assertThat(FenceCodec.toFence(THREAD, 7, bytes)).isEqualTo(hiding);
    }

    @Test
    void joinsInAnOlderEncodingHaveNoVersion() {
        Member alice = FENCE.participants().get(ALICE);
        assertThat(FenceCodec.toFence(THREAD, 7, HexFormat.of().parseHex(WITHOUT_JOINS)))
                .isEqualTo(FENCE.with(
                        7, ALICE, alice.withJoin(new Member.Join(0, alice.join().actor()))));
    }

    /// A field that restricts nothing.
    @Test
    void fieldsOfANewerVersionAreSkipped() {
        assertThat(FenceCodec.toFence(THREAD, 7, newer(FenceCodec.MEANING))).isEqualTo(FENCE);
    }

    /// A restriction that this version would not enforce.
    @Test
    void fenceOfANewerMeaningIsClosedForWritingAndReadsAsBefore() {
        Fence closed = FENCE.with(7, FENCE.standing().withStatus(Standing.Status.UNKNOWN));
        assertThat(FenceCodec.toFence(THREAD, 7, newer(FenceCodec.MEANING + 1))).isEqualTo(closed);
        assertThat(FenceCodec.toFence(THREAD, 7, newer(300))).isEqualTo(closed);

        Fence open = Fence.of(THREAD, 7, Standing.Status.OPEN, ALICE, BOB);
        byte[] bytes = FenceCodec.toBytes(open);
        assertThat(FenceCodec.toFence(THREAD, 7, bytes)).isEqualTo(open);
        bytes[1] = FenceCodec.MEANING + 1;
        Fence read = FenceCodec.toFence(THREAD, 7, bytes);
        assertThatThrownBy(() -> read.admitWriter(ALICE, Instant.EPOCH))
                .asInstanceOf(type(ProblemException.class))
                .returns(new ThreadLocked(THREAD), ProblemException::problem);
        read.admitReader(ALICE);
        assertThat(read.participants()).isEqualTo(open.participants());
    }

    private static byte[] newer(int meaning) {
        return PayloadWriter.payload()
                .count(meaning)
                .group(FENCE.standing(), (out, standing) -> {
                    out.small(2).small(4).small(2).flag(true);
                    out.optional(
                            standing.slowMode(),
                            (to, least) -> to.number(least.toMillis()).number(9));
                    out.flag(false).text("new");
                })
                .list(List.of(ALICE, BOB), FenceCodecTest::newerMember)
                .optional(
                        FENCE.gate(),
                        (out, gate) -> out.small(1).text("usr_alice").number(3).text("new"))
                .list(List.of(), (out, pair) -> {})
                .list(
                        FENCE.departures(),
                        (out, departure) -> out.text("usr_carol")
                                .optional(
                                        departure.actor(),
                                        (to, actor) -> to.text(actor.value()).small(9))
                                .small(2)
                                .text("new"))
                .list(
                        List.of(new byte[0], new byte[] {1}),
                        (out, senders) -> out.bytes(senders).number(9))
                .text("new")
                .toBytes();
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
                .count(1)
                .group(1, (out, form) -> out.small(2).small(1).small(1))
                .list(List.of(ALICE, BOB), (out, user) -> out.text(user.value()).small(1))
                .toBytes();
        Fence fence = FenceCodec.toFence(THREAD, 7, older);
        assertThat(fence.standing())
                .isEqualTo(new Standing(
                        Standing.Form.GROUP, Standing.Kind.CHAT, Standing.Status.OPEN, false, Optional.empty(), true));
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
    void textsCanHaveAnyLength() {
        String text = "ü".repeat(100_000);
        byte[] bytes = PayloadWriter.payload().text(text).count(300).toBytes();
        PayloadReader payload = PayloadReader.payload(bytes);
        assertThat(payload.text()).isEqualTo(text);
        assertThat(payload.count()).isEqualTo(300);
    }

    @Test
    void safeModeIsOnUnlessItIsStoredAsOff() {
        Standing on = FENCE.standing();
        Standing off = new Standing(on.form(), on.kind(), on.status(), on.frozen(), on.slowMode(), false);
        Fence unsafe = FENCE.with(7, off);
        assertThat(FenceCodec.toFence(THREAD, 7, FenceCodec.toBytes(unsafe))).isEqualTo(unsafe);
    }

    @Test
    void unknownStatusClosesWriting() {
        byte[] bytes = PayloadWriter.payload()
                .count(1)
                .group(1, (out, form) -> out.small(2).small(1).small(200))
                .toBytes();
        assertThat(FenceCodec.toFence(THREAD, 7, bytes).standing().status()).isEqualTo(Standing.Status.UNKNOWN);
    }
}
