/// What a process needs to serve, checked again and again, behind the standard health service.
@NullMarked
package dev.parley.platform.health;

import org.jspecify.annotations.NullMarked;
