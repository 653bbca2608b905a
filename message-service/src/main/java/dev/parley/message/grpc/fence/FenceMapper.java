package dev.parley.message.grpc.fence;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.fence.Actor;
import dev.parley.message.fence.Departure;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Gate;
import dev.parley.message.fence.HiddenPairs;
import dev.parley.message.fence.Member;
import dev.parley.message.fence.Standing;
import dev.parley.message.internal.v1.FenceParticipant;
import dev.parley.message.internal.v1.FenceStatus;
import dev.parley.message.internal.v1.GateState;
import dev.parley.message.v1.LeaveCause;
import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.platform.problem.ProblemException;
import dev.parley.platform.wire.UnknownFields;
import dev.parley.platform.wire.WireTime;
import dev.parley.thread.v1.GroupRole;
import dev.parley.thread.v1.MarketplaceRole;
import dev.parley.thread.v1.ThreadForm;
import dev.parley.thread.v1.ThreadKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Parses fences from the thread service. An unknown status, gate or field closes writing.
public final class FenceMapper {

    private FenceMapper() {}

    public static Fence toFence(dev.parley.message.internal.v1.Fence fence) {
        return new Fence(
                new ThreadId(fence.getThreadId()),
                fence.getVersion(),
                toStanding(fence),
                toMembers(fence.getParticipantsList()),
                fence.hasGate() ? Optional.of(toGate(fence.getGate())) : Optional.empty(),
                toHiddenPairs(fence),
                fence.getDeparturesList().stream().map(FenceMapper::toDeparture).toList());
    }

    private static Standing toStanding(dev.parley.message.internal.v1.Fence fence) {
        return new Standing(
                toForm(fence.getForm()),
                toKind(fence.getKind()),
                hasUnknownField(fence) ? Standing.Status.UNKNOWN : toStatus(fence.getStatus()),
                fence.getFrozen(),
                fence.hasSlowMode() ? Optional.of(toDuration(fence.getSlowMode())) : Optional.empty(),
                !fence.hasSafeMode() || fence.getSafeMode());
    }

    private static boolean hasUnknownField(dev.parley.message.internal.v1.Fence fence) {
        try {
            UnknownFields.refuse(fence);
            return false;
        } catch (ProblemException unknown) {
            return true;
        }
    }

    private static Duration toDuration(com.google.protobuf.Duration duration) {
        return Duration.ofSeconds(duration.getSeconds(), duration.getNanos());
    }

    private static Map<UserId, Member> toMembers(List<FenceParticipant> participants) {
        var members = new HashMap<UserId, Member>();
        for (FenceParticipant participant : participants) {
            members.put(new UserId(participant.getUserId()), toMember(participant));
        }
        return members;
    }

    private static Member toMember(FenceParticipant participant) {
        return new Member(
                new Member.Roles(toRole(participant.getMarketplaceRole()), toRole(participant.getGroupRole())),
                participant.hasMutedUntil()
                        ? Optional.of(WireTime.toInstant(participant.getMutedUntil()))
                        : Optional.empty(),
                participant.getHistoryFromSequence(),
                participant.getContactClosed(),
                new Member.Join(participant.getJoinVersion(), toActor(participant.getActorId())));
    }

    private static Departure toDeparture(dev.parley.message.internal.v1.Departure departure) {
        return new Departure(
                new UserId(departure.getUserId()), toActor(departure.getActorId()), toCause(departure.getCause()));
    }

    private static Optional<Actor> toActor(String actor) {
        return actor.isEmpty() ? Optional.empty() : Optional.of(new Actor(actor));
    }

    private static Gate toGate(dev.parley.message.internal.v1.Gate gate) {
        return new Gate(toState(gate.getState()), new UserId(gate.getRequesterId()), gate.getMaxOrdinal());
    }

    private static HiddenPairs toHiddenPairs(dev.parley.message.internal.v1.Fence fence) {
        if (fence.getHiddenSendersCount() == 0) {
            return HiddenPairs.NONE;
        }
        int users = fence.getParticipantsCount();
        var senders = new ArrayList<BitSet>(fence.getHiddenSendersCount());
        for (var item : fence.getHiddenSendersList()) {
            int viewer = senders.size();
            BitSet bits = BitSet.valueOf(item.asReadOnlyByteBuffer());
            if (viewer >= users || bits.length() > users) {
                throw RequestInvalid.of(
                                "hidden_senders[" + viewer + "]",
                                "hidden_senders.index",
                                "must have no more items, and no more bits, than there are participants")
                        .exception();
            }
            senders.add(bits);
        }
        return HiddenPairs.of(
                fence.getParticipantsList().stream()
                        .map(participant -> new UserId(participant.getUserId()))
                        .toList(),
                senders);
    }

    private static Standing.Status toStatus(FenceStatus status) {
        return switch (status) {
            case FENCE_STATUS_OPEN -> Standing.Status.OPEN;
            case FENCE_STATUS_LOCKED -> Standing.Status.LOCKED;
            case FENCE_STATUS_ARCHIVED -> Standing.Status.ARCHIVED;
            case FENCE_STATUS_UNSPECIFIED, UNRECOGNIZED -> Standing.Status.UNKNOWN;
        };
    }

    private static Gate.State toState(GateState state) {
        return switch (state) {
            case GATE_STATE_PENDING -> Gate.State.PENDING;
            case GATE_STATE_ACCEPTED -> Gate.State.ACCEPTED;
            case GATE_STATE_CLOSED -> Gate.State.CLOSED;
            case GATE_STATE_UNSPECIFIED, UNRECOGNIZED -> Gate.State.UNKNOWN;
        };
    }

    private static Departure.Cause toCause(LeaveCause cause) {
        return switch (cause) {
            case LEAVE_CAUSE_LEFT -> Departure.Cause.LEFT;
            case LEAVE_CAUSE_REMOVED, LEAVE_CAUSE_UNSPECIFIED, UNRECOGNIZED -> Departure.Cause.REMOVED;
        };
    }

    private static Standing.Form toForm(ThreadForm form) {
        return switch (form) {
            case THREAD_FORM_DIRECT -> Standing.Form.DIRECT;
            case THREAD_FORM_GROUP -> Standing.Form.GROUP;
            case THREAD_FORM_UNSPECIFIED, UNRECOGNIZED -> Standing.Form.UNKNOWN;
        };
    }

    private static Standing.Kind toKind(ThreadKind kind) {
        return switch (kind) {
            case THREAD_KIND_CHAT -> Standing.Kind.CHAT;
            case THREAD_KIND_INQUIRY -> Standing.Kind.INQUIRY;
            case THREAD_KIND_PROJECT -> Standing.Kind.PROJECT;
            case THREAD_KIND_BOOKING -> Standing.Kind.BOOKING;
            case THREAD_KIND_STUDIO -> Standing.Kind.STUDIO;
            case THREAD_KIND_INVITE -> Standing.Kind.INVITE;
            case THREAD_KIND_SUPPORT -> Standing.Kind.SUPPORT;
            case THREAD_KIND_DISPUTE -> Standing.Kind.DISPUTE;
            case THREAD_KIND_SYSTEM -> Standing.Kind.SYSTEM;
            case THREAD_KIND_UNSPECIFIED, UNRECOGNIZED -> Standing.Kind.UNKNOWN;
        };
    }

    private static Member.MarketplaceRole toRole(MarketplaceRole role) {
        return switch (role) {
            case MARKETPLACE_ROLE_BUYER -> Member.MarketplaceRole.BUYER;
            case MARKETPLACE_ROLE_PROVIDER -> Member.MarketplaceRole.PROVIDER;
            case MARKETPLACE_ROLE_HOST -> Member.MarketplaceRole.HOST;
            case MARKETPLACE_ROLE_SUPPORT -> Member.MarketplaceRole.SUPPORT;
            case MARKETPLACE_ROLE_NONE, MARKETPLACE_ROLE_UNSPECIFIED, UNRECOGNIZED -> Member.MarketplaceRole.NONE;
        };
    }

    private static Member.GroupRole toRole(GroupRole role) {
        return switch (role) {
            case GROUP_ROLE_OWNER -> Member.GroupRole.OWNER;
            case GROUP_ROLE_ADMIN -> Member.GroupRole.ADMIN;
            case GROUP_ROLE_MEMBER -> Member.GroupRole.MEMBER;
            case GROUP_ROLE_NONE, GROUP_ROLE_UNSPECIFIED, UNRECOGNIZED -> Member.GroupRole.NONE;
        };
    }
}
