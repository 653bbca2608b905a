package dev.parley.platform.caller;

import dev.parley.id.UserId;
import dev.parley.platform.problem.PlatformProblem.RequestInvalid;

/// The acting user of one element of a stream. A service that calls on its own behalf names one in each element.
public final class ActingUser {

    private static final String FIELD = "acting_user_id";

    private ActingUser() {}

    /// Returns the user for whom the caller acts in an element that names this user, or nobody if that is empty.
    /// Throws `RequestInvalid` unless exactly one of call and element has an acting user.
    public static UserId of(Caller caller, String named) {
        if (caller.user().isPresent()) {
            if (!named.isEmpty()) {
                throw invalid("acting_user_id.empty", "must be empty if the call has an acting user")
                        .exception();
            }
            return caller.user().get();
        }
        if (named.isEmpty()) {
            throw invalid("acting_user_id.required", "must name the user whom the service acts for")
                    .exception();
        }
        if (!UserId.isValid(named)) {
            throw invalid("string.user_id", "must be a user id: usr_ and 1 to 60 of A-Z, a-z, 0-9, _ and -")
                    .exception();
        }
        return new UserId(named);
    }

    private static RequestInvalid invalid(String rule, String message) {
        return RequestInvalid.of(FIELD, rule, message);
    }
}
