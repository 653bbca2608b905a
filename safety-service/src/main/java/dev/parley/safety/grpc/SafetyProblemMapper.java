package dev.parley.safety.grpc;

import dev.parley.platform.wire.ProblemMapper;
import dev.parley.platform.wire.ProblemStatus;
import dev.parley.safety.domain.SafetyProblem;
import dev.parley.safety.domain.SafetyProblem.SelfNotAllowed;
import dev.parley.safety.domain.UserId;
import dev.parley.safety.v1.ErrorReason;
import io.grpc.Status.Code;
import jakarta.inject.Singleton;

/// The wire form of the problems of this service.
@Singleton
public final class SafetyProblemMapper implements ProblemMapper<SafetyProblem> {

    @Override
    public Class<SafetyProblem> type() {
        return SafetyProblem.class;
    }

    @Override
    public ProblemStatus map(SafetyProblem problem) {
        return switch (problem) {
            case SelfNotAllowed(UserId user) ->
                ProblemStatus.of(
                                Code.INVALID_ARGUMENT,
                                ErrorReason.ERROR_REASON_SELF_NOT_ALLOWED,
                                "Users can not block themselves.")
                        .with("user_id", user);
        };
    }
}
