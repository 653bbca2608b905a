/// Clients of Parley: a user, a feed that is followed, a stream of sends.
@NullMarked
package dev.parley.e2e.client;

import org.jspecify.annotations.NullMarked;
