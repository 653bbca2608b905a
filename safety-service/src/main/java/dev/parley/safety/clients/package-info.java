/// Other services out: thread-service, which puts a block in force.
@NullMarked
package dev.parley.safety.clients;

import org.jspecify.annotations.NullMarked;
