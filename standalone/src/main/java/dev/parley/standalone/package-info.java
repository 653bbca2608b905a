/// Every service in one process, with a PostgreSQL of its own: the `parley` command.
@NullMarked
package dev.parley.standalone;

import org.jspecify.annotations.NullMarked;
