package dev.parley.inbox.preview;

import dev.parley.inbox.preview.PreviewSource.Wanted;
import java.util.Map;
import java.util.Optional;

/// The answers of a look-up: a preview, or nothing to show. A message without an answer is pending.
///
/// @param found the answers
public record Previews(Map<Wanted, Optional<Preview>> found) {

    /// Without any answer.
    public static final Previews NONE = new Previews(Map.of());

    /// Keeps its own copy of the answers.
    public Previews {
        found = Map.copyOf(found);
    }

    /// The preview of a message, if it is there and its user may see it.
    public Optional<Preview> find(Wanted wanted) {
        return found.getOrDefault(wanted, Optional.empty());
    }

    /// Whether there was no answer.
    public boolean isPending(Wanted wanted) {
        return !found.containsKey(wanted);
    }
}
