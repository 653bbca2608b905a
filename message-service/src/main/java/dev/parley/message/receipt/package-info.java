/// How far the participants of each thread have read.
@NullMarked
package dev.parley.message.receipt;

import org.jspecify.annotations.NullMarked;
