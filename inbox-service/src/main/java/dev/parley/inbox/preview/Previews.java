package dev.parley.inbox.preview;

import dev.parley.inbox.preview.PreviewSource.Wanted;
import java.util.Map;
import java.util.Optional;

/// The result of a lookup: for each message a preview, or nothing to show. A message without a result is
/// pending.
///
/// @param found the results
public record Previews(Map<Wanted, Optional<Preview>> found) {

    /// No results.
    public static final Previews NONE = new Previews(Map.of());

    /// Copies the results.
    public Previews {
        found = Map.copyOf(found);
    }

    /// Returns the preview of a message, if it exists and its user may see it.
    public Optional<Preview> find(Wanted wanted) {
        return found.getOrDefault(wanted, Optional.empty());
    }

    /// Whether there was no result.
    public boolean isPending(Wanted wanted) {
        return !found.containsKey(wanted);
    }
}
