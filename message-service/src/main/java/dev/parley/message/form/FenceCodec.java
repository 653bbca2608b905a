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
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/// The stored form of a fence. Enums are stored as the numbers of the contract; an unknown number is read as
/// the constant for unknown values. Hidden senders refer to their users by index among the participants; a pair
/// with a former participant is omitted. They are the last list: for each viewer, a set of senders. The list of
/// single pairs, which a former form had instead, is empty.
///
/// The bytes begin with the meaning that a reader must know to enforce the fence. A reader that does not know
/// it skips what it cannot read, reads the status as UNKNOWN, and so closes writing and leaves reading
/// unchanged.
public final class FenceCodec {

    /// The newest meaning that this version enforces. A new restriction takes the next number. Only fences
    /// with that restriction are written with its number, so that older readers keep all others open. A field
    /// that restricts nothing needs no number.
    static final int MEANING = 2;

    /// The meaning of a fence that hides nobody.
    private static final int HIDING_NOBODY = 1;

    private FenceCodec() {}

    public static byte[] toBytes(Fence fence) {
        List<UserId> users = fence.participants().keySet().stream().sorted().toList();
        List<BitSet> hidden = hidden(fence.hiddenPairs(), users);
        return PayloadWriter.payload()
                .count(hidden.isEmpty() ? HIDING_NOBODY : MEANING)
                .group(fence.standing(), FenceCodec::write)
                .list(
                        users,
                        (out, user) -> write(out, user, fence.participants().get(user)))
                .optional(
                        fence.gate(),
                        (out, gate) -> out.small(gate.state().number())
                                .text(gate.requester().value())
                                .number(gate.maxOrdinal()))
                .list(List.of(), (out, pair) -> {})
                .list(
                        fence.departures(),
                        (out, departure) -> out.text(departure.user().value())
                                .optional(departure.actor(), (to, actor) -> to.text(actor.value()))
                                .small(departure.cause().number()))
                .list(hidden, (out, senders) -> out.bytes(senders.toByteArray()))
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
        Optional<Gate> gate = payload.optional(
                in -> new Gate(Gate.State.NUMBERS.get(in.small()), new UserId(in.text()), in.number()));
        List<BitSet> hidden = new ArrayList<>();
        payload.list(in -> hide(hidden, in.count(), in.count()));
        List<Departure> departures = payload.list(in -> new Departure(
                new UserId(in.text()),
                in.optional(from -> new Actor(from.text())),
                Departure.Cause.NUMBERS.get(in.small())));
        List<BitSet> senders = payload.list(in -> BitSet.valueOf(in.bytes()));
        return new Fence(
                thread,
                version,
                known ? standing : standing.withStatus(Standing.Status.UNKNOWN),
                participants,
                gate,
                HiddenPairs.of(users, hidden.isEmpty() ? senders : hidden),
                departures);
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

    /// Returns for each viewer the senders, without empty sets at the end.
    private static List<BitSet> hidden(HiddenPairs pairs, List<UserId> users) {
        var indexes = new HashMap<UserId, Integer>();
        users.forEach(user -> indexes.put(user, indexes.size()));
        var hidden = new ArrayList<BitSet>();
        for (UserId sender : pairs.senders()) {
            Integer index = indexes.get(sender);
            if (index != null) {
                for (UserId viewer : pairs.viewersOf(sender)) {
                    hide(hidden, index, indexes.getOrDefault(viewer, -1));
                }
            }
        }
        return hidden;
    }

    private static boolean hide(List<BitSet> hidden, int sender, int viewer) {
        while (hidden.size() <= viewer) {
            hidden.add(new BitSet());
        }
        if (viewer >= 0) {
            hidden.get(viewer).set(sender);
        }
        return true;
    }
}
