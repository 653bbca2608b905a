@NullMarked
package dev.parley.standalone.demo;

import org.jspecify.annotations.NullMarked;
