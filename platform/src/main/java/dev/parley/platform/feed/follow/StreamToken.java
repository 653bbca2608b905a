package dev.parley.platform.feed.follow;

import dev.parley.platform.caller.Caller;
import dev.parley.platform.wire.ProblemStatus;
import io.grpc.Status.Code;

/// The caller of one stream of many feeds, and the token that is to replace theirs. Tokens are checked on another
/// thread, one at a time: a newer one that arrives meanwhile is checked next. Only the thread that works on the stream
/// calls it, except [#caller].
final class StreamToken {

    private final Follows follows;
    private final FollowStream<?, ?, ?, ?> stream;
    private volatile Caller caller;
    private String fresh = "";
    private boolean checking;

    StreamToken(Follows follows, FollowStream<?, ?, ?, ?> stream, Caller caller) {
        this.follows = follows;
        this.stream = stream;
        this.caller = caller;
    }

    /// Returns the caller by the token that counts. Thread-safe.
    Caller caller() {
        return caller;
    }

    /// Takes a token to replace the present one.
    void renew(String token) {
        fresh = token;
        check();
    }

    /// Checks the newest token once more, if the keys could not be fetched before.
    void retry() {
        if (!fresh.isEmpty()) {
            check();
        }
    }

    private void check() {
        if (checking) {
            return;
        }
        String token = fresh;
        Caller old = caller;
        follows.runtime().executor().execute(() -> {
            try {
                Caller renewed = follows.renewal().renew(old, token);
                stream.answer(() -> accepted(token, renewed));
            } catch (Throwable thrown) {
                stream.answer(() -> refused(token, stream.statusOf(thrown)));
            }
        });
        checking = true;
    }

    private void accepted(String token, Caller renewed) {
        checking = false;
        if (!token.equals(fresh)) {
            check();
            return;
        }
        fresh = "";
        caller = renewed;
        stream.renewed(renewed);
    }

    private void refused(String token, ProblemStatus why) {
        checking = false;
        if (!token.equals(fresh)) {
            check();
        } else if (why.code() != Code.UNAVAILABLE) {
            stream.notRenewed(why);
        }
    }
}
