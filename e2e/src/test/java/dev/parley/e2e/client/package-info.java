/// Clients of Parley: a user, a feed follower, a send stream.
@NullMarked
package dev.parley.e2e.client;

import org.jspecify.annotations.NullMarked;
