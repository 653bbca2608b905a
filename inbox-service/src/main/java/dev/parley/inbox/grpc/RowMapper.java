package dev.parley.inbox.grpc;

import dev.parley.id.UserId;
import dev.parley.inbox.merge.Participant;
import dev.parley.inbox.preview.Preview;
import dev.parley.inbox.row.RowChange;
import dev.parley.inbox.row.ShownRow;
import dev.parley.inbox.v1.Folder;
import dev.parley.inbox.v1.InboxItem;
import dev.parley.inbox.v1.InboxRow;
import dev.parley.platform.enums.Numbers;
import dev.parley.platform.wire.WireTime;
import dev.parley.thread.v1.ParticipantBrief;

/// Converts rows.
final class RowMapper {

    private static final Numbers<dev.parley.inbox.folder.Folder> FOLDERS =
            Numbers.of(dev.parley.inbox.folder.Folder.class).orElse(dev.parley.inbox.folder.Folder.ALL);

    private RowMapper() {}

    static InboxRow toProto(ShownRow shown) {
        var row = shown.row();
        var thread = row.thread();
        var proto = InboxRow.newBuilder()
                .setThreadId(thread.thread().value())
                .setFormValue(thread.form())
                .setKindValue(thread.kind())
                .setSubject(thread.subject())
                .setParticipantCount(thread.participantCount())
                .setUnreadCount(count(row.unread().count()))
                .setMessageCount(count(thread.headOrdinal()))
                .setReadSequence(row.state().cursor().sequence())
                .setAsOfSequence(thread.headSequence())
                .setActivityTime(WireTime.toProto(row.placement().activity()))
                .setRevision(row.revision())
                .setPreviewPending(shown.pending());
        row.placement().folders().stream().sorted().forEach(folder -> proto.addFoldersValue(folder.number()));
        row.others().forEach(one -> proto.addParticipantPreview(toProto(one)));
        shown.preview().ifPresent(preview -> proto.setPreview(toProto(preview)));
        return proto.build();
    }

    private static ParticipantBrief toProto(Participant participant) {
        return ParticipantBrief.newBuilder()
                .setUserId(participant.user().value())
                .setMarketplaceRoleValue(participant.marketplaceRole())
                .setGroupRoleValue(participant.groupRole())
                .setRoleContext(participant.context())
                .build();
    }

    private static dev.parley.inbox.v1.Preview toProto(Preview preview) {
        return dev.parley.inbox.v1.Preview.newBuilder()
                .setMessageId(preview.message().value())
                .setSenderId(preview.senderId())
                .setKindValue(preview.kind())
                .setText(preview.text())
                .setFallbackText(preview.fallbackText())
                .setCreateTime(WireTime.toProto(preview.createTime()))
                .setStateValue(preview.state())
                .build();
    }

    static InboxItem toProto(UserId user, RowChange<ShownRow> change) {
        var item = InboxItem.newBuilder().setUserId(user.value()).setRevision(change.revision());
        change.row()
                .ifPresentOrElse(
                        row -> item.setRow(toProto(row)),
                        () -> item.setRemovedThreadId(change.thread().value()));
        return item.build();
    }

    /// A query without a folder reads `ALL`.
    static dev.parley.inbox.folder.Folder toFolder(Folder folder) {
        return FOLDERS.get(folder.getNumber());
    }

    /// Returns a count for the wire.
    static int count(long value) {
        return Math.clamp(value, 0, Integer.MAX_VALUE);
    }
}
