/// The PostgreSQL of a standalone Parley: its programs, its data, its process.
@NullMarked
package dev.parley.standalone.postgres;

import org.jspecify.annotations.NullMarked;
