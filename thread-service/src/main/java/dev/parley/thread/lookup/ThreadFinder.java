package dev.parley.thread.lookup;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.platform.paging.Page;
import dev.parley.thread.problem.ThreadProblem.ThreadAccessDenied;
import dev.parley.thread.roster.Participant;
import jakarta.inject.Singleton;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Shows threads to their participants.
@Singleton
public final class ThreadFinder {
    private final ThreadDirectory directory;

    /// Finds threads in a directory.
    public ThreadFinder(ThreadDirectory directory) {
        this.directory = directory;
    }

    /// Returns a thread of the user. Fails with `ThreadAccessDenied`.
    public ThreadView get(UserId user, ThreadId thread) {
        return directory.findViews(List.of(thread), Optional.of(user)).stream()
                .findFirst()
                .orElseThrow(() -> new ThreadAccessDenied(thread).exception());
    }

    /// Returns the threads that the user may see, or all that exist if no user is given, in request order.
    public Batch getAll(Optional<UserId> user, List<ThreadId> threads) {
        var found = directory.findViews(threads, user).stream()
                .collect(Collectors.toMap(view -> view.thread().id(), Function.identity()));
        var missing = new LinkedHashSet<>(threads);
        missing.removeAll(found.keySet());
        return new Batch(
                threads.stream().filter(found::containsKey).map(found::get).toList(), List.copyOf(missing));
    }

    /// Returns a page of the user's threads, newest first by creation.
    public Page<ThreadView> list(ThreadQuery query, int size) {
        return Page.of(directory.list(query, Page.probe(size)), size);
    }

    /// Returns a page of participants in join order, after the given one. Fails with `ThreadAccessDenied`.
    public Page<Participant> listParticipants(UserId user, ThreadId thread, Optional<Long> after, int size) {
        directory
                .findAccess(thread, user)
                .filter(ThreadAccess::isReadable)
                .orElseThrow(() -> new ThreadAccessDenied(thread).exception());
        return Page.of(directory.listParticipants(thread, after.orElse(0L), Page.probe(size)), size);
    }

    /// The threads found and the ids that were not, each in request order.
    public record Batch(List<ThreadView> found, List<ThreadId> missing) {}
}
