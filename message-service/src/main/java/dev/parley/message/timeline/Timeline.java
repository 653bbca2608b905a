package dev.parley.message.timeline;

import java.util.Optional;
import java.util.regex.Pattern;

/// A history of the store. A store that is replaced by an older copy of itself begins another one: positions after
/// the copy are given again, to other frames. So a position is only comparable with its timeline.
///
/// @param number one more than that of the timeline before. A store that is replaced twice by the same copy has had
/// two timelines with one number
/// @param mark tells timelines with the same number apart; letters and digits
public record Timeline(int number, String mark) {

    private static final Pattern NAME = Pattern.compile("([1-9][0-9]{0,8})\\.([0-9a-z]{1,32})");

    /// The timeline of a new store.
    public static final Timeline FIRST = new Timeline(1, "first");

    /// Refuses an impossible number or mark.
    public Timeline {
        if (!NAME.matcher(number + "." + mark).matches()) {
            throw new IllegalArgumentException("Not a timeline: " + number + "." + mark);
        }
    }

    /// Reads what [#toString] wrote; empty for anything else.
    public static Optional<Timeline> parse(String name) {
        var parts = NAME.matcher(name);
        return parts.matches()
                ? Optional.of(new Timeline(Integer.parseInt(parts.group(1)), parts.group(2)))
                : Optional.empty();
    }

    /// Returns a short name that contains no space.
    @Override
    public String toString() {
        return number + "." + mark;
    }
}
