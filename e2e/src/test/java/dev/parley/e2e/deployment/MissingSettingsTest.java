package dev.parley.e2e.deployment;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.platform.application.ParleyApplication;
import dev.parley.platform.application.StartException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Each service detects a missing address or token at startup, before it connects to a database.
final class MissingSettingsTest {

    private static final List<String> SERVICES = List.of("thread", "message", "safety", "inbox");

    @ParameterizedTest
    @CsvSource({
        "thread, message",
        "thread, inbox",
        "message, safety",
        "message, inbox",
        "safety, thread",
        "inbox, thread",
        "inbox, message"
    })
    void missingNeighbourIsOneSentence(String service, String neighbour) {
        var settings = settings(service);
        settings.remove("parley.targets." + neighbour);

        refuses(service, settings, "PARLEY_TARGETS_" + neighbour.toUpperCase(Locale.ROOT) + " is not set");
    }

    @ParameterizedTest
    @CsvSource({"thread", "message", "safety", "inbox"})
    void missingTokenIsReportedInOneSentence(String service) {
        refuses(service, settings(service), "PARLEY_TOKEN_FILE is not set");
    }

    private static Map<String, Object> settings(String service) {
        var settings = new HashMap<String, Object>();
        settings.put("parley." + service + ".database.url", "jdbc:postgresql://127.0.0.1:1/nowhere");
        SERVICES.forEach(name -> settings.put("parley.targets." + name, "127.0.0.1:1"));
        return settings;
    }

    private static void refuses(String service, Map<String, Object> settings, String start) {
        assertThatThrownBy(
                        () -> ParleyApplication.run(List.of(service), settings).close())
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith(start);
    }
}
