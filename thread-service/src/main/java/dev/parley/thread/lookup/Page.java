package dev.parley.thread.lookup;

import java.util.List;
import java.util.Optional;

/// A page of a list, and the position to go on behind; empty on the last page.
public record Page<T, P>(List<T> items, Optional<P> next) {}
