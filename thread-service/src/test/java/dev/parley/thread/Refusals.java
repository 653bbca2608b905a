package dev.parley.thread;

import com.google.rpc.BadRequest.FieldViolation;
import dev.parley.platform.testing.WireProblems;
import io.grpc.StatusRuntimeException;
import java.util.List;

/// The details of a refusal.
final class Refusals {
    private Refusals() {}

    /// Returns the fields that a `BadRequest` names.
    static List<String> fields(StatusRuntimeException failure) {
        return WireProblems.badRequest(failure).getFieldViolationsList().stream()
                .map(FieldViolation::getField)
                .toList();
    }
}
