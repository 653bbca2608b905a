package dev.parley.platform.paging;

/// The size of a page.
public final class PageSize {

    private PageSize() {}

    /// The size to serve: 0 asks for the standard size, and more than the maximum gets the maximum. A negative size
    /// is refused by the rule of the proto before this, and counts as 0 here.
    public static int of(int requested, int standard, int max) {
        return requested <= 0 ? standard : Math.min(requested, max);
    }
}
