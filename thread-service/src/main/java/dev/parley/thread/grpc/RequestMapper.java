package dev.parley.thread.grpc;

import com.google.protobuf.Message;
import dev.parley.id.RequestId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.caller.Caller;
import dev.parley.platform.enums.Numbers;
import dev.parley.platform.problem.PlatformProblem.RequestInvalid;
import dev.parley.platform.text.Sha256;
import dev.parley.thread.block.Block;
import dev.parley.thread.history.Actor;
import dev.parley.thread.internal.v1.ApplyBlockRequest;
import dev.parley.thread.open.ThreadDraft;
import dev.parley.thread.request.ThreadRequest;
import dev.parley.thread.roster.MarketplaceRole;
import dev.parley.thread.roster.Participant;
import dev.parley.thread.roster.ParticipantDraft;
import dev.parley.thread.thread.MessageThread.Facts;
import dev.parley.thread.thread.ThreadKind;
import dev.parley.thread.v1.CreateThreadRequest;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Converts requests, after their rules were checked.
final class RequestMapper {
    private static final Numbers<ThreadKind> KINDS = Numbers.of(ThreadKind.class);
    private static final Numbers<MarketplaceRole> ROLES = Numbers.of(MarketplaceRole.class);
    private static final String OWNER = "owner_id";

    private RequestMapper() {}

    /// Returns the acting user, or the service that calls on its own behalf.
    static Actor actor() {
        var caller = Caller.current();
        return caller.user()
                .map(Actor::of)
                .orElseGet(() -> Actor.service(caller.service().orElseThrow()));
    }

    /// Identifies this request, so that a retry is recognised. The content is the message's type and bytes.
    static ThreadRequest toRequest(String requestId, Message message) {
        var digest = Sha256.digest();
        digest.update(message.getDescriptorForType().getFullName().getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        var hash = HexFormat.of().formatHex(digest.digest(message.toByteArray()));
        return new ThreadRequest(actor(), new RequestId(requestId), hash);
    }

    /// Returns the caller's draft. A user becomes the owner, and a service must name one; otherwise fails
    /// with `RequestInvalid`.
    static ThreadDraft toDraft(CreateThreadRequest request) {
        var user = Caller.current().user();
        boolean named = !request.getOwnerId().isEmpty();
        if (user.isPresent() && named) {
            throw RequestInvalid.of(OWNER, "owner_id.user", "must be empty: the acting user is the owner")
                    .exception();
        }
        if (user.isEmpty() && !named) {
            throw RequestInvalid.of(OWNER, "owner_id.service", "must name the owner")
                    .exception();
        }
        return new ThreadDraft(
                actor(),
                user.orElseGet(() -> new UserId(request.getOwnerId())),
                new Facts(
                        KINDS.get(request.getKindValue()),
                        request.getSubject(),
                        request.hasLink() ? Optional.of(LinkMapper.fromProto(request.getLink())) : Optional.empty()),
                toDrafts(request.getParticipantsList()));
    }

    static List<ParticipantDraft> toDrafts(Collection<dev.parley.thread.v1.ParticipantDraft> drafts) {
        return drafts.stream()
                .map(draft -> new ParticipantDraft(
                        new UserId(draft.getUserId()),
                        new Participant.Deal(
                                ROLES.find(draft.getMarketplaceRoleValue()).orElse(MarketplaceRole.NONE),
                                draft.getRoleContext())))
                .toList();
    }

    static Set<ThreadKind> toKinds(Collection<Integer> kinds) {
        return kinds.stream().map(KINDS::get).collect(Collectors.toUnmodifiableSet());
    }

    static List<ThreadId> toThreadIds(Collection<String> ids) {
        return ids.stream().map(ThreadId::new).toList();
    }

    static Block toBlock(ApplyBlockRequest request) {
        return new Block(
                new UserId(request.getBlockerId()),
                new UserId(request.getBlockedId()),
                request.getActive(),
                request.getVersion());
    }
}
