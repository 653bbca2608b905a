package dev.parley.message.hint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.message.hint.HintExchange.Timing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a replica publishes.
final class HintExchangeTest {

    private final List<HintBatch> published = new ArrayList<>();
    private final HintExchange exchange = new HintExchange(
            new LogHints() {
                @Override
                public void publish(HintBatch batch) {
                    published.add(batch);
                }

                @Override
                public List<HintBatch> receive(Duration wait) {
                    return List.of(new HintBatch("other", 1, 0, true, false, Map.of(), List.of()));
                }

                @Override
                public void unsubscribe() {}

                @Override
                public void close() {}
            },
            () -> 2,
            new Timing(Duration.ZERO, Duration.ofMinutes(1), Duration.ZERO, Duration.ofMinutes(1)));

    private void write(int threads) throws InterruptedException {
        for (int thread = 0; thread < threads; thread++) {
            exchange.repeated(new ThreadId("thr_" + thread), 1);
        }
        boolean more = true;
        while (more) {
            more = exchange.publish();
        }
    }

    private int hints() {
        return published.stream().mapToInt(batch -> batch.hints().size()).sum();
    }

    @Test
    void numberIsSkippedOnceHintsAreDropped() throws InterruptedException {
        exchange.receive();
        write(10_000);
        assertThat(hints()).isEqualTo(10_000);
        long last = published.getLast().number();
        assertThat(last).isEqualTo(published.size());

        published.clear();
        write(10_001);
        assertThat(hints()).isEqualTo(10_000);
        assertThat(published.getFirst().number()).isEqualTo(last + 2);
        for (int batch = 1; batch < published.size(); batch++) {
            assertThat(published.get(batch).number()).isEqualTo(last + 2 + batch);
        }
    }

    /// A receiver compares all threads.
    @Test
    void droppedHintsEndThePeriodOfAReceiver() throws InterruptedException {
        exchange.receive();
        write(1);
        write(10_001);
        var ended = new ArrayList<HintPeriod>();
        var receiver = new HintPeers("receiver", System.nanoTime(), ended::add);
        for (HintBatch batch : published) {
            int before = ended.size();
            receiver.received(batch, System.nanoTime());
            assertThat(ended.size() - before).isEqualTo(batch == published.get(1) ? 1 : 0);
        }
    }
}
