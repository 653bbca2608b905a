package dev.parley.inbox.postgres;

import dev.parley.id.UserId;
import dev.parley.inbox.merge.Participant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Participants in a column: an array with one text for each, `user|name=value|…`.
///
/// Parts have names, so that the form can be extended: a missing part has its default, and an unknown part is
/// omitted. Bars and percent signs in values are escaped.
final class ParticipantColumn {

    private static final String MARKETPLACE_ROLE = "m";
    private static final String GROUP_ROLE = "g";
    private static final String JOIN_VERSION = "j";
    private static final String CONTEXT = "c";
    private static final long FOUNDING = 1;

    private ParticipantColumn() {}

    /// Returns an array literal, which a statement casts.
    static String toSql(List<Participant> participants) {
        return participants.stream().map(ParticipantColumn::toElement).collect(Collectors.joining(",", "{", "}"));
    }

    static List<Participant> read(List<String> column) {
        return column.stream().map(ParticipantColumn::toParticipant).toList();
    }

    private static String toElement(Participant one) {
        var text = new StringBuilder(one.user().value());
        append(text, MARKETPLACE_ROLE, one.marketplaceRole());
        append(text, GROUP_ROLE, one.groupRole());
        if (one.joinVersion() != FOUNDING) {
            append(text, JOIN_VERSION, one.joinVersion());
        }
        if (!one.context().isEmpty()) {
            append(text, CONTEXT, one.context().replace("%", "%25").replace("|", "%7C"));
        }
        return '"' + text.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static void append(StringBuilder text, String name, long number) {
        if (number != 0) {
            append(text, name, Long.toString(number));
        }
    }

    private static void append(StringBuilder text, String name, String value) {
        text.append('|').append(name).append('=').append(value);
    }

    private static Participant toParticipant(String text) {
        String[] parts = text.split("\\|");
        Map<String, String> named = new HashMap<>();
        for (int i = 1; i < parts.length; i++) {
            int end = parts[i].indexOf('=');
            if (end > 0) {
                named.put(parts[i].substring(0, end), parts[i].substring(end + 1));
            }
        }
        return new Participant(
                new UserId(parts[0]),
                number(named, MARKETPLACE_ROLE),
                number(named, GROUP_ROLE),
                named.getOrDefault(CONTEXT, "").replace("%7C", "|").replace("%25", "%"),
                named.containsKey(JOIN_VERSION) ? Long.parseLong(named.get(JOIN_VERSION)) : FOUNDING);
    }

    private static int number(Map<String, String> named, String name) {
        return Integer.parseInt(named.getOrDefault(name, "0"));
    }
}
