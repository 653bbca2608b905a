package dev.parley.inbox.postgres;

import dev.parley.id.UserId;
import dev.parley.inbox.merge.Participant;
import java.util.List;
import java.util.stream.Collectors;

/// Participants in a column: an array with one text for each, `user|marketplace role|group role|founding|context`.
/// Ids hold no bar, and the context is the last.
final class ParticipantColumn {

    private static final int PARTS = 5;

    private ParticipantColumn() {}

    /// As a literal of an array, which a statement casts.
    static String toSql(List<Participant> participants) {
        return participants.stream().map(ParticipantColumn::toElement).collect(Collectors.joining(",", "{", "}"));
    }

    static List<Participant> read(List<String> column) {
        return column.stream().map(ParticipantColumn::toParticipant).toList();
    }

    private static String toElement(Participant one) {
        String text = one.user() + "|" + one.marketplaceRole() + "|" + one.groupRole() + "|" + (one.founding() ? 1 : 0)
                + "|" + one.context();
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static Participant toParticipant(String text) {
        String[] parts = text.split("\\|", PARTS);
        return new Participant(
                new UserId(parts[0]),
                Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]),
                parts[4],
                parts[3].equals("1"));
    }
}
