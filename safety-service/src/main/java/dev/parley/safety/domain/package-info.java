/// The rules: what a block is, when it stands, and what may be sent.
@NullMarked
package dev.parley.safety.domain;

import org.jspecify.annotations.NullMarked;
