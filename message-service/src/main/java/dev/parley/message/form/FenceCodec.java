package dev.parley.message.form;

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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The stored form of a fence. Enums are stored as the numbers of the contract; an unknown number is read as
/// the constant for unknown values. Hidden pairs refer to their users by index among the participants, as on
/// the wire; a pair with a former participant is omitted.
///
/// The bytes begin with the meaning that a reader must know to enforce the fence. A reader that does not know
/// it skips what it cannot read, reads the status as UNKNOWN, and so closes writing and leaves reading
/// unchanged.
public final class FenceCodec {

    /// The newest meaning that this version enforces. A new restriction takes the next number. Only fences
    /// with that restriction are written with its number, so that older readers keep all others open. A field
    /// that restricts nothing needs no number.
    static final int MEANING = 1;

    /// The indexes of the two users of a hidden pair.
    private record Pair(int sender, int viewer) {}

    private FenceCodec() {}

    public static byte[] toBytes(Fence fence) {
        List<UserId> users = fence.participants().keySet().stream().sorted().toList();
        return PayloadWriter.payload()
                .count(MEANING)
                .group(fence.standing(), FenceCodec::write)
                .list(
                        users,
                        (out, user) -> write(out, user, fence.participants().get(user)))
                .optional(
                        fence.gate(),
                        (out, gate) -> out.small(gate.state().number())
                                .text(gate.requester().value())
                                .number(gate.maxOrdinal()))
                .list(
                        pairs(fence.hiddenPairs(), users),
                        (out, pair) -> out.count(pair.sender()).count(pair.viewer()))
                .list(
                        fence.departures(),
                        (out, departure) -> out.text(departure.user().value())
                                .optional(departure.actor(), (to, actor) -> to.text(actor.value()))
                                .small(departure.cause().number()))
                .toBytes();
    }

    /// Returns the fence of bytes that any version wrote. Throws [IllegalStateException] for a version of the
    /// payload that this one cannot read.
    public static Fence toFence(ThreadId thread, long version, byte[] bytes) {
        var payload = PayloadReader.payload(bytes);
        boolean known = payload.count() <= MEANING;
        Standing standing = payload.group(FenceCodec::standing);
        var users = new ArrayList<UserId>();
        var participants = new HashMap<UserId, Member>();
        payload.list(in -> {
            var user = new UserId(in.text());
            users.add(user);
            return participants.put(user, member(in));
        });
        return new Fence(
                thread,
                version,
                known ? standing : standing.withStatus(Standing.Status.UNKNOWN),
                participants,
                payload.optional(
                        in -> new Gate(Gate.State.NUMBERS.get(in.small()), new UserId(in.text()), in.number())),
                hidden(payload.list(in -> new Pair(in.count(), in.count())), users),
                payload.list(in -> new Departure(
                        new UserId(in.text()),
                        in.optional(from -> new Actor(from.text())),
                        Departure.Cause.NUMBERS.get(in.small()))));
    }

    private static void write(PayloadWriter payload, Standing standing) {
        payload.small(standing.form().number())
                .small(standing.kind().number())
                .small(standing.status().number())
                .flag(standing.frozen())
                .optional(standing.slowMode(), (out, least) -> out.number(least.toMillis()))
                .flag(!standing.safeMode());
    }

    private static Standing standing(PayloadReader payload) {
        return new Standing(
                Standing.Form.NUMBERS.get(payload.small()),
                Standing.Kind.NUMBERS.get(payload.small()),
                Standing.Status.NUMBERS.get(payload.small()),
                payload.flag(),
                payload.optional(in -> Duration.ofMillis(in.number())),
                !payload.flag());
    }

    private static void write(PayloadWriter payload, UserId user, Member member) {
        payload.text(user.value())
                .small(member.roles().marketplace().number())
                .small(member.roles().group().number())
                .optional(member.mutedUntil(), (out, until) -> out.number(until.toEpochMilli()))
                .number(member.historyFrom())
                .flag(member.contactClosed())
                .optional(member.join().actor(), (out, actor) -> out.text(actor.value()))
                .number(member.join().version());
    }

    private static Member member(PayloadReader payload) {
        return new Member(
                new Member.Roles(
                        Member.MarketplaceRole.NUMBERS.get(payload.small()),
                        Member.GroupRole.NUMBERS.get(payload.small())),
                payload.optional(in -> Instant.ofEpochMilli(in.number())),
                payload.number(),
                payload.flag(),
                join(payload));
    }

    private static Member.Join join(PayloadReader payload) {
        Optional<Actor> actor = payload.optional(in -> new Actor(in.text()));
        return new Member.Join(payload.number(), actor);
    }

    private static List<Pair> pairs(HiddenPairs hidden, List<UserId> users) {
        var places = new HashMap<UserId, Integer>();
        users.forEach(user -> places.put(user, places.size()));
        var pairs = new ArrayList<Pair>();
        hidden.viewersOf()
                .forEach((sender, viewers) -> viewers.forEach(viewer -> {
                    Integer from = places.get(sender);
                    Integer to = places.get(viewer);
                    if (from != null && to != null) {
                        pairs.add(new Pair(from, to));
                    }
                }));
        return pairs;
    }

    private static HiddenPairs hidden(List<Pair> pairs, List<UserId> users) {
        Map<UserId, Set<UserId>> viewers = new HashMap<>();
        for (Pair pair : pairs) {
            viewers.computeIfAbsent(users.get(pair.sender()), sender -> new HashSet<>())
                    .add(users.get(pair.viewer()));
        }
        return new HiddenPairs(viewers);
    }
}
