package dev.parley.e2e.block;

import dev.parley.clientkit.call.User;
import dev.parley.e2e.process.ParleyServer;
import java.util.List;

/// The users of a block, and a thread that they share.
///
/// @param third takes part only in a group
record Party(User blocker, User blocked, User third, String thread) {

    /// Who looks at a thread.
    enum Who {
        BLOCKER,
        BLOCKED,
        THIRD
    }

    /// The thread that the users share.
    enum Form {
        /// The only direct thread of the two.
        DIRECT,
        /// A group of only the two.
        PAIR,
        /// A group of three.
        GROUP;

        List<Who> users() {
            return this == GROUP ? List.of(Who.values()) : List.of(Who.BLOCKER, Who.BLOCKED);
        }
    }

    /// Creates new users and their thread, which one of them owns. There is no block yet.
    static Party of(ParleyServer server, Form form, Who owner) {
        var users = new Party(
                server.as(User.newId("blocker")),
                server.as(User.newId("blocked")),
                server.as(User.newId("third")),
                "thr_none");
        return new Party(users.blocker, users.blocked, users.third, users.open(form, owner));
    }

    private String open(Form form, Who owner) {
        if (form == Form.DIRECT) {
            return user(owner).direct(other(owner).userId());
        }
        return user(owner)
                .group(form.users().stream()
                        .filter(one -> one != owner)
                        .map(one -> user(one).userId())
                        .toArray(String[]::new));
    }

    User user(Who who) {
        return switch (who) {
            case BLOCKER -> blocker;
            case BLOCKED -> blocked;
            case THIRD -> third;
        };
    }

    /// Returns the user with whom somebody deals: the blocker deals with the blocked user, everybody else with
    /// the blocker.
    User other(Who who) {
        return who == Who.BLOCKER ? blocked : blocker;
    }
}
