package dev.parley.platform.limit;

import java.util.concurrent.atomic.LongAdder;

/// The quota of the process. Its counters are striped, because every call changes them. So threads that enter
/// at the same moment may exceed it by their number.
final class SharedQuota implements Quota {

    private final String name;
    private final long mostCalls;
    private final long mostStreams;
    private final long mostBytes;
    private final LongAdder calls = new LongAdder();
    private final LongAdder streams = new LongAdder();
    private final LongAdder bytes = new LongAdder();

    SharedQuota(String name, long mostCalls, long mostStreams, long mostBytes) {
        this.name = name;
        this.mostCalls = mostCalls;
        this.mostStreams = mostStreams;
        this.mostBytes = mostBytes;
    }

    @Override
    public Entry enter(boolean stream) {
        if (calls.sum() >= mostCalls) {
            return Entry.CALLS_USED_UP;
        }
        if (stream && streams.sum() >= mostStreams) {
            return Entry.STREAMS_USED_UP;
        }
        calls.increment();
        if (stream) {
            streams.increment();
        }
        return Entry.ENTERED;
    }

    @Override
    public void leave(boolean stream) {
        calls.decrement();
        if (stream) {
            streams.decrement();
        }
    }

    @Override
    public void addBytes(long more) {
        bytes.add(more);
    }

    @Override
    public boolean hasRoomForBytes() {
        return bytes.sum() <= mostBytes;
    }

    @Override
    public String name() {
        return name;
    }

    long calls() {
        return calls.sum();
    }

    long streams() {
        return streams.sum();
    }

    long bytes() {
        return bytes.sum();
    }
}
