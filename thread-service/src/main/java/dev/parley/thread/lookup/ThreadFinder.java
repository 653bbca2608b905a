package dev.parley.thread.lookup;

import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.thread.roster.Participant;
import dev.parley.thread.roster.ThreadKind;
import dev.parley.thread.roster.ThreadProblem;
import dev.parley.thread.roster.ThreadView;
import jakarta.inject.Singleton;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Shows threads to those who take part in them.
@Singleton
public final class ThreadFinder {
    private final ThreadDirectory directory;

    ThreadFinder(ThreadDirectory directory) {
        this.directory = directory;
    }

    /// A thread of the user. Fails with `ThreadAccessDenied`.
    public ThreadView get(UserId user, ThreadId thread) {
        return directory.findViews(List.of(thread), Optional.of(user)).stream()
                .findFirst()
                .orElseThrow(() -> new ThreadProblem.ThreadAccessDenied(thread).exception());
    }

    /// Those of the threads that the user may see, or all that exist when no user is given; in the order asked.
    public Batch getAll(Optional<UserId> user, List<ThreadId> threads) {
        var found = directory.findViews(threads, user).stream()
                .collect(Collectors.toMap(view -> view.thread().id(), Function.identity()));
        var missing = new LinkedHashSet<>(threads);
        missing.removeAll(found.keySet());
        return new Batch(
                threads.stream().filter(found::containsKey).map(found::get).toList(), List.copyOf(missing));
    }

    /// A page of the user's threads, newest created first.
    public Page<ThreadView, ThreadPosition> list(
            UserId user, Optional<ThreadKind> kind, Optional<ThreadPosition> after, int size) {
        var found = directory.list(user, kind, after, size + 1);
        if (found.size() <= size) {
            return new Page<>(found, Optional.empty());
        }
        var last = found.get(size - 1).thread();
        return new Page<>(found.subList(0, size), Optional.of(new ThreadPosition(last.createTime(), last.id())));
    }

    /// A page of those who take part in a thread of the user, in the order in which they joined; positions are their
    /// `joinOrder`. Fails with `ThreadAccessDenied`.
    public Page<Participant, Long> listParticipants(UserId user, ThreadId thread, Optional<Long> after, int size) {
        var roster = directory
                .find(thread)
                .filter(found -> found.find(user).isPresent())
                .orElseThrow(() -> new ThreadProblem.ThreadAccessDenied(thread).exception());
        var rest = roster.participants().stream()
                .filter(one -> one.joinOrder() > after.orElse(0L))
                .toList();
        return rest.size() <= size
                ? new Page<>(rest, Optional.empty())
                : new Page<>(
                        rest.subList(0, size), Optional.of(rest.get(size - 1).joinOrder()));
    }

    /// What was found, and what was not, each in the order asked.
    public record Batch(List<ThreadView> found, List<ThreadId> missing) {}
}
