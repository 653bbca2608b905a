package dev.parley.standalone;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The `parley` command.
@Command(
        name = "parley",
        header = "Parley: messaging between people, on one machine.",
        mixinStandardHelpOptions = true,
        versionProvider = VersionOfBuild.class,
        subcommands = {UpCommand.class, TokenCommand.class, DemoCommand.class, RehearseCommand.class, HelpCommand.class
        },
        commandListHeading = "%nCommands:%n",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./parley up                        start everything on 127.0.0.1:50050",
            "  ./parley token --user usr_alice    print a token to call with",
            "  ./parley demo                      replay real conversations against it",
            "  ./parley bench                     start a server and measure it",
            "",
            "Each command has its own --help."
        })
public final class ParleyCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Print the stack trace of a failure (also with PARLEY_DEBUG=1).")
    private boolean debug;

    /// Runs the command that the arguments name. The exit code is 0 on success, 2 if the arguments are wrong,
    /// and 1 for any other failure, which is printed as one sentence to standard error.
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        var failures = new FailurePrinter();
        return new CommandLine(new ParleyCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures);
    }

    /// Without a command, lists the commands.
    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        spec.commandLine().usage(out);
        out.flush();
    }

    /// Whether stack traces are requested.
    boolean isDebug() {
        return debug || "1".equals(System.getenv("PARLEY_DEBUG"));
    }

    /// Returns the exception for wrong arguments.
    static ParameterException misuse(CommandSpec spec, String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
