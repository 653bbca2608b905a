package dev.parley.inbox.clients;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.parley.platform.testing.MutableClock;
import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class PreviewWarnerTest {

    private final MutableClock clock = new MutableClock(Instant.EPOCH);
    private final PreviewWarner warner = new PreviewWarner(clock);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(PreviewWarner.class);

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(log);
    }

    @Test
    void failureThatNeedsAnOperatorIsAWarning() {
        warner.missing(Status.PERMISSION_DENIED.withDescription("of foreign making"));
        assertThat(warnings()).containsExactly("Rows have no previews: message-service returns PERMISSION_DENIED");
    }

    @Test
    void warningsAreLoggedAtMostOnceAMinute() {
        warner.missing(Status.PERMISSION_DENIED);
        clock.advance(Duration.ofSeconds(59));
        warner.missing(Status.INTERNAL);
        assertThat(warnings()).hasSize(1);
        clock.advance(Duration.ofSeconds(1));
        warner.missing(Status.INTERNAL);
        assertThat(warnings()).hasSize(2);
    }

    @Test
    void transientFailureIsNotAWarning() {
        List.of(Status.UNAVAILABLE, Status.DEADLINE_EXCEEDED, Status.CANCELLED).forEach(warner::missing);
        assertThat(warnings()).isEmpty();
    }

    private List<String> warnings() {
        return log.list.stream()
                .filter(event -> event.getLevel() == Level.WARN)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }
}
