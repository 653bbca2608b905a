package dev.parley.thread.roster;

import java.util.List;

/// A thread as it is shown: with those who take part, in the order in which they joined, when these are at most
/// [#LISTED]; else with none.
public record ThreadView(MessageThread thread, List<Participant> participants) {
    /// How many participants at the most a thread shows itself.
    public static final int LISTED = 2;
}
