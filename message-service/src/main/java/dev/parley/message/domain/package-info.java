/// The rules of the log: who may send and read, how a send runs, what is live.
@NullMarked
package dev.parley.message.domain;

import org.jspecify.annotations.NullMarked;
