package dev.parley.e2e.check;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.badRequest;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status.Code;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// Assertions on refused requests.
public final class Refusals {

    private Refusals() {}

    /// Asserts that a request is refused for its shape, and that the error names the field and the rule.
    public static void invalid(ThrowingCallable call, String field, String rule) {
        var refused = assertProblem(call, Code.INVALID_ARGUMENT, "REQUEST_INVALID");
        assertThat(badRequest(refused).getFieldViolationsList()).anySatisfy(violation -> {
            assertThat(violation.getField()).isEqualTo(field);
            assertThat(violation.getReason()).isEqualTo(rule);
            assertThat(violation.getDescription()).isNotEmpty();
        });
    }
}
