package dev.parley.standalone.postgres;

import dev.parley.platform.application.StartException;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Runs the programs of PostgreSQL and waits for their end.
///
/// PostgreSQL refuses to run as root. On Linux a root user therefore runs it in a separate user namespace, in
/// which it is nobody. Most containers forbid such a namespace. There it runs as nobody outside of one, with
/// the right to use what belongs to root, since the programs and the data are in root's directories.
final class PostgresPrograms {

    /// A user that every system has.
    private static final String NOBODY = "65534";

    private static final String RIGHTS = "+dac_override,+fowner";

    private final Path home;
    private final List<String> prefix;

    /// The exit code and the output of a program.
    record Result(int exit, String output) {

        boolean ok() {
            return exit == 0;
        }

        /// Returns the last line that is not empty.
        String lastLine() {
            return output.lines().filter(line -> !line.isBlank()).reduce("", (_, last) -> last);
        }
    }

    PostgresPrograms(Path home) {
        this(home, prefix());
    }

    PostgresPrograms(Path home, List<String> prefix) {
        this.home = home;
        this.prefix = prefix;
    }

    /// Runs a program and waits for its end.
    Result run(String program, String... arguments) {
        var command = new ArrayList<>(prefix);
        command.add(home.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().put("LC_ALL", "C");
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException failure) {
            throw new StartException("PostgreSQL cannot be run: " + failure.getMessage(), failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StartException("The wait for PostgreSQL was interrupted.", interrupted);
        }
    }

    private static List<String> prefix() {
        if (!isRootOnLinux()) {
            return List.of();
        }
        if (LinuxUtils.isUnshareAvailable()) {
            return List.of("unshare", "-U");
        }
        if (works(asNobody())) {
            return asNobody();
        }
        throw new StartException("PostgreSQL does not run as root on this machine, which allows neither user namespaces"
                + " nor setpriv: use an ordinary user.");
    }

    /// Returns what runs a program as nobody, with the right to use root's directories.
    static List<String> asNobody() {
        return List.of(
                "setpriv",
                "--reuid=" + NOBODY,
                "--regid=" + NOBODY,
                "--clear-groups",
                "--securebits=+no_setuid_fixup",
                "--inh-caps=" + RIGHTS,
                "--ambient-caps=" + RIGHTS,
                "--");
    }

    private static boolean works(List<String> prefix) {
        var command = new ArrayList<>(prefix);
        command.add("true");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    static boolean isRootOnLinux() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException noLinux) {
            return false;
        }
    }
}
