package dev.parley.inbox.preview;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Remembers previews for some seconds, so that a page that is read again costs no call. What changes a message moves
/// the head of its thread, and each head is looked up anew. So an old preview can only outlast a right of its user
/// that ended meanwhile, of a message that this user has just seen, and not for longer than that.
///
/// Two generations bound the number and the age: when the young one is full, or half as old as a preview may be, it
/// becomes the old one, and the old one is forgotten.
public final class RememberedPreviews implements PreviewSource {

    private final PreviewSource source;
    private final Clock clock;
    private final int most;
    private final Duration age;
    private volatile Generations current;

    /// @param oldEnd when the previews of the old one are too old
    private record Generations(Instant since, Map<Wanted, Preview> young, Map<Wanted, Preview> old, Instant oldEnd) {

        @Nullable
        Preview get(Wanted wanted, Instant now) {
            var preview = young.get(wanted);
            return preview == null && now.isBefore(oldEnd) ? old.get(wanted) : preview;
        }
    }

    /// Asks a source for what is not remembered.
    ///
    /// @param most how many previews are remembered at the most; a few more while several threads add some at once
    /// @param age  for how long
    public RememberedPreviews(PreviewSource source, Clock clock, int most, Duration age) {
        this.source = source;
        this.clock = clock;
        this.most = most;
        this.age = age;
        this.current = new Generations(clock.instant(), new ConcurrentHashMap<>(), Map.of(), Instant.MIN);
    }

    @Override
    public Previews find(Collection<Wanted> wanted) {
        Instant now = clock.instant();
        var generations = turned(now);
        var found = HashMap.<Wanted, Optional<Preview>>newHashMap(wanted.size());
        var missing = new ArrayList<Wanted>();
        for (Wanted one : wanted) {
            var preview = generations.get(one, now);
            if (preview == null) {
                missing.add(one);
            } else {
                found.put(one, Optional.of(preview));
            }
        }
        return missing.isEmpty() ? new Previews(found) : ask(generations, missing, found);
    }

    /// An answer is as old as the generation that was young when it was asked for.
    private Previews ask(Generations generations, List<Wanted> missing, Map<Wanted, Optional<Preview>> found) {
        Map<Wanted, Optional<Preview>> answers = source.find(missing).found();
        found.putAll(answers);
        answers.forEach(
                (one, answer) -> answer.ifPresent(preview -> generations.young().put(one, preview)));
        return new Previews(found);
    }

    /// How many previews are remembered now.
    int size() {
        var generations = current;
        return generations.young().size() + generations.old().size();
    }

    private Generations turned(Instant now) {
        return isRipe(current, now) ? turn(now) : current;
    }

    private boolean isRipe(Generations generations, Instant now) {
        return generations.young().size() >= most / 2
                || Duration.between(generations.since(), now).compareTo(age.dividedBy(2)) >= 0;
    }

    private synchronized Generations turn(Instant now) {
        var before = current;
        if (isRipe(before, now)) {
            current = new Generations(
                    now,
                    new ConcurrentHashMap<>(),
                    before.young(),
                    before.since().plus(age));
        }
        return current;
    }
}
