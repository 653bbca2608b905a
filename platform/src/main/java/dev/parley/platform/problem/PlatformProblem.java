package dev.parley.platform.problem;

import java.time.Duration;
import java.util.List;

/// The problems that every service can have. Their reasons on the wire are in `parley.error.v1.ErrorReason`.
public sealed interface PlatformProblem extends Problem {

    /// The request breaks rules of its proto.
    record RequestInvalid(List<Violation> violations) implements PlatformProblem {

        /// A request that breaks one rule.
        public static RequestInvalid of(String field, String rule, String message) {
            return new RequestInvalid(List.of(new Violation(field, rule, message)));
        }

        /// Bytes that are not a request.
        public static RequestInvalid malformed() {
            return of("", "encoding", "is not a message of this RPC, or a text in it is not UTF-8");
        }
    }

    /// One broken rule: the path of the field, the id of the rule, and a sentence.
    record Violation(String field, String rule, String message) {}

    /// A page or resume token is malformed, or was issued for another query: the field that carries it.
    record PageTokenInvalid(String field) implements PlatformProblem {}

    /// The call has no valid credentials. `why` never contains any part of a token.
    record CredentialsInvalid(String why) implements PlatformProblem {}

    /// The caller's kind, role or scope does not allow the call.
    record ScopeMissing(String needed) implements PlatformProblem {}

    /// A public request carries a field that this server does not know: `#` and its number, after the path of
    /// the message that carries it.
    record FieldUnknown(String field) implements PlatformProblem {}

    /// A field of an enum carries a number that this server does not know: the path of the field, the full name
    /// of the enum, and the number.
    record ValueUnknown(String field, String type, int number) implements PlatformProblem {}

    /// The contract has the feature, but this server does not offer it: its stable name, or the name of an RPC.
    record FeatureNotAvailable(String feature) implements PlatformProblem {}

    /// The request is larger than the server accepts.
    record RequestTooLarge(long maxBytes) implements PlatformProblem {}

    /// The caller made too many calls: the quota that is used up, by its stable name.
    record RateLimited(String quota, Duration retryAfter) implements PlatformProblem {}

    /// The expected etag is not the current one.
    record VersionMismatch(String currentEtag) implements PlatformProblem {}

    /// A request id was already used with other content.
    record RequestIdReused(String requestId) implements PlatformProblem {}

    /// The store is unreachable or throttled.
    record StoreUnavailable(Duration retryAfter) implements PlatformProblem {}

    /// Another service is unreachable, or fails.
    ///
    /// @param answer the code that it responded with, such as `INTERNAL`; empty if there was no response
    record DependencyUnavailable(String dependency, Duration retryAfter, String answer) implements PlatformProblem {

        /// A service that did not respond.
        public DependencyUnavailable(String dependency, Duration retryAfter) {
            this(dependency, retryAfter, "");
        }

        /// Whether the service responded. The failure may then concern this call only.
        public boolean hasAnswered() {
            return !answer.isEmpty();
        }
    }

    /// There is no such job.
    record JobNotFound(String job) implements PlatformProblem {}

    /// This server is shutting down.
    record ShuttingDown() implements PlatformProblem {}
}
