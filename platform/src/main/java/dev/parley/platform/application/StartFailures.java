package dev.parley.platform.application;

import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.micronaut.context.exceptions.ConfigurationException;
import java.net.BindException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;

/// Finds the one sentence that explains a failed start.
final class StartFailures {

    private StartFailures() {}

    /// Explains a failure for which the databases of the named services may be the reason.
    static StartException explain(Throwable failure, List<String> services, String address) {
        List<Throwable> causes = causes(failure);
        String sentence = find(causes, StartException.class)
                .map(Throwable::getMessage)
                .or(() -> causes.stream()
                        .filter(StartFailures::isOfBinding)
                        .findFirst()
                        .map(taken -> "The address " + address + " cannot be used for listening: " + taken.getMessage()
                                + "."))
                .or(() -> find(causes, PoolInitializationException.class)
                        .map(pool -> "A database cannot be reached: "
                                + causes.getLast().getMessage()
                                + ". Check " + variables(services) + ", _USER and _PASSWORD."))
                .or(() -> find(causes, FlywayValidateException.class)
                        .map(other ->
                                "A database was written by another version of Parley, which is not compatible: use"
                                        + " that version, or another database (with ./parley, another --data-dir)."))
                .or(() -> find(causes, FlywayException.class)
                        .map(flyway -> "A database cannot be migrated: " + firstLine(flyway)))
                .or(() -> lastOf(causes, ConfigurationException.class).map(Throwable::getMessage))
                .orElseGet(() -> firstLine(causes.getLast()));
        return new StartException(sentence, failure);
    }

    private static String variables(List<String> services) {
        return services.stream().map(ServiceSettings::urlVariable).collect(Collectors.joining(", "));
    }

    /// The JDK's sockets throw a `BindException`. Epoll throws its own exception, which names the system
    /// call.
    private static boolean isOfBinding(Throwable failure) {
        return failure instanceof BindException
                || String.valueOf(failure.getMessage()).startsWith("bind(");
    }

    private static List<Throwable> causes(Throwable failure) {
        var causes = new ArrayList<Throwable>();
        for (Throwable cause = failure; cause != null && !causes.contains(cause); cause = cause.getCause()) {
            causes.add(cause);
        }
        return causes;
    }

    private static Optional<Throwable> find(List<Throwable> causes, Class<? extends Throwable> type) {
        return causes.stream().filter(type::isInstance).findFirst();
    }

    private static Optional<Throwable> lastOf(List<Throwable> causes, Class<? extends Throwable> type) {
        return find(causes.reversed(), type);
    }

    private static String firstLine(Throwable cause) {
        String message = cause.getMessage();
        return message == null || message.isBlank()
                ? cause.getClass().getSimpleName()
                : message.strip().lines().findFirst().orElse("");
    }
}
