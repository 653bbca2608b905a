package dev.parley.platform.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.testing.Bound;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClientConfigTest {

    @Test
    void defaults() {
        assertThat(Bound.to(ClientConfig.class, Map.of())).isEqualTo(new ClientConfig(null, null, "parley", List.of()));
    }

    @Test
    void everyKeyIsRead() {
        Map<String, Object> settings = Map.of(
                "parley.token-file", "/run/token",
                "parley.key-dir", "/keys",
                "parley.service-name", "thread-service",
                "parley.service-scopes", List.of("message.fence", "inbox.feed"));
        assertThat(Bound.to(ClientConfig.class, settings))
                .isEqualTo(new ClientConfig(
                        "/run/token", "/keys", "thread-service", List.of("message.fence", "inbox.feed")));
    }

    @Test
    void scopesMayBeOneText() {
        Map<String, Object> settings = Map.of("parley.service-scopes", "message.fence inbox.feed");
        assertThat(Bound.to(ClientConfig.class, settings).serviceScopes())
                .containsExactly("message.fence", "inbox.feed");
    }
}
