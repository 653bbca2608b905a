package dev.parley.safety.config;

import dev.parley.safety.domain.ControlCharacterRule;
import dev.parley.safety.domain.PairBlocks;
import dev.parley.safety.domain.SendScreener;
import dev.parley.safety.domain.TextLengthRule;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.List;

/// Makes the screener, with its rules in the order in which they run.
@Factory
public final class ScreeningFactory {

    /// The most characters of a text.
    public static final int MAX_TEXT_LENGTH = 10_000;

    @Singleton
    SendScreener sendScreener(PairBlocks pairs) {
        return new SendScreener(pairs, List.of(new TextLengthRule(MAX_TEXT_LENGTH), new ControlCharacterRule()));
    }
}
