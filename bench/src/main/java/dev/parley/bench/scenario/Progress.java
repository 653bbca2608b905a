package dev.parley.bench.scenario;

import java.io.PrintWriter;

/// Tells people how far a run is, line by line.
public final class Progress {

    private final PrintWriter out;
    private final long begin = System.nanoTime();
    private String scenario = "";

    /// Writes to this writer.
    public Progress(PrintWriter out) {
        this.out = out;
    }

    /// A scenario begins.
    public void begin(String name) {
        scenario = name;
    }

    /// A step of the scenario.
    public void step(String what) {
        long seconds = (System.nanoTime() - begin) / 1_000_000_000;
        out.printf("%4d s  %-16s %s%n", seconds, scenario, what);
        out.flush();
    }
}
