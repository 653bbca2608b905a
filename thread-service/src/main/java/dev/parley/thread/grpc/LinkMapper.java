package dev.parley.thread.grpc;

import dev.parley.thread.thread.ThreadLink.Type;
import dev.parley.thread.v1.ThreadLink;
import java.util.EnumMap;
import java.util.Map;

/// Converts links to business objects; on the wire, an empty id means none.
final class LinkMapper {
    private LinkMapper() {}

    static dev.parley.thread.thread.ThreadLink fromProto(ThreadLink message) {
        Map<Type, String> ids = new EnumMap<>(Type.class);
        for (var type : Type.values()) {
            var id = id(message, type);
            if (!id.isEmpty()) {
                ids.put(type, id);
            }
        }
        return new dev.parley.thread.thread.ThreadLink(ids);
    }

    static ThreadLink toProto(dev.parley.thread.thread.ThreadLink link) {
        var message = ThreadLink.newBuilder();
        link.find(Type.ORDER).ifPresent(message::setOrderId);
        link.find(Type.BOOKING).ifPresent(message::setBookingId);
        link.find(Type.LEG).ifPresent(message::setLegId);
        link.find(Type.LBG).ifPresent(message::setLbgId);
        link.find(Type.POSTING).ifPresent(message::setPostingId);
        return message.build();
    }

    private static String id(ThreadLink message, Type type) {
        return switch (type) {
            case ORDER -> message.getOrderId();
            case BOOKING -> message.getBookingId();
            case LEG -> message.getLegId();
            case LBG -> message.getLbgId();
            case POSTING -> message.getPostingId();
        };
    }
}
