package dev.parley.standalone;

import java.io.PrintWriter;
import java.io.StringWriter;

/// The result of running the `parley` command within the test.
record CommandRun(int exit, String out, String err) {

    static CommandRun of(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exit = ParleyCommand.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new CommandRun(exit, out.toString(), err.toString());
    }
}
