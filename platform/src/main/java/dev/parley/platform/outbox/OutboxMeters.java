package dev.parley.platform.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;

/// Counts the results for the entries of one topic.
final class OutboxMeters {

    private final Counter delivered;
    private final Counter failed;
    private final Counter parked;

    OutboxMeters(String topic) {
        delivered = counter(topic, "delivered");
        failed = counter(topic, "failed");
        parked = counter(topic, "parked");
    }

    private static Counter counter(String topic, String result) {
        return Counter.builder("parley.outbox.entries")
                .description("Entries of the outbox by the result of a push")
                .tag("topic", topic)
                .tag("result", result)
                .register(Metrics.globalRegistry);
    }

    void delivered(int entries) {
        delivered.increment(entries);
    }

    void failed() {
        failed.increment();
    }

    void parked() {
        parked.increment();
    }
}
