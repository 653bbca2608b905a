package dev.parley.message.log;

import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Two replicas over one store, with random conflicts, lost responses, retries and fences, in many runs. Each
/// run depends only on its seed, so a failure can be reproduced.
final class SequencerSimulationTest {

    static LongStream seeds() {
        return LongStream.range(0, 400);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void nothingIsLostDuplicatedOrOutOfOrder(long seed) {
        var world = new SimulatedWorld(seed);
        for (int step = 0; step < 150; step++) {
            world.step();
        }
        world.settle();
        world.check();
    }
}
