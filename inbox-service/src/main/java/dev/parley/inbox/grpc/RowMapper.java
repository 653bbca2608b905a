package dev.parley.inbox.grpc;

import dev.parley.id.UserId;
import dev.parley.inbox.folder.ThreadForm;
import dev.parley.inbox.folder.ThreadKind;
import dev.parley.inbox.preview.Preview;
import dev.parley.inbox.row.RowChange;
import dev.parley.inbox.row.ShownRow;
import dev.parley.inbox.v1.Folder;
import dev.parley.inbox.v1.InboxItem;
import dev.parley.inbox.v1.InboxRow;
import dev.parley.platform.wire.WireTime;

/// Maps rows, and the words that they are made of.
final class RowMapper {

    private RowMapper() {}

    static InboxRow toProto(ShownRow shown) {
        var row = shown.row();
        var proto = InboxRow.newBuilder()
                .setThreadId(row.thread().value())
                .setFolder(toProto(row.folder()))
                .setForm(toProto(row.facts().form()))
                .setKind(toProto(row.facts().kind()))
                .setSubject(row.facts().subject())
                .setCounterpartId(row.counterpart().map(UserId::value).orElse(""))
                .setUnreadCount(row.unreadCount())
                .setHeadOrdinal(row.headOrdinal())
                .setReadSequence(row.readSequence())
                .setAsOfSequence(row.asOfSequence())
                .setActivityTime(WireTime.toProto(row.activityTime()))
                .setRevision(row.revision());
        shown.preview().ifPresent(preview -> proto.setPreview(toProto(preview)));
        return proto.build();
    }

    private static dev.parley.inbox.v1.Preview toProto(Preview preview) {
        return dev.parley.inbox.v1.Preview.newBuilder()
                .setMessageId(preview.message().value())
                .setSenderId(preview.senderId())
                .setText(preview.text())
                .setCreateTime(WireTime.toProto(preview.createTime()))
                .build();
    }

    static InboxItem toProto(RowChange<ShownRow> change) {
        var item = InboxItem.newBuilder().setRevision(change.revision());
        change.row()
                .ifPresentOrElse(
                        row -> item.setRow(toProto(row)),
                        () -> item.setRemovedThreadId(change.thread().value()));
        return item.build();
    }

    static dev.parley.inbox.folder.Folder toFolder(Folder folder) {
        return folder == Folder.FOLDER_ARCHIVED
                ? dev.parley.inbox.folder.Folder.ARCHIVED
                : dev.parley.inbox.folder.Folder.ALL;
    }

    private static Folder toProto(dev.parley.inbox.folder.Folder folder) {
        return switch (folder) {
            case ALL -> Folder.FOLDER_ALL;
            case ARCHIVED -> Folder.FOLDER_ARCHIVED;
        };
    }

    /// A form that the contract got after this version was built is unspecified here.
    static ThreadForm toForm(dev.parley.thread.v1.ThreadForm form) {
        return switch (form) {
            case THREAD_FORM_DIRECT -> ThreadForm.DIRECT;
            case THREAD_FORM_GROUP -> ThreadForm.GROUP;
            case THREAD_FORM_UNSPECIFIED, UNRECOGNIZED -> ThreadForm.UNSPECIFIED;
        };
    }

    private static dev.parley.thread.v1.ThreadForm toProto(ThreadForm form) {
        return switch (form) {
            case UNSPECIFIED -> dev.parley.thread.v1.ThreadForm.THREAD_FORM_UNSPECIFIED;
            case DIRECT -> dev.parley.thread.v1.ThreadForm.THREAD_FORM_DIRECT;
            case GROUP -> dev.parley.thread.v1.ThreadForm.THREAD_FORM_GROUP;
        };
    }

    /// A kind that the contract got after this version was built is unspecified here.
    static ThreadKind toKind(dev.parley.thread.v1.ThreadKind kind) {
        return switch (kind) {
            case THREAD_KIND_CHAT -> ThreadKind.CHAT;
            case THREAD_KIND_INQUIRY -> ThreadKind.INQUIRY;
            case THREAD_KIND_PROJECT -> ThreadKind.PROJECT;
            case THREAD_KIND_BOOKING -> ThreadKind.BOOKING;
            case THREAD_KIND_STUDIO -> ThreadKind.STUDIO;
            case THREAD_KIND_INVITE -> ThreadKind.INVITE;
            case THREAD_KIND_SUPPORT -> ThreadKind.SUPPORT;
            case THREAD_KIND_DISPUTE -> ThreadKind.DISPUTE;
            case THREAD_KIND_SYSTEM -> ThreadKind.SYSTEM;
            case THREAD_KIND_UNSPECIFIED, UNRECOGNIZED -> ThreadKind.UNSPECIFIED;
        };
    }

    private static dev.parley.thread.v1.ThreadKind toProto(ThreadKind kind) {
        return switch (kind) {
            case UNSPECIFIED -> dev.parley.thread.v1.ThreadKind.THREAD_KIND_UNSPECIFIED;
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
}
