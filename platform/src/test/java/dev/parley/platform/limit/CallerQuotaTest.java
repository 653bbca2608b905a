package dev.parley.platform.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.limit.CallerQuota.Most;
import dev.parley.platform.limit.Quota.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CallerQuotaTest {

    private final List<CallerQuota> retired = new ArrayList<>();
    private final CallerQuota quota = new CallerQuota(new Most("user", 3, 2, 1_000, 100), retired::add);

    @Test
    void callsAndStreamsAreBounded() {
        assertThat(quota.enter(true)).isEqualTo(Entry.ENTERED);
        assertThat(quota.enter(true)).isEqualTo(Entry.ENTERED);
        assertThat(quota.enter(true)).isEqualTo(Entry.STREAMS_USED_UP);
        assertThat(quota.enter(false)).isEqualTo(Entry.ENTERED);
        assertThat(quota.enter(false)).isEqualTo(Entry.CALLS_USED_UP);

        quota.leave(true);

        assertThat(quota.enter(true)).isEqualTo(Entry.ENTERED);
        assertThat(quota.calls()).isEqualTo(3);
    }

    @Test
    void itRetiresWithItsLastCall() {
        quota.enter(false);
        quota.enter(true);
        quota.leave(false);
        assertThat(retired).isEmpty();

        quota.leave(true);

        assertThat(retired).containsExactly(quota);
        assertThat(quota.enter(false)).isEqualTo(Entry.RETIRED);
        assertThat(quota.calls()).isZero();
    }

    @Test
    void bytesAreCountedAndNeverRefused() {
        quota.addBytes(1_000);
        assertThat(quota.hasRoomForBytes()).isTrue();
        quota.addBytes(1);
        assertThat(quota.hasRoomForBytes()).isFalse();
        quota.addBytes(-1);
        assertThat(quota.hasRoomForBytes()).isTrue();
    }

    @Test
    void eventsComeAtARateAfterABurst() {
        var now = new AtomicLong(Long.MAX_VALUE - 5);
        var rate = new Refill(10, now::get);
        for (int i = 0; i < 20; i++) {
            assertThat(rate.take()).isTrue();
        }
        assertThat(rate.take()).isFalse();
        now.addAndGet(200_000_000);
        assertThat(rate.take()).isTrue();
        assertThat(rate.take()).isTrue();
        assertThat(rate.take()).isFalse();
    }
}
