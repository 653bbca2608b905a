/// The rules of the inbox: what is merged into it, and what its readers get to see.
@NullMarked
package dev.parley.inbox.domain;

import org.jspecify.annotations.NullMarked;
