/// Starts the services of a process in one application context.
@NullMarked
package dev.parley.platform.application;

import org.jspecify.annotations.NullMarked;
