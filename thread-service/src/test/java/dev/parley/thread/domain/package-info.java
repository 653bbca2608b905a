/// The rules of threads, on their own.
@NullMarked
package dev.parley.thread.domain;

import org.jspecify.annotations.NullMarked;
