package dev.parley.thread.grpc;

import dev.parley.platform.server.ServerFacts;
import dev.parley.thread.roster.Roster;
import jakarta.inject.Singleton;
import java.util.Map;

/// The limits of threads, for `GetServerInfo`.
@Singleton
final class ThreadLimits implements ServerFacts {
    private static final long SUBJECT = 200;

    @Override
    public Map<String, Long> limits() {
        return Map.of("thread.participants", (long) Roster.LIMIT, "thread.subject.characters", SUBJECT);
    }
}
