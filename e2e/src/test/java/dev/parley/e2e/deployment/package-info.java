/// The launcher, and the services as separate processes.
@NullMarked
package dev.parley.e2e.deployment;

import org.jspecify.annotations.NullMarked;
