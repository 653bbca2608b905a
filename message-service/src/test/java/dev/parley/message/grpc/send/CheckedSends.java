package dev.parley.message.grpc.send;

import dev.parley.message.v1.SendMessageRequest;
import dev.parley.platform.wire.QuickCheck;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// The check of sends, which records the threads that it runs on. In use with the setting `parley.test.threads`.
@Singleton
@Replaces(SendCheck.class)
@Requires(property = CheckedSends.SETTING)
final class CheckedSends implements QuickCheck<SendMessageRequest> {

    static final String SETTING = "parley.test.threads";

    final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private final SendCheck check = new SendCheck();

    @Override
    public Class<SendMessageRequest> type() {
        return check.type();
    }

    @Override
    public boolean surelyKeepsRules(SendMessageRequest request) {
        threads.add(Thread.currentThread());
        return check.surelyKeepsRules(request);
    }
}
