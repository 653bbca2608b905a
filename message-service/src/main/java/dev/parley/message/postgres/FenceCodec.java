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

/// The stored form of a fence. Enums are the numbers of the contract; a number that this version does not know is
/// read as the constant that stands for it. Hidden pairs name their users by their place among the participants, as
/// on the wire; a pair of one who takes part no more is left out.
public final class FenceCodec {

    private FenceCodec() {}

    public static byte[] toBytes(Fence fence) {
        List<UserId> users = fence.participants().keySet().stream().sorted().toList();
        var payload = new PayloadWriter();
        write(payload, fence.standing());
        payload.list(users, (out, user) -> write(out, user, fence.participants().get(user)))
                .optional(
                        fence.gate(),
                        (out, gate) -> out.small(gate.state().ordinal())
                                .text(gate.requester().value())
                                .number(gate.maxOrdinal()))
                .list(pairs(fence.hiddenPairs(), users), (out, pair) -> out.number(pair))
                .list(
                        fence.departures(),
                        (out, departure) -> out.text(departure.user().value())
                                .optional(departure.actor(), (to, actor) -> to.text(actor.value()))
                                .small(departure.cause().ordinal() + 1));
        return payload.toBytes();
    }

    static Fence toFence(ThreadId thread, long version, byte[] bytes) {
        var payload = new PayloadReader(bytes);
        Standing standing = standing(payload);
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
                        in -> new Gate(known(Gate.State.values(), in.small()), new UserId(in.text()), in.number())),
                hidden(payload.list(PayloadReader::number), users),
                payload.list(in -> new Departure(
                        new UserId(in.text()),
                        in.optional(from -> new Actor(from.text())),
                        in.small() == 1 ? Departure.Cause.LEFT : Departure.Cause.REMOVED)));
    }

    private static void write(PayloadWriter payload, Standing standing) {
        payload.small(standing.form().ordinal())
                .small(standing.kind().ordinal())
                .small(standing.status().ordinal())
                .flag(standing.frozen())
                .optional(standing.slowMode(), (out, least) -> out.number(least.toMillis()))
                .flag(standing.safeMode());
    }

    private static Standing standing(PayloadReader payload) {
        return new Standing(
                known(Standing.Form.values(), payload.small()),
                known(Standing.Kind.values(), payload.small()),
                known(Standing.Status.values(), payload.small()),
                payload.flag(),
                payload.optional(in -> Duration.ofMillis(in.number())),
                payload.flag());
    }

    private static void write(PayloadWriter payload, UserId user, Member member) {
        payload.text(user.value())
                .small(member.roles().marketplace().ordinal())
                .small(member.roles().group().ordinal())
                .optional(member.mutedUntil(), (out, until) -> out.number(until.toEpochMilli()))
                .number(member.historyFrom())
                .flag(member.contactClosed())
                .optional(member.joinedBy(), (out, actor) -> out.text(actor.value()));
    }

    private static Member member(PayloadReader payload) {
        return new Member(
                new Member.Roles(
                        known(Member.MarketplaceRole.values(), payload.small()),
                        known(Member.GroupRole.values(), payload.small())),
                payload.optional(in -> Instant.ofEpochMilli(in.number())),
                payload.number(),
                payload.flag(),
                payload.optional(in -> new Actor(in.text())));
    }

    /// A pair as one number: the place of the sender, then that of the viewer.
    private static List<Long> pairs(HiddenPairs hidden, List<UserId> users) {
        var places = new HashMap<UserId, Integer>();
        users.forEach(user -> places.put(user, places.size()));
        var pairs = new ArrayList<Long>();
        hidden.viewersOf()
                .forEach((sender, viewers) -> viewers.forEach(viewer -> {
                    Integer from = places.get(sender);
                    Integer to = places.get(viewer);
                    if (from != null && to != null) {
                        pairs.add((long) from << Integer.SIZE | to);
                    }
                }));
        return pairs;
    }

    private static HiddenPairs hidden(List<Long> pairs, List<UserId> users) {
        Map<UserId, Set<UserId>> viewers = new HashMap<>();
        for (long pair : pairs) {
            viewers.computeIfAbsent(users.get((int) (pair >> Integer.SIZE)), sender -> new HashSet<>())
                    .add(users.get((int) pair));
        }
        return new HiddenPairs(viewers);
    }

    /// The constant of a number; the first one stands for those that this version does not know.
    private static <E> E known(E[] values, int number) {
        return number < values.length ? values[number] : values[0];
    }
}
