package dev.parley.message.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.platform.testing.ServiceUnderTest;
import io.micronaut.configuration.jdbc.hikari.DatasourceConfiguration;
import io.micronaut.context.ApplicationContext;
import io.micronaut.inject.qualifiers.Qualifiers;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class KeyedPlansTest {

    @Test
    void poolOfThisServiceStartsWithTheSettings() {
        assertThat(initSql(Map.of())).isEqualTo(KeyedPlans.SETTINGS);
    }

    @Test
    void explicitSettingOfThePoolTakesPrecedence() {
        assertThat(initSql(Map.of("datasources.message.connection-init-sql", "set jit = off")))
                .isEqualTo("set jit = off");
    }

    private static String initSql(Map<String, Object> settings) {
        try (var message = ServiceUnderTest.start("message", settings)) {
            return message.bean(ApplicationContext.class)
                    .getBean(DatasourceConfiguration.class, Qualifiers.byName("message"))
                    .getConnectionInitSql();
        }
    }
}
