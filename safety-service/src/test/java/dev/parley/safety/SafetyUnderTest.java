package dev.parley.safety;

import dev.parley.platform.testing.ServiceUnderTest;
import dev.parley.platform.testing.TestPostgres;
import dev.parley.platform.testing.TestPostgres.TestDatabase;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// The running safety-service that the wire tests share. It ends with the test run. Each test uses its own
/// users, and leaves thread-service up.
///
/// @param service the service
/// @param threads the thread-service that enforces blocks
/// @param database where the service stores blocks
public record SafetyUnderTest(ServiceUnderTest service, FakeThreadPolicy threads, TestDatabase database)
        implements AutoCloseable {

    @Override
    public void close() {
        service.close();
    }

    private static SafetyUnderTest start() {
        var threads = new FakeThreadPolicy();
        var database = TestPostgres.database();
        return new SafetyUnderTest(
                ServiceUnderTest.start("safety", database.settingsFor("safety"), threads), threads, database);
    }

    /// Passes the shared service to the constructor of a test.
    public static final class Shared implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == SafetyUnderTest.class;
        }

        @Override
        public SafetyUnderTest resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(Namespace.GLOBAL)
                    .getOrComputeIfAbsent(SafetyUnderTest.class, key -> SafetyUnderTest.start(), SafetyUnderTest.class);
        }
    }
}
