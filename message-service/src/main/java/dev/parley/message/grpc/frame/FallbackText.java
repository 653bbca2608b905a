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

    /// The name of a user who was erased.
    private static final String ERASED = "[Deleted User]";

    /// The text of a message that this version does not know.
    static final String UNKNOWN = "[Unsupported message]";

    /// The maximum number of users that a sentence names.
    private static final int NAMED = 5;

    /// The maximum number of characters of each fallback text.
    static final int LONGEST = 200;

    private FallbackText() {}

    /// Returns what a text shows first, at most 200 characters.
    static String of(String text) {
        return shown(text, LONGEST);
    }

    /// Returns the start of a text, from its first visible character on: otherwise a text that begins with
    /// many blanks would show nothing. A text without a visible character begins with its first one. Ends
    /// between grapheme clusters.
    ///
    /// @param characters the maximum number of characters (code points)
    public static String shown(String text, int characters) {
        int from = VisibleText.startOf(text);
        return text.substring(from, Graphemes.end(text, from, characters));
    }

    /// Describes a join: `usr_a joined`, or `usr_olga added usr_ben`.
    static String of(Frame.Joined joined) {
        return byAnother(joined.users(), joined.actor())
                .map(actor -> sentence(actor + " added ", joined.users(), ""))
                .orElseGet(() -> sentence("", joined.users(), " joined"));
    }

    /// Describes a departure: `usr_a left`, or `usr_olga removed usr_ben`.
    static String of(Frame.Left left) {
        if (left.cause() == Cause.LEFT) {
            return sentence("", left.users(), " left");
        }
        String removed = left.users().size() <= 1 ? " was removed" : " were removed";
        return byAnother(left.users(), left.actor())
                .map(actor -> sentence(actor + " removed ", left.users(), ""))
                .orElseGet(() -> sentence("", left.users(), removed));
    }

    /// Returns the user who acted on others. A service is not named.
    private static Optional<String> byAnother(List<UserId> users, Optional<Actor> actor) {
        return actor.flatMap(Actor::user).filter(user -> !users.contains(user)).map(UserId::value);
    }

    /// Names as many users as fit, at least one. With the longest ids, a sentence about one user always fits.
    private static String sentence(String start, List<UserId> users, String end) {
        if (users.isEmpty()) {
            return start + ERASED + end;
        }
        int named = Math.min(users.size(), NAMED);
        String sentence = start + names(users, named) + end;
        while (named > 1 && sentence.length() > LONGEST) {
            named--;
            sentence = start + names(users, named) + end;
        }
        return sentence;
    }

    private static String names(List<UserId> users, int named) {
        int more = users.size() - named;
        int listed = more > 0 || named == 1 ? named : named - 1;
        String names = users.stream().limit(listed).map(UserId::value).collect(Collectors.joining(", "));
        if (more > 0) {
            return names + (more == 1 ? " and 1 other" : " and " + more + " others");
        }
        return listed == named ? names : names + " and " + users.getLast().value();
    }
}
