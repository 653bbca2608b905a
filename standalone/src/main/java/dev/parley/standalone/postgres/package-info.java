/// The PostgreSQL that a standalone Parley brings with it: its programs, its data, its process.
@NullMarked
package dev.parley.standalone.postgres;

import org.jspecify.annotations.NullMarked;
