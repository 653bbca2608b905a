/// Page tokens and page sizes.
@NullMarked
package dev.parley.platform.paging;

import org.jspecify.annotations.NullMarked;
