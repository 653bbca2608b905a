package dev.parley.platform.paging;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A page of a query that was asked for one element more than the page holds.
///
/// @param items what the page holds, in the order of the query
/// @param more  whether there is more after it
public record Page<T>(List<T> items, boolean more) {

    /// Copies the list.
    public Page {
        items = List.copyOf(items);
        if (more && items.isEmpty()) {
            throw new IllegalArgumentException("A page with more after it holds something");
        }
    }

    /// The page of what a query for [#probe] elements found.
    public static <T> Page<T> of(List<T> found, int size) {
        return found.size() > size ? new Page<>(found.subList(0, size), true) : new Page<>(found, false);
    }

    /// How many elements to ask a store for.
    public static int probe(int size) {
        return size + 1;
    }

    /// The element after which the next page begins; empty when this is the last page.
    public Optional<T> end() {
        return more ? Optional.of(items.getLast()) : Optional.empty();
    }

    /// The token of the next page, as the contract wants it: the empty text when this is the last page.
    public String nextToken(Function<? super T, String> token) {
        return more ? token.apply(items.getLast()) : "";
    }

    /// The same page of other elements.
    public <O> Page<O> map(Function<? super T, ? extends O> change) {
        return new Page<>(items.stream().<O>map(change).toList(), more);
    }
}
