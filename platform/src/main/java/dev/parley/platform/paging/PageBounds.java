package dev.parley.platform.paging;

/// The sizes of the pages of one query.
///
/// @param standard the size when none is asked for
/// @param most     the size when more is asked for
public record PageBounds(int standard, int most) {

    /// Refuses bounds without room for an element.
    public PageBounds {
        if (standard < 1 || most < standard) {
            throw new IllegalArgumentException(
                    "A page has at least one element, and a bound from its standard size on");
        }
    }

    /// The size to serve. A rule of the proto refuses a negative size before this, so it counts as 0 here.
    public int size(int requested) {
        return requested <= 0 ? standard : Math.min(requested, most);
    }
}
