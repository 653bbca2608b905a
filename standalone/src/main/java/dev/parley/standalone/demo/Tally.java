package dev.parley.standalone.demo;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// What a replay has seen so far. Safe for many threads.
final class Tally {

    private static final int KEPT = 10;

    final AtomicInteger threads = new AtomicInteger();
    final AtomicInteger messages = new AtomicInteger();
    final AtomicInteger feeds = new AtomicInteger();
    final AtomicInteger completeFeeds = new AtomicInteger();
    final AtomicInteger rows = new AtomicInteger();
    final AtomicInteger exactRows = new AtomicInteger();
    final AtomicInteger failures = new AtomicInteger();
    final Timings send = new Timings();
    final Timings sendToFeed = new Timings();
    final Timings ackToFeed = new Timings();

    private final List<String> complaints = new CopyOnWriteArrayList<>();

    /// Remembers the first few things that were not as they should be.
    void complain(String sentence) {
        if (complaints.size() < KEPT) {
            complaints.add(sentence);
        }
    }

    List<String> complaints() {
        return List.copyOf(complaints);
    }

    boolean isClean() {
        return failures.get() == 0 && completeFeeds.get() == feeds.get() && exactRows.get() == rows.get();
    }
}
