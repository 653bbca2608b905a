package dev.parley.message.log;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Two replicas over one store, with conflicts, lost answers, repeats and fences at random, many times over.
/// Each run is made by its seed alone, so a failure can be run again.
final class SequencerSimulationTest {

    static LongStream seeds() {
        return LongStream.range(0, 400);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingIsLostDoubledOrOutOfOrder(long seed) {
        var world = new SimulatedWorld(seed);
        for (int step = 0; step < 150; step++) {
            world.step();
        }
        world.settle();
        world.check();
    }
}
