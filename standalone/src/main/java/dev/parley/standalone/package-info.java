/// Every service in one process, with its own PostgreSQL: the `parley` command.
@NullMarked
package dev.parley.standalone;

import org.jspecify.annotations.NullMarked;
