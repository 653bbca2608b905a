package dev.parley.thread.lookup;

import dev.parley.id.UserId;
import dev.parley.thread.roster.Participant;
import dev.parley.thread.roster.Roster;
import dev.parley.thread.thread.MessageThread;
import java.util.List;
import java.util.Optional;

/// A thread as a user or a service sees it, with its first participants in join order, at most [#PREVIEW] and
/// never the viewer. The viewer is absent for a service, and for a user who is no longer a participant.
public record ThreadView(MessageThread thread, List<Participant> preview, Optional<Participant> viewer) {
    /// The maximum number of participants that a thread shows.
    public static final int PREVIEW = 5;

    /// Returns the thread as a user sees it. A user who is not a participant sees no participants.
    public static ThreadView of(Roster roster, UserId viewer) {
        var own = roster.find(viewer);
        return of(roster.thread(), own.isPresent() ? roster.participants() : List.of(), own);
    }

    /// Returns the thread as a user or a service sees it.
    public static ThreadView of(Roster roster, Optional<UserId> viewer) {
        return viewer.map(user -> of(roster, user))
                .orElseGet(() -> of(roster.thread(), roster.participants(), Optional.empty()));
    }

    /// Returns a thread, given at least its first participants, as a viewer sees it.
    public static ThreadView of(MessageThread thread, List<Participant> first, Optional<Participant> viewer) {
        var others = first.stream()
                .filter(one ->
                        viewer.isEmpty() || !one.user().equals(viewer.get().user()))
                .limit(PREVIEW)
                .toList();
        return new ThreadView(thread, others, viewer);
    }
}
