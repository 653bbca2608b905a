/// What a thread is, and in which folders of an inbox it lies.
@NullMarked
package dev.parley.inbox.folder;

import org.jspecify.annotations.NullMarked;
