package dev.parley.message.postgres;

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
import java.util.Set;

/// The stored form of a fence. Enums are the numbers of the contract; a number that this version does not know
/// is read as the constant that stands for it. Hidden pairs name their users by their place among the
/// participants, as on the wire; a pair of one who takes part no more is left out.
public final class FenceCodec {

    /// The places of the two users of a hidden pair.
    private record Pair(int sender, int viewer) {}

    private FenceCodec() {}

    public static byte[] toBytes(Fence fence) {
        List<UserId> users = fence.participants().keySet().stream().sorted().toList();
        return PayloadWriter.payload()
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

    static Fence toFence(ThreadId thread, long version, byte[] bytes) {
        var payload = PayloadReader.payload(bytes);
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
                standing,
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
                .flag(standing.safeMode());
    }

    private static Standing standing(PayloadReader payload) {
        return new Standing(
                Standing.Form.NUMBERS.get(payload.small()),
                Standing.Kind.NUMBERS.get(payload.small()),
                Standing.Status.NUMBERS.get(payload.small()),
                payload.flag(),
                payload.optional(in -> Duration.ofMillis(in.number())),
                payload.flag());
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
                new Member.Join(payload.optional(in -> new Actor(in.text())), payload.number()));
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
