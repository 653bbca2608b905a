package dev.parley.thread.open;

import static dev.parley.thread.contract.ThreadWorkshop.draft;
import static dev.parley.thread.contract.ThreadWorkshop.refused;
import static dev.parley.thread.contract.ThreadWorkshop.request;
import static dev.parley.thread.contract.ThreadWorkshop.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.UserId;
import dev.parley.id.UserPair;
import dev.parley.platform.problem.PlatformProblem.DependencyUnavailable;
import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.thread.contract.ThreadWorkshop;
import dev.parley.thread.contract.ThreadWorkshop.Text;
import dev.parley.thread.history.Actor;
import dev.parley.thread.memory.MemoryEngine;
import dev.parley.thread.problem.ThreadProblem.ContactNotAllowed;
import dev.parley.thread.problem.ThreadProblem.SelfNotAllowed;
import dev.parley.thread.problem.ThreadProblem.ThreadAuthorityMissing;
import dev.parley.thread.roster.MarketplaceRole;
import dev.parley.thread.roster.Participant.Deal;
import dev.parley.thread.roster.ParticipantDraft;
import dev.parley.thread.thread.MessageThread.Facts;
import dev.parley.thread.thread.ThreadKind;
import dev.parley.thread.thread.ThreadLink;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ThreadOpenerTest {
    private final ThreadWorkshop shop = new ThreadWorkshop(new MemoryEngine());
    private final UserId ann = user("ann");
    private final UserId bob = user("bob");

    @ParameterizedTest
    @EnumSource
    void usersOpenChatsAndInquiriesAndServicesEveryKind(ThreadKind kind) {
        var draft = draft(ann, kind, bob);
        if (kind == ThreadKind.CHAT || kind == ThreadKind.INQUIRY) {
            assertThat(shop.opener.openAs(ann, request(ann), draft, Text.FORM).replayed())
                    .isFalse();
        } else {
            refused(ThreadAuthorityMissing.class, () -> shop.opener.openAs(ann, request(ann), draft, Text.FORM));
        }
        var opened = shop.opener.openAsService(request(Actor.service("booking")), draft, Text.FORM);
        assertThat(shop.roster(opened.reply().thread()).thread().facts().kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @EnumSource
    void usersCannotAssignRolesOfAuthority(MarketplaceRole role) {
        boolean allowed = role == MarketplaceRole.NONE || role == MarketplaceRole.BUYER;
        var thread = shop.group(ann, bob);
        for (var user : List.of(ann, user("cat"))) {
            var drafts = List.of(new ParticipantDraft(user, new Deal(role, "")), ParticipantDraft.of(bob));
            var draft = new ThreadDraft(Actor.of(ann), ann, new Facts(ThreadKind.CHAT, "", Optional.empty()), drafts);
            if (allowed) {
                shop.opener.openAs(ann, request(ann), draft, Text.FORM);
                shop.changes.add(ann, request(ann), thread, drafts, Text.FORM);
            } else {
                refused(ThreadAuthorityMissing.class, () -> shop.opener.openAs(ann, request(ann), draft, Text.FORM));
                refused(
                        ThreadAuthorityMissing.class,
                        () -> shop.changes.add(ann, request(ann), thread, drafts, Text.FORM));
            }
            shop.opener.openAsService(request(Actor.service("booking")), draft, Text.FORM);
        }
    }

    @Test
    void usersCannotSetALink() {
        var link = Optional.of(new ThreadLink(Map.of(ThreadLink.Type.BOOKING, "bkg_1")));
        var draft = new ThreadDraft(
                Actor.of(ann), ann, new Facts(ThreadKind.CHAT, "", link), List.of(ParticipantDraft.of(bob)));
        refused(ThreadAuthorityMissing.class, () -> shop.opener.openAs(ann, request(ann), draft, Text.FORM));
        shop.opener.openAsService(request(Actor.service("booking")), draft, Text.FORM);
    }

    @Test
    void serviceIsTheCreatorAndTheNamedUserTheOwner() {
        var opener = Actor.service("booking");
        var draft = new ThreadDraft(
                opener,
                ann,
                new Facts(ThreadKind.BOOKING, "Sunday", Optional.empty()),
                List.of(ParticipantDraft.of(bob)));
        var thread = shop.opener
                .openAsService(request(opener), draft, Text.FORM)
                .reply()
                .thread();
        var roster = shop.roster(thread);
        assertThat(roster.thread().identity().creator().value()).isEqualTo("service:booking");
        assertThat(roster.thread().participantSummary().owner()).contains(ann);
        assertThat(roster.find(bob).orElseThrow().join().actor()).isEqualTo(opener);
    }

    @Test
    void groupHasTwoTo300Users() {
        refused(RequestInvalid.class, () -> shop.group(ann, ann));
        assertThat(shop.roster(shop.group(ann, users(299))).participants()).hasSize(300);
        refused(RequestInvalid.class, () -> shop.group(ann, users(300)));
    }

    @Test
    void directThreadNeedsAnotherUser() {
        refused(SelfNotAllowed.class, () -> shop.direct(ann, ann));
    }

    /// Both callers have looked up the thread before either has opened it.
    @Test
    void directThreadOpenedBetweenReadAndWriteIsFound() {
        var opening = Opening.direct(new ThreadIds(shop.clock).next(), ann, bob, shop.clock.instant());
        assertThat(shop.engine.directory().findDirect(UserPair.of(ann, bob))).isEmpty();
        var first = shop.direct(bob, ann);
        var late = shop.engine.opens().openDirect(opening);
        assertThat(late.created()).isFalse();
        assertThat(late.roster().thread().id()).isEqualTo(first);
    }

    @Test
    void blockBetweenReadAndWriteRefusesTheDirectThread() {
        var opening = Opening.direct(new ThreadIds(shop.clock).next(), ann, bob, shop.clock.instant());
        shop.block(bob, ann, 1);
        refused(ContactNotAllowed.class, () -> shop.engine.opens().openDirect(opening));
    }

    @Test
    void existingDirectThreadIsReturnedDespiteABlock() {
        var thread = shop.direct(ann, bob);
        shop.block(ann, bob, 1);
        assertThat(shop.direct(bob, ann)).isEqualTo(thread);
        refused(ContactNotAllowed.class, () -> shop.group(bob, ann));
    }

    @Test
    void retriedOpeningPutsItsFenceInForce() {
        var request = request(ann);
        var draft = draft(ann, ThreadKind.CHAT, bob);
        shop.fences.takeDown();
        refused(DependencyUnavailable.class, () -> shop.opener.openAs(ann, request, draft, Text.FORM));
        shop.fences.bringBack();
        var second = shop.opener.openAs(ann, request, draft, Text.FORM);
        assertThat(second.replayed()).isTrue();
        assertThat(shop.fences.isWritable(second.reply().thread(), bob)).isTrue();
    }

    private static UserId[] users(int count) {
        return IntStream.range(0, count).mapToObj(i -> user("some")).toArray(UserId[]::new);
    }
}
