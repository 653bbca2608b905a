/// The suites that every engine of the inbox passes, and the updates that they are made of.
@NullMarked
package dev.parley.inbox.contract;

import org.jspecify.annotations.NullMarked;
