package dev.parley.message.send;

import dev.parley.id.ThreadId;
import dev.parley.message.fence.Fence;
import dev.parley.message.fence.Fences;
import dev.parley.message.log.Draft;
import dev.parley.message.problem.MessageProblem.ThreadAccessDenied;
import dev.parley.platform.problem.ProblemException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Decides by the fence. A cached fence can admit; only a freshly read one can refuse. The append verifies the
/// version of the fence.
final class Admission {

    private static final long NONE = 0;

    private final Fences fences;
    private final Clock clock;

    /// The decision on one draft.
    sealed interface Ruling {

        /// The sender may send.
        record Admitted(Fence fence) implements Ruling {}

        /// The sender may not send. The draft can still be a retry of an earlier send.
        record Refused(ProblemException problem) implements Ruling {}

        /// There is no such thread, or the store is unavailable.
        record Failed(ProblemException problem) implements Ruling {}
    }

    Admission(Fences fences, Clock clock) {
        this.fences = fences;
        this.clock = clock;
    }

    /// Decides on one draft.
    Ruling rule(Draft draft) {
        Instant now = clock.instant();
        Optional<Fence> known = fences.remembered(draft.thread());
        Ruling ruling = known.map(fence -> rule(draft, fence, now)).orElse(null);
        if (ruling instanceof Ruling.Admitted) {
            return ruling;
        }
        long version = known.map(Fence::version).orElse(NONE);
        return ruleAgain(draft, stored(Map.of(draft.thread(), version)), now);
    }

    /// Decides on each draft, with one store lookup for all that need it.
    List<Ruling> rule(List<Draft> drafts) {
        Instant now = clock.instant();
        var rulings = new ArrayList<@Nullable Ruling>(drafts.size());
        var doubtful = new HashMap<ThreadId, Long>();
        for (Draft draft : drafts) {
            Fence known = fences.remembered(draft.thread()).orElse(null);
            Ruling ruling = known == null ? null : rule(draft, known, now);
            if (!(ruling instanceof Ruling.Admitted)) {
                doubtful.put(draft.thread(), known == null ? NONE : known.version());
            }
            rulings.add(ruling);
        }
        Looked looked = doubtful.isEmpty() ? Looked.NOTHING : stored(doubtful);
        var all = new ArrayList<Ruling>(drafts.size());
        for (int place = 0; place < drafts.size(); place++) {
            Ruling ruling = rulings.get(place);
            all.add(ruling instanceof Ruling.Admitted ? ruling : ruleAgain(drafts.get(place), looked, now));
        }
        return all;
    }

    /// The result of a store lookup.
    private record Looked(
            Map<ThreadId, Fence> fences, @Nullable ProblemException failure) {
        static final Looked NOTHING = new Looked(Map.of(), null);
    }

    private Looked stored(Map<ThreadId, Long> known) {
        try {
            return new Looked(fences.newerThan(known), null);
        } catch (ProblemException away) {
            return new Looked(Map.of(), away);
        }
    }

    private static Ruling ruleAgain(Draft draft, Looked looked, Instant now) {
        if (looked.failure() != null) {
            return new Ruling.Failed(looked.failure());
        }
        Fence fence = looked.fences().get(draft.thread());
        return fence == null
                ? new Ruling.Failed(new ThreadAccessDenied(draft.thread()).exception())
                : rule(draft, fence, now);
    }

    private static Ruling rule(Draft draft, Fence fence, Instant now) {
        try {
            fence.admitWriter(draft.sender(), now);
            return new Ruling.Admitted(fence);
        } catch (ProblemException refused) {
            return new Ruling.Refused(refused);
        }
    }
}
