package dev.parley.clientkit.report;

import java.io.PrintWriter;
import java.io.Writer;

/// Shows the progress of a run, line by line, with the seconds since it began. Thread-safe.
public final class Progress {

    private static final int TENTHS = 10;

    private final PrintWriter out;
    private final long begin = System.nanoTime();
    private String stage = "";
    private int shown;

    /// Writes to this writer.
    public Progress(PrintWriter out) {
        this.out = out;
    }

    /// Shows nothing.
    public static Progress silent() {
        return new Progress(new PrintWriter(Writer.nullWriter()));
    }

    /// Begins a stage.
    public synchronized void begin(String name) {
        stage = name;
        shown = 0;
    }

    /// Shows a step of the stage.
    public synchronized void step(String what) {
        long seconds = (System.nanoTime() - begin) / 1_000_000_000;
        out.printf("%4d s  %-16s %s%n", seconds, stage, what);
        out.flush();
    }

    /// Shows a step for each tenth of a total that is complete.
    public synchronized void advance(int done, int total, String what) {
        int tenth = (int) ((long) done * TENTHS / total);
        if (tenth > shown) {
            shown = tenth;
            step(done + " of " + total + " " + what);
        }
    }
}
