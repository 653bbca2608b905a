package dev.parley.thread;

import static dev.parley.platform.testing.WireProblems.errorInfo;
import static dev.parley.thread.ThreadWorld.drafts;
import static dev.parley.thread.ThreadWorld.requestId;
import static dev.parley.thread.ThreadWorld.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.thread.v1.AddParticipantsRequest;
import dev.parley.thread.v1.CreateThreadRequest;
import dev.parley.thread.v1.ListParticipantsRequest;
import dev.parley.thread.v1.MarketplaceRole;
import dev.parley.thread.v1.Participant;
import dev.parley.thread.v1.ParticipantDraft;
import dev.parley.thread.v1.ParticipantServiceGrpc;
import dev.parley.thread.v1.Thread;
import dev.parley.thread.v1.ThreadKind;
import dev.parley.thread.v1.ThreadLink;
import dev.parley.thread.v1.ThreadServiceGrpc;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Each caller tries to set each kind, link and role: what carries authority comes from services with the scope
/// `thread.open` only.
@ExtendWith(SharedThreads.class)
final class AuthorityTest {
    private static final Set<ThreadKind> KINDS =
            EnumSet.complementOf(EnumSet.of(ThreadKind.THREAD_KIND_UNSPECIFIED, ThreadKind.UNRECOGNIZED));
    private static final Set<MarketplaceRole> ROLES = EnumSet.complementOf(EnumSet.of(MarketplaceRole.UNRECOGNIZED));
    private static final Set<ThreadKind> KINDS_OF_USERS =
            EnumSet.of(ThreadKind.THREAD_KIND_CHAT, ThreadKind.THREAD_KIND_INQUIRY);
    private static final Set<MarketplaceRole> ROLES_OF_USERS = EnumSet.of(
            MarketplaceRole.MARKETPLACE_ROLE_UNSPECIFIED,
            MarketplaceRole.MARKETPLACE_ROLE_BUYER,
            MarketplaceRole.MARKETPLACE_ROLE_NONE);
    private static final ThreadLink LINK =
            ThreadLink.newBuilder().setBookingId("b-1").build();

    private final ThreadWorld world;
    private final String ann = user("ann");
    private final String bob = user("bob");

    AuthorityTest(ThreadWorld world) {
        this.world = world;
    }

    enum By {
        USER,
        MODERATOR,
        ADMIN,
        SERVICE_FOR_USER,
        SERVICE_WITHOUT_SCOPE,
        SERVICE
    }

    private Channel channel(By caller) {
        return switch (caller) {
            case USER -> world.service.as(ann);
            case MODERATOR -> world.service.as(ann, "moderator");
            case ADMIN -> world.service.as(ann, "admin");
            case SERVICE_FOR_USER -> world.service.asServiceFor(ann, "bff", "act-as-user", "thread.open");
            case SERVICE_WITHOUT_SCOPE ->
                world.service.asService("booking", "thread.read", "thread.policy", "act-as-user");
            case SERVICE -> world.service.asService("booking", "thread.open");
        };
    }

    private static boolean isUser(By caller) {
        return caller.compareTo(By.SERVICE_FOR_USER) <= 0;
    }

    @ParameterizedTest
    @EnumSource
    void kindsLinksAndRolesOfAuthorityComeFromServices(By caller) {
        for (var link : List.of(Optional.<ThreadLink>empty(), Optional.of(LINK))) {
            for (ThreadKind kind : KINDS) {
                attempt(caller, kind, link, MarketplaceRole.MARKETPLACE_ROLE_NONE);
            }
            for (MarketplaceRole role : ROLES) {
                attempt(caller, ThreadKind.THREAD_KIND_CHAT, link, role);
            }
        }
    }

    private void attempt(By caller, ThreadKind kind, Optional<ThreadLink> link, MarketplaceRole role) {
        var stub = ThreadServiceGrpc.newBlockingStub(channel(caller));
        var request = draft(caller, kind, link, role);
        boolean plain = KINDS_OF_USERS.contains(kind) && link.isEmpty() && ROLES_OF_USERS.contains(role);
        assertThat(outcome(() -> stub.createThread(request).getThread()))
                .as("%s, %s, %s", kind, link, role)
                .isEqualTo(
                        caller == By.SERVICE_WITHOUT_SCOPE
                                ? "SCOPE_MISSING"
                                : !isUser(caller) || plain ? "done" : "THREAD_AUTHORITY_MISSING");
    }

    private CreateThreadRequest draft(By caller, ThreadKind kind, Optional<ThreadLink> link, MarketplaceRole role) {
        var request = CreateThreadRequest.newBuilder()
                .setRequestId(requestId())
                .setKind(kind)
                .addParticipants(ParticipantDraft.newBuilder().setUserId(bob).setMarketplaceRole(role));
        link.ifPresent(request::setLink);
        return isUser(caller) ? request.build() : request.setOwnerId(ann).build();
    }

    /// Owners do not own the authority of their thread: they can neither assign such a role, nor take one that
    /// somebody has, nor gain one by leaving and coming back.
    @ParameterizedTest
    @EnumSource
    void rolesOfLaterParticipantsAreLimitedAsWell(By caller) {
        Thread thread = booking();
        var stub = ParticipantServiceGrpc.newBlockingStub(channel(caller));
        for (MarketplaceRole role : ROLES) {
            var added = user("late");
            var request = add(thread, added, role);
            assertThat(outcome(() -> stub.addParticipants(request).getThread()))
                    .as("%s", role)
                    .isEqualTo(
                            !isUser(caller)
                                    ? "SCOPE_MISSING"
                                    : ROLES_OF_USERS.contains(role) ? "done" : "THREAD_AUTHORITY_MISSING");
        }
    }

    /// Inbox rows of others show this text, so a user could pose as support with it.
    @ParameterizedTest
    @EnumSource
    void roleContextComesFromServices(By caller) {
        var named = draft(caller, ThreadKind.THREAD_KIND_CHAT, Optional.empty(), MarketplaceRole.MARKETPLACE_ROLE_NONE)
                .toBuilder();
        named.getParticipantsBuilder(0).setRoleContext("Parley Support");
        var opening = named.build();
        var opener = ThreadServiceGrpc.newBlockingStub(channel(caller));
        assertThat(outcome(() -> opener.createThread(opening).getThread()))
                .isEqualTo(
                        caller == By.SERVICE_WITHOUT_SCOPE
                                ? "SCOPE_MISSING"
                                : isUser(caller) ? "THREAD_AUTHORITY_MISSING" : "done");
        var adding = add(booking(), user("late"), MarketplaceRole.MARKETPLACE_ROLE_NONE).toBuilder();
        adding.getParticipantsBuilder(0).setRoleContext("Parley Support");
        var added = adding.build();
        var adder = ParticipantServiceGrpc.newBlockingStub(channel(caller));
        assertThat(outcome(() -> adder.addParticipants(added).getThread()))
                .isEqualTo(isUser(caller) ? "THREAD_AUTHORITY_MISSING" : "SCOPE_MISSING");
    }

    /// A subject carries no authority: readers see the kind next to it. That of a kind of authority comes from
    /// whoever may open such a thread.
    @ParameterizedTest
    @EnumSource
    void subjectComesFromWhoeverMayOpenTheThread(By caller) {
        var stub = ThreadServiceGrpc.newBlockingStub(channel(caller));
        for (ThreadKind kind : KINDS) {
            var request = draft(caller, kind, Optional.empty(), MarketplaceRole.MARKETPLACE_ROLE_NONE).toBuilder()
                    .setSubject("About the garden")
                    .build();
            boolean may = caller == By.SERVICE || isUser(caller) && KINDS_OF_USERS.contains(kind);
            String refusal = isUser(caller) ? "THREAD_AUTHORITY_MISSING" : "SCOPE_MISSING";
            assertThat(outcome(() -> stub.createThread(request).getThread()))
                    .as("%s", kind)
                    .isEqualTo(may ? "done" : refusal);
        }
    }

    @Test
    void laterChangesKeepKindLinkAndRoles() {
        Thread thread = booking();
        var stub = world.participants(ann);
        stub.addParticipants(add(thread, bob, MarketplaceRole.MARKETPLACE_ROLE_BUYER));
        assertThat(role(thread, bob)).isEqualTo(MarketplaceRole.MARKETPLACE_ROLE_HOST);
        stub.addParticipants(add(thread, ann, MarketplaceRole.MARKETPLACE_ROLE_BUYER));
        assertThat(role(thread, ann)).isEqualTo(MarketplaceRole.MARKETPLACE_ROLE_NONE);
        world.leave(bob, thread);
        stub.addParticipants(add(thread, bob, MarketplaceRole.MARKETPLACE_ROLE_UNSPECIFIED));
        assertThat(role(thread, bob))
                .as("a role ends with the participation")
                .isEqualTo(MarketplaceRole.MARKETPLACE_ROLE_NONE);
        world.leave(ann, thread);
        var now = world.get(bob, thread);
        assertThat(now.getOwnerId()).as("the heir").isNotEqualTo(ann);
        assertThat(now.getKind()).isEqualTo(thread.getKind());
        assertThat(now.getSubject()).isEqualTo("Booking b-1");
        assertThat(now.getLink()).isEqualTo(thread.getLink());
    }

    private Thread booking() {
        var request = draft(
                        By.SERVICE,
                        ThreadKind.THREAD_KIND_BOOKING,
                        Optional.of(LINK),
                        MarketplaceRole.MARKETPLACE_ROLE_HOST)
                .toBuilder()
                .setSubject("Booking b-1")
                .addAllParticipants(drafts(user("cat")));
        return world.booking().createThread(request.build()).getThread();
    }

    private static AddParticipantsRequest add(Thread thread, String user, MarketplaceRole role) {
        return AddParticipantsRequest.newBuilder()
                .setThreadId(thread.getThreadId())
                .setRequestId(requestId())
                .addParticipants(ParticipantDraft.newBuilder().setUserId(user).setMarketplaceRole(role))
                .build();
    }

    private MarketplaceRole role(Thread thread, String user) {
        return world
                .participants(user)
                .listParticipants(ListParticipantsRequest.newBuilder()
                        .setThreadId(thread.getThreadId())
                        .build())
                .getParticipantsList()
                .stream()
                .filter(one -> one.getUserId().equals(user))
                .map(Participant::getMarketplaceRole)
                .findFirst()
                .orElseThrow();
    }

    private static String outcome(Supplier<Thread> call) {
        try {
            call.get();
            return "done";
        } catch (StatusRuntimeException refused) {
            return errorInfo(refused).getReason();
        }
    }
}
