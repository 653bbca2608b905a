package dev.parley.platform.paging;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// A page of a query that fetched one element more than the page contains.
///
/// @param items the elements of the page, in query order
/// @param more whether there are more elements after it
public record Page<T>(List<T> items, boolean more) {

    /// Copies the list.
    public Page {
        items = List.copyOf(items);
        if (more && items.isEmpty()) {
            throw new IllegalArgumentException("A page with more elements after it must not be empty");
        }
    }

    /// Returns the page for the result of a query for [#probe] elements.
    public static <T> Page<T> of(List<T> found, int size) {
        return found.size() > size ? new Page<>(found.subList(0, size), true) : new Page<>(found, false);
    }

    /// Returns how many elements to fetch from a store.
    public static int probe(int size) {
        return size + 1;
    }

    /// Returns the element after which the next page begins; empty if this is the last page.
    public Optional<T> end() {
        return more ? Optional.of(items.getLast()) : Optional.empty();
    }

    /// Returns the token of the next page, as the contract defines it: an empty text if this is the last
    /// page.
    public String nextToken(Function<? super T, String> token) {
        return more ? token.apply(items.getLast()) : "";
    }

    /// Returns the same page of other elements.
    public <O> Page<O> map(Function<? super T, ? extends O> change) {
        return new Page<>(items.stream().<O>map(change).toList(), more);
    }
}
