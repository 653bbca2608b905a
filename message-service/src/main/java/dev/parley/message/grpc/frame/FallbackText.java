package dev.parley.message.grpc.frame;

import dev.parley.id.UserId;
import dev.parley.message.fence.Actor;
import dev.parley.message.fence.Departure.Cause;
import dev.parley.message.log.Frame;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Describes a message in plain English, for clients that do not know its kind.
public final class FallbackText {

    /// The text of a deleted message.
    static final String DELETED = "[Deleted]";

    /// The text of a message that this version does not know.
    static final String UNKNOWN = "[Unsupported message]";

    /// The maximum number of users that a sentence names.
    private static final int NAMED = 5;

    private static final int LONGEST = 200;

    private FallbackText() {}

    /// Returns the start of a text, at most 200 characters.
    static String of(String text) {
        return start(text, LONGEST);
    }

    /// Returns the start of a text. Never splits a character (code point).
    public static String start(String text, int characters) {
        return text.length() <= characters || text.codePointCount(0, text.length()) <= characters
                ? text
                : text.substring(0, text.offsetByCodePoints(0, characters));
    }

    /// Describes a join: `usr_a joined`, or `usr_olga added usr_ben`.
    static String of(Frame.Joined joined) {
        String users = names(joined.users());
        return byAnother(joined.users(), joined.actor())
                .map(actor -> actor + " added " + users)
                .orElse(users + " joined");
    }

    /// Describes a departure: `usr_a left`, or `usr_olga removed usr_ben`.
    static String of(Frame.Left left) {
        String users = names(left.users());
        if (left.cause() == Cause.LEFT) {
            return users + " left";
        }
        return byAnother(left.users(), left.actor())
                .map(actor -> actor + " removed " + users)
                .orElse(users + (left.users().size() == 1 ? " was removed" : " were removed"));
    }

    /// Returns the user who acted on others. A service is not named.
    private static Optional<String> byAnother(List<UserId> users, Optional<Actor> actor) {
        return actor.map(Actor::value).filter(UserId::isValid).filter(value -> !users.contains(new UserId(value)));
    }

    private static String names(List<UserId> users) {
        int more = users.size() - NAMED;
        if (more > 0) {
            return users.stream().limit(NAMED).map(UserId::value).collect(Collectors.joining(", "))
                    + (more == 1 ? " and 1 other" : " and " + more + " others");
        }
        String last = users.getLast().value();
        return users.size() == 1
                ? last
                : users.stream().limit(users.size() - 1L).map(UserId::value).collect(Collectors.joining(", ")) + " and "
                        + last;
    }
}
