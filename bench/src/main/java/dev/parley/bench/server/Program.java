package dev.parley.bench.server;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// How to run this program once more in a process of its own.
///
/// @param launcher   the `parley` script that started this process, where one did
/// @param jvmOptions further options for the JVM of a server
public record Program(Optional<Path> launcher, List<String> jvmOptions) {

    private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";
    private static final String UNSAFE = "--sun-misc-unsafe-memory-access=allow";
    private static final String MAIN = "dev.parley.standalone.ParleyCommand";

    /// The program of this process.
    public static Program ofThisProcess(List<String> jvmOptions) {
        Optional<Path> launcher = Optional.ofNullable(System.getProperty("parley.command"))
                .map(Path::of)
                .filter(path -> path.toFile().isFile());
        return new Program(launcher, List.copyOf(jvmOptions));
    }

    /// A server: `parley up` with these arguments.
    ProcessBuilder up(List<String> arguments) {
        return parley("up", arguments, jvmOptions);
    }

    /// By the launcher, so that the JVM gets the flags that it has for everybody, else by the `java` of this process.
    private ProcessBuilder parley(String name, List<String> arguments, List<String> options) {
        var command = new ArrayList<String>();
        if (launcher.isPresent()) {
            command.addAll(List.of("sh", launcher.get().toAbsolutePath().toString()));
        } else {
            command.addAll(java(options, MAIN));
        }
        command.add(name);
        command.addAll(arguments);
        var process = new ProcessBuilder(command);
        if (launcher.isPresent()) {
            process.environment().put("PARLEY_NO_BUILD", "1");
            process.environment().put("PARLEY_JAVA_OPTS", String.join(" ", options));
        }
        return process;
    }

    /// A main class on the class path of this process, with the JVM flags of this process.
    public ProcessBuilder main(Class<?> main) {
        List<String> flags = ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                // A debugger or profiler of the driver is not for others.
                .filter(flag -> !flag.startsWith("-agent") && !flag.startsWith("-javaagent"))
                .filter(flag -> !flag.startsWith("-XX:StartFlightRecording"))
                .toList();
        // What the manifest of the runnable jar says otherwise.
        return new ProcessBuilder(
                java(Stream.concat(flags.stream(), Stream.of(NATIVE, UNSAFE)).toList(), main.getName()));
    }

    /// A fresh token of a service that may act for any user, made by `parley token` with the key of a data directory.
    public String token(Path dataDirectory) throws IOException, InterruptedException {
        var service = List.of("--service", "bench", "--scope", "act-as-user");
        var arguments = Stream.concat(service.stream(), Stream.of("--data-dir", dataDirectory.toString()));
        Process process = parley("token", arguments.toList(), List.of())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String token = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0 || token.isEmpty() || token.contains("\n")) {
            throw new IllegalStateException("There is no token to be had for the data directory " + dataDirectory);
        }
        return token;
    }

    private static List<String> java(List<String> flags, String main) {
        var command = new ArrayList<String>();
        command.add(String.join(File.separator, System.getProperty("java.home"), "bin", "java"));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        return command;
    }
}
