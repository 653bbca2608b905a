package dev.parley.standalone.demo;

import java.io.PrintWriter;

/// Shows how far something is: a bar on a terminal, else a plain line at each tenth. Safe for many threads.
public final class Progress {

    private static final int WIDTH = 40;
    private static final int TENTHS = 10;

    private final PrintWriter out;
    private final boolean terminal;
    private final int total;
    private int done;
    private int shown = -1;

    /// Shows the way to a total, which is at least 1.
    public Progress(PrintWriter out, boolean terminal, int total) {
        this.out = out;
        this.terminal = terminal;
        this.total = total;
    }

    /// One more is done.
    public synchronized void advance() {
        done++;
        int step = (int) ((long) done * (terminal ? WIDTH : TENTHS) / total);
        if (step == shown || (!terminal && step == 0)) {
            return;
        }
        shown = step;
        if (terminal) {
            out.print("\r[" + "#".repeat(step) + ".".repeat(WIDTH - step) + "] " + done + " of " + total);
        } else {
            out.println(done + " of " + total + " messages");
        }
        out.flush();
    }

    /// Nothing more comes.
    public synchronized void end() {
        if (terminal) {
            out.println();
            out.flush();
        }
    }
}
