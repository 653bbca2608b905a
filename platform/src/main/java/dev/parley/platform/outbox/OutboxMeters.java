package dev.parley.platform.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/// Counts the results for the entries of one topic.
final class OutboxMeters {

    private final Counter delivered;
    private final Counter failed;
    private final Counter parked;

    OutboxMeters(MeterRegistry registry, String topic) {
        delivered = counter(registry, topic, "delivered");
        failed = counter(registry, topic, "failed");
        parked = counter(registry, topic, "parked");
    }

    private static Counter counter(MeterRegistry registry, String topic, String result) {
        return Counter.builder("parley.outbox.entries")
                .description("Entries of the outbox by the result of a push")
                .tag("topic", topic)
                .tag("result", result)
                .register(registry);
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
