/// The facts of threads, the settings of users, and the folders that result from both.
@NullMarked
package dev.parley.inbox.folder;

import org.jspecify.annotations.NullMarked;
