package dev.parley.platform.wire;

import dev.parley.error.v1.ErrorReason;
import dev.parley.platform.problem.Problem;
import dev.parley.platform.problem.ProblemException;
import io.grpc.Status.Code;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the wire form of an exception of a handler. An exception that is not a problem is an internal error.
/// It is logged with an id, and sent as `INTERNAL` with only that id.
@Singleton
public final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private final List<ProblemMapper<?>> mappers;
    private final ConcurrentHashMap<Class<?>, ProblemMapper<?>> byClass = new ConcurrentHashMap<>();

    /// Uses the mappers of all services of this process.
    public Problems(List<ProblemMapper<?>> mappers) {
        this.mappers = List.copyOf(mappers);
    }

    /// Returns the wire form of an exception of the RPC `method`.
    public ProblemStatus statusOf(Throwable thrown, String method) {
        if (thrown instanceof ProblemException carrier) {
            return map(carrier.problem());
        }
        String callId = UUID.randomUUID().toString();
        LOG.error("Internal error in {}, call {}", method, callId, thrown);
        return ProblemStatus.of(Code.INTERNAL, ErrorReason.ERROR_REASON_INTERNAL, "Internal error, call " + callId)
                .with("call_id", callId);
    }

    private ProblemStatus map(Problem problem) {
        return mapWith(byClass.computeIfAbsent(problem.getClass(), this::mapperOf), problem);
    }

    private ProblemMapper<?> mapperOf(Class<?> problem) {
        return mappers.stream()
                .filter(mapper -> mapper.type().isAssignableFrom(problem))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No mapper for " + problem.getName()));
    }

    private static <P extends Problem> ProblemStatus mapWith(ProblemMapper<P> mapper, Problem problem) {
        return mapper.map(mapper.type().cast(problem));
    }
}
