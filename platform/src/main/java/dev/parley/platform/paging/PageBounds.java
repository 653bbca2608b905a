package dev.parley.platform.paging;

/// The page sizes of one query.
///
/// @param standard the size if none is requested
/// @param most the maximum size
public record PageBounds(int standard, int most) {

    /// Refuses bounds without room for an element.
    public PageBounds {
        if (standard < 1 || most < standard) {
            throw new IllegalArgumentException(
                    "A page needs at least one element, and a maximum of at least its standard size");
        }
    }

    /// Returns the size to serve. A rule of the proto refuses a negative size earlier, so it counts as 0
    /// here.
    public int size(int requested) {
        return requested <= 0 ? standard : Math.min(requested, most);
    }
}
