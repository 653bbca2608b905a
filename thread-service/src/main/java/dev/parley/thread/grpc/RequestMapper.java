package dev.parley.thread.grpc;

import com.google.protobuf.Message;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.caller.Caller;
import dev.parley.thread.roster.ParticipantDraft;
import dev.parley.thread.roster.ThreadDraft;
import dev.parley.thread.roster.ThreadLink;
import dev.parley.thread.roster.ThreadLink.Type;
import dev.parley.thread.roster.ThreadRequest;
import dev.parley.thread.v1.CreateThreadRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// Requests as they come in, after their rules were checked.
final class RequestMapper {
    private RequestMapper() {}

    /// The acting user.
    static UserId user() {
        return new UserId(Caller.current().userId());
    }

    /// What makes a repetition of this request by the acting user recognisable. The content is the message's bytes.
    static ThreadRequest toRequest(String requestId, Message message) {
        return new ThreadRequest(
                user(), requestId, message.getDescriptorForType().getName(), hash(message));
    }

    static ThreadDraft toDraft(CreateThreadRequest request) {
        return new ThreadDraft(
                WordMapper.toKind(request.getKind()).orElseThrow(),
                request.getSubject(),
                request.hasLink() ? Optional.of(toLink(request.getLink())) : Optional.empty(),
                toDrafts(request.getParticipantsList()));
    }

    static List<ParticipantDraft> toDrafts(Collection<dev.parley.thread.v1.ParticipantDraft> drafts) {
        return drafts.stream()
                .map(draft -> new ParticipantDraft(
                        new UserId(draft.getUserId()),
                        WordMapper.toRole(draft.getMarketplaceRole()),
                        draft.getRoleContext()))
                .toList();
    }

    static List<ThreadId> toThreadIds(Collection<String> ids) {
        return ids.stream().map(ThreadId::new).toList();
    }

    private static ThreadLink toLink(dev.parley.thread.v1.ThreadLink link) {
        return switch (link.getTargetCase()) {
            case ORDER_ID -> new ThreadLink(Type.ORDER, link.getOrderId());
            case BOOKING_ID -> new ThreadLink(Type.BOOKING, link.getBookingId());
            case LEG_ID -> new ThreadLink(Type.LEG, link.getLegId());
            case LBG_ID -> new ThreadLink(Type.LBG, link.getLbgId());
            case POSTING_ID -> new ThreadLink(Type.POSTING, link.getPostingId());
            case TARGET_NOT_SET -> throw new IllegalArgumentException("A link without target passed its rule.");
        };
    }

    private static String hash(Message message) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(message.toByteArray()));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
