package dev.parley.clientkit.process;

import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A command line, with the Parley variables that its process gets.
///
/// @param environment all variables whose names start with `PARLEY_`; those of this process are not passed on
public record Program(List<String> command, Map<String, String> environment) {

    private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";
    private static final String UNSAFE = "--sun-misc-unsafe-memory-access=allow";

    /// Most child processes end before the second compiler pays off.
    private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    /// Copies the collections.
    public Program {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /// A runnable jar, which needs its `lib/` next to it. These JVM options are added after those for a quick
    /// start.
    public static Program jar(Path jar, List<String> options, List<String> arguments) {
        if (!Files.isDirectory(jar.resolveSibling("lib"))) {
            throw new IllegalStateException(jar + " has no lib/ beside it: run `./mvnw package` first");
        }
        var command = new ArrayList<>(List.of(java()));
        command.addAll(QUICK_START);
        command.addAll(options);
        command.addAll(List.of(NATIVE, UNSAFE, "-jar", jar.toString()));
        command.addAll(arguments);
        return new Program(command, Map.of());
    }

    /// A runnable jar whose classes are loaded from an archive next to it. The first such process that exits
    /// normally creates the archive, from the classes that it used.
    public static Program archivedJar(Path jar, List<String> options, List<String> arguments) {
        var more = new ArrayList<>(options);
        more.add("-XX:+AutoCreateSharedArchive");
        more.add("-XX:SharedArchiveFile=" + jar.resolveSibling("classes.jsa"));
        more.add("-Xlog:cds=off");
        more.add("-Xlog:aot=off");
        return jar(jar, more, arguments);
    }

    /// The launcher `parley`, which uses the jars as they were built.
    public static Program launcher(Path script, List<String> options, List<String> arguments) {
        var command = new ArrayList<>(List.of("sh", script.toAbsolutePath().toString()));
        command.addAll(arguments);
        return new Program(command, Map.of("PARLEY_NO_BUILD", "1", "PARLEY_JAVA_OPTS", String.join(" ", options)));
    }

    /// A main class on the class path of this process, with the JVM flags of this process except for agents
    /// and recordings.
    public static Program main(Class<?> main) {
        Stream<String> flags = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> !flag.startsWith("-agent") && !flag.startsWith("-javaagent"))
                .filter(flag -> !flag.startsWith("-XX:StartFlightRecording"));
        var command = new ArrayList<>(List.of(java()));
        flags.forEach(command::add);
        command.addAll(List.of(NATIVE, UNSAFE, "-cp", System.getProperty("java.class.path"), main.getName()));
        return new Program(command, Map.of());
    }

    /// Returns the same program with more variables.
    public Program with(Map<String, String> variables) {
        var all = new HashMap<>(environment);
        all.putAll(variables);
        return new Program(command, all);
    }

    private static String java() {
        return String.join(File.separator, System.getProperty("java.home"), "bin", "java");
    }
}
