package dev.parley.platform.application;

import dev.parley.platform.clients.ServiceChannels;
import io.micronaut.context.env.Environment;
import io.micronaut.context.exceptions.ConfigurationException;
import io.micronaut.core.type.Argument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Detects a missing setting at startup instead of at the first call.
///
/// A service lists the services that it calls as `parley.<service>.neighbours` in its `application.yml`.
final class RequiredSettings {

    private RequiredSettings() {}

    /// Throws [StartException] with one sentence for the first missing setting.
    static void check(Environment environment, List<String> services) {
        services.forEach(service -> checkDatabase(environment, service));
        List<String> neighbours = services.stream()
                .flatMap(service -> neighbours(environment, service).stream())
                .distinct()
                .toList();
        neighbours.forEach(neighbour -> checkTarget(environment, neighbour));
        if (!neighbours.isEmpty()) {
            checkToken(environment);
        }
    }

    private static List<String> neighbours(Environment environment, String service) {
        return environment
                .getProperty("parley." + service + ".neighbours", Argument.listOf(String.class))
                .orElse(List.of());
    }

    private static void checkDatabase(Environment environment, String service) {
        if (environment
                .getProperty(ServiceSettings.urlProperty(service), String.class)
                .filter(url -> url.startsWith("jdbc:postgresql:"))
                .isEmpty()) {
            throw new StartException(
                    ServiceSettings.urlVariable(service) + " must be set to a URL that starts with jdbc:postgresql:");
        }
    }

    private static void checkTarget(Environment environment, String neighbour) {
        environment
                .getProperty(ServiceChannels.TARGETS + neighbour, String.class)
                .filter(target -> !target.isBlank())
                .ifPresent(target -> checkForm(neighbour, target));
        if (isBlank(environment, ServiceChannels.TARGETS + neighbour)) {
            throw new StartException("PARLEY_TARGETS_" + neighbour.toUpperCase(Locale.ROOT)
                    + " is not set: it names the host and port of the " + neighbour + " service.");
        }
    }

    private static void checkForm(String neighbour, String target) {
        try {
            ServiceChannels.check(neighbour, target);
        } catch (ConfigurationException malformed) {
            throw new StartException(String.valueOf(malformed.getMessage()));
        }
    }

    private static void checkToken(Environment environment) {
        String file = environment.getProperty("parley.token-file", String.class).orElse("");
        if (file.isBlank()
                && isBlank(environment, "parley.key-dir")
                && isBlank(environment, "parley.client.tls.certificate")) {
            throw new StartException("PARLEY_TOKEN_FILE is not set: it names the file with this service's token.");
        }
        if (!file.isBlank() && !Files.isReadable(Path.of(file))) {
            throw new StartException("The token file " + file + " cannot be read (PARLEY_TOKEN_FILE).");
        }
    }

    private static boolean isBlank(Environment environment, String property) {
        return environment.getProperty(property, String.class).orElse("").isBlank();
    }
}
