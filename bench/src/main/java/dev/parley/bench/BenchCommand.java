package dev.parley.bench;

import dev.parley.bench.report.Report;
import dev.parley.bench.scenario.Plan;
import dev.parley.clientkit.report.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `parley bench`: measures a server and prints the figures. Exits with 0 if every call succeeded and every
/// promise held, otherwise with 1.
@Command(
        name = "parley bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures the server under load, and what wire and store can do alone.",
            "Starts a new server on fresh data, unless --target or --port names one. Driver, server and"
                    + " PostgreSQL share this machine."
        },
        footerHeading = "%nExamples:%n")
public final class BenchCommand implements Callable<Integer> {

    private static final List<String> EXAMPLES =
            List.of("  ./parley bench --quick", "  ./parley bench --only send-stream,fan-out");

    @Option(names = "--json", paramLabel = "FILE", description = "Also writes the figures to a file, as JSON.")
    private @Nullable Path json;

    @Option(
            names = "--runs",
            paramLabel = "N",
            description = "Number of measurements of each kind: 1 to 100. Default: 3.")
    private @Nullable Integer runs;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "NAME",
            description = "Measures only these, with the ceilings that belong to them. Names: ${COMPLETION-CANDIDATES}",
            completionCandidates = Catalogue.Names.class)
    private List<String> only = List.of();

    @Option(
            names = "--no-ceilings",
            description = "Omits ceilings that are not named. Use it for a quick look, not for published figures.")
    private boolean bare;

    @Option(
            names = "--quick",
            description = "Takes a minute or two and shows that everything works. The rates mean little.")
    private boolean quick;

    @Option(names = "--port", paramLabel = "PORT", description = "Measures a running server on this machine.")
    private @Nullable Integer port;

    @Option(names = "--target", paramLabel = "HOST:PORT", description = "Measures a running server.")
    private @Nullable String target;

    @Option(
            names = "--feeds-at",
            paramLabel = "HOST:PORT",
            description = "With --target or --port: another replica of message-service, on which the feeds of the sent"
                    + " messages are opened. Measures how long news take from one replica to the other.")
    private @Nullable String feedsAt;

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            description =
                    "With --target: a token of a service with the scope act-as-user. Default: one signed with the key"
                            + " in --data-dir.")
    private @Nullable String token;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            defaultValue = "${sys:parley.data-dir:-.parley}",
            description =
                    "Where fresh data is stored, in a directory that is deleted at the end; with --target or --port the"
                            + " data directory of that server. Default: ${DEFAULT-VALUE}")
    private Path dataDirectory = Path.of(".parley");

    @Option(
            names = "--window",
            paramLabel = "N",
            description = "Maximum number of messages of a user in flight, in saturating loads: 1 to 4096.")
    private @Nullable Integer window;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "2",
            description = "Number of connections of the driver. Default: ${DEFAULT-VALUE}")
    private int connections;

    @Option(
            names = "--inbox-threads",
            paramLabel = "N",
            description = "Number of threads in the large inbox, from 50. Default: 10000.")
    private @Nullable Integer inboxThreads;

    @Option(
            names = "--jvm-option",
            paramLabel = "OPTION",
            description = "An additional option for the JVM of the server, such as -Xmx1g. Can be repeated.")
    private List<String> jvmOptions = List.of();

    @Spec
    private @Nullable CommandSpec spec;

    /// Runs the bench. Skips a leading argument `bench`, which the launcher passes on. The exit code is 0 if
    /// every call succeeded and every promise held, 2 if the arguments are wrong, otherwise 1.
    public static void main(String[] arguments) {
        boolean named = arguments.length > 0 && arguments[0].equals("bench");
        System.exit(commandLine().execute(Arrays.copyOfRange(arguments, named ? 1 : 0, arguments.length)));
    }

    static CommandLine commandLine() {
        var commandLine = new CommandLine(new BenchCommand());
        commandLine.getCommandSpec().usageMessage().footer(footer());
        return commandLine.setParameterExceptionHandler((misuse, _) -> {
            misuse.getCommandLine().getErr().println(misuse.getMessage() + " See ./parley bench --help.");
            return 2;
        });
    }

    private static String[] footer() {
        var lines = new ArrayList<>(EXAMPLES);
        lines.add("");
        lines.add("Names, what they show, and their goals on two cores:");
        // A per cent sign would begin a directive of the text.
        Catalogue.lines().forEach(line -> lines.add(line.replace("%", "%%")));
        return lines.toArray(String[]::new);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var commandLine = specification().commandLine();
        List<String> names = names();
        var run = new BenchRun(
                plan(),
                Catalogue.ceilings(names, bare),
                Catalogue.scenarios(names),
                server(),
                new Progress(commandLine.getErr()));
        Report report;
        try {
            report = run.measure();
        } catch (IllegalStateException failure) {
            commandLine.getErr().println(failure.getMessage());
            return 1;
        }
        commandLine.getOut().print(report.table());
        commandLine.getOut().flush();
        if (json != null) {
            Files.writeString(json, report.json());
        }
        return report.isSound() ? 0 : 1;
    }

    private List<String> names() {
        for (String name : only) {
            require(Catalogue.NAMES.contains(name), "Unknown scenario " + name + "; the names are " + Catalogue.NAMES);
        }
        return only.isEmpty() ? Catalogue.NAMES : only;
    }

    private Plan plan() {
        Plan base = quick ? Plan.quick() : Plan.standard();
        int count = runs == null ? base.runs() : runs;
        int threads = inboxThreads == null ? base.inboxThreads() : inboxThreads;
        require(count >= 1 && count <= 100, "--runs must be 1 to 100.");
        require(window == null || window >= 1 && window <= 4096, "--window must be 1 to 4096.");
        require(threads >= Plan.PAGE && threads <= 100_000, "--inbox-threads must be 50 to 100000.");
        return base.with(
                count, threads, window == null ? base.window() : window, window == null ? base.unaryWindow() : window);
    }

    private BenchServer server() {
        require(port == null || target == null, "Use --port or --target, not both.");
        require(token == null || port != null || target != null, "--token needs --target or --port.");
        require(feedsAt == null || port != null || target != null, "--feeds-at needs --target or --port.");
        require(connections >= 1 && connections <= 64, "--connections must be 1 to 64.");
        Optional<String> running =
                Optional.ofNullable(target).or(() -> Optional.ofNullable(port).map(number -> "127.0.0.1:" + number));
        return new BenchServer(
                running,
                Optional.ofNullable(feedsAt),
                Optional.ofNullable(token),
                dataDirectory,
                connections,
                jvmOptions);
    }

    private void require(boolean holds, String sentence) {
        if (!holds) {
            throw new ParameterException(specification().commandLine(), sentence);
        }
    }

    private CommandSpec specification() {
        if (spec == null) {
            throw new IllegalStateException("The command was not started through its command line");
        }
        return spec;
    }
}
