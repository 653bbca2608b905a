package dev.parley.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FlightsTest {

    @Test
    void messageIsCompleteWithItsLastPart() {
        var flights = new Flights();
        assertThat(flights.begin(3, 77, 2)).isTrue();
        assertThat(flights.started(3)).isEqualTo(77);
        assertThat(flights.arrive(3)).isFalse();
        assertThat(flights.arrive(3)).isTrue();
    }

    @Test
    void slotIsTakenUntilItsMessageIsComplete() {
        var flights = new Flights();
        flights.begin(3, 77, 1);
        assertThat(flights.begin(3 + Flights.CAPACITY, 78, 1)).isFalse();
        assertThat(flights.arrive(3)).isTrue();
        assertThat(flights.begin(3 + Flights.CAPACITY, 78, 1)).isTrue();
        assertThat(flights.started(3 + Flights.CAPACITY)).isEqualTo(78);
    }

    @Test
    void abandonedMessageIsNeverComplete() {
        var flights = new Flights();
        flights.begin(1, 77, 2);
        flights.abandon(1);
        assertThat(flights.arrive(1)).isFalse();
        assertThat(flights.begin(1 + Flights.CAPACITY, 78, 1)).isTrue();
    }
}
