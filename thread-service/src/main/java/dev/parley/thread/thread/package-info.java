/// A thread without its participants: identity, kind, links, status and versions.
@NullMarked
package dev.parley.thread.thread;

import org.jspecify.annotations.NullMarked;
