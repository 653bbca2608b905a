package dev.parley.safety.grpc;

import dev.parley.error.v1.ErrorReason;
import dev.parley.id.UserId;
import dev.parley.platform.wire.ProblemMapper;
import dev.parley.platform.wire.ProblemStatus;
import dev.parley.safety.block.BlockProblem;
import dev.parley.safety.block.BlockProblem.SelfNotAllowed;
import io.grpc.Status.Code;
import jakarta.inject.Singleton;

/// The wire form of the problems of this service.
@Singleton
public final class BlockProblemMapper implements ProblemMapper<BlockProblem> {

    @Override
    public Class<BlockProblem> type() {
        return BlockProblem.class;
    }

    @Override
    public ProblemStatus map(BlockProblem problem) {
        return switch (problem) {
            case SelfNotAllowed(UserId user) ->
                ProblemStatus.of(
                                Code.INVALID_ARGUMENT,
                                ErrorReason.ERROR_REASON_SELF_NOT_ALLOWED,
                                "Users cannot block themselves.")
                        .with("user_id", user);
        };
    }
}
