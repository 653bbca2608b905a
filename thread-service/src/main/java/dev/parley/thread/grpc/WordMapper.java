package dev.parley.thread.grpc;

import dev.parley.thread.roster.GroupRole;
import dev.parley.thread.roster.MarketplaceRole;
import dev.parley.thread.roster.ParticipantStatus;
import dev.parley.thread.roster.ThreadForm;
import dev.parley.thread.roster.ThreadKind;
import java.util.Optional;

/// The words of the domain and of the contract, one by one.
final class WordMapper {
    private static final String UNKNOWN = "A word that the contract does not have passed its rule.";

    private WordMapper() {}

    static dev.parley.thread.v1.ThreadForm toProto(ThreadForm form) {
        return switch (form) {
            case DIRECT -> dev.parley.thread.v1.ThreadForm.THREAD_FORM_DIRECT;
            case GROUP -> dev.parley.thread.v1.ThreadForm.THREAD_FORM_GROUP;
        };
    }

    static dev.parley.thread.v1.ThreadKind toProto(ThreadKind kind) {
        return switch (kind) {
            case CHAT -> dev.parley.thread.v1.ThreadKind.THREAD_KIND_CHAT;
            case INQUIRY -> dev.parley.thread.v1.ThreadKind.THREAD_KIND_INQUIRY;
            case PROJECT -> dev.parley.thread.v1.ThreadKind.THREAD_KIND_PROJECT;
            case BOOKING -> dev.parley.thread.v1.ThreadKind.THREAD_KIND_BOOKING;
            case STUDIO -> dev.parley.thread.v1.ThreadKind.THREAD_KIND_STUDIO;
            case INVITE -> dev.parley.thread.v1.ThreadKind.THREAD_KIND_INVITE;
            case SUPPORT -> dev.parley.thread.v1.ThreadKind.THREAD_KIND_SUPPORT;
            case DISPUTE -> dev.parley.thread.v1.ThreadKind.THREAD_KIND_DISPUTE;
            case SYSTEM -> dev.parley.thread.v1.ThreadKind.THREAD_KIND_SYSTEM;
        };
    }

    /// Empty when the kind is unset.
    static Optional<ThreadKind> toKind(dev.parley.thread.v1.ThreadKind kind) {
        return switch (kind) {
            case THREAD_KIND_UNSPECIFIED -> Optional.empty();
            case THREAD_KIND_CHAT -> Optional.of(ThreadKind.CHAT);
            case THREAD_KIND_INQUIRY -> Optional.of(ThreadKind.INQUIRY);
            case THREAD_KIND_PROJECT -> Optional.of(ThreadKind.PROJECT);
            case THREAD_KIND_BOOKING -> Optional.of(ThreadKind.BOOKING);
            case THREAD_KIND_STUDIO -> Optional.of(ThreadKind.STUDIO);
            case THREAD_KIND_INVITE -> Optional.of(ThreadKind.INVITE);
            case THREAD_KIND_SUPPORT -> Optional.of(ThreadKind.SUPPORT);
            case THREAD_KIND_DISPUTE -> Optional.of(ThreadKind.DISPUTE);
            case THREAD_KIND_SYSTEM -> Optional.of(ThreadKind.SYSTEM);
            case UNRECOGNIZED -> throw new IllegalArgumentException(UNKNOWN);
        };
    }

    static dev.parley.thread.v1.MarketplaceRole toProto(MarketplaceRole role) {
        return switch (role) {
            case UNSPECIFIED -> dev.parley.thread.v1.MarketplaceRole.MARKETPLACE_ROLE_UNSPECIFIED;
            case BUYER -> dev.parley.thread.v1.MarketplaceRole.MARKETPLACE_ROLE_BUYER;
            case PROVIDER -> dev.parley.thread.v1.MarketplaceRole.MARKETPLACE_ROLE_PROVIDER;
            case HOST -> dev.parley.thread.v1.MarketplaceRole.MARKETPLACE_ROLE_HOST;
            case SUPPORT -> dev.parley.thread.v1.MarketplaceRole.MARKETPLACE_ROLE_SUPPORT;
        };
    }

    static MarketplaceRole toRole(dev.parley.thread.v1.MarketplaceRole role) {
        return switch (role) {
            case MARKETPLACE_ROLE_UNSPECIFIED -> MarketplaceRole.UNSPECIFIED;
            case MARKETPLACE_ROLE_BUYER -> MarketplaceRole.BUYER;
            case MARKETPLACE_ROLE_PROVIDER -> MarketplaceRole.PROVIDER;
            case MARKETPLACE_ROLE_HOST -> MarketplaceRole.HOST;
            case MARKETPLACE_ROLE_SUPPORT -> MarketplaceRole.SUPPORT;
            case UNRECOGNIZED -> throw new IllegalArgumentException(UNKNOWN);
        };
    }

    static dev.parley.thread.v1.GroupRole toProto(GroupRole role) {
        return switch (role) {
            case UNSPECIFIED -> dev.parley.thread.v1.GroupRole.GROUP_ROLE_UNSPECIFIED;
            case OWNER -> dev.parley.thread.v1.GroupRole.GROUP_ROLE_OWNER;
            case ADMIN -> dev.parley.thread.v1.GroupRole.GROUP_ROLE_ADMIN;
            case MEMBER -> dev.parley.thread.v1.GroupRole.GROUP_ROLE_MEMBER;
        };
    }

    static dev.parley.thread.v1.ParticipantStatus toProto(ParticipantStatus status) {
        return switch (status) {
            case ACTIVE -> dev.parley.thread.v1.ParticipantStatus.PARTICIPANT_STATUS_ACTIVE;
            case LEFT -> dev.parley.thread.v1.ParticipantStatus.PARTICIPANT_STATUS_LEFT;
            case BLOCKED -> dev.parley.thread.v1.ParticipantStatus.PARTICIPANT_STATUS_BLOCKED;
        };
    }
}
