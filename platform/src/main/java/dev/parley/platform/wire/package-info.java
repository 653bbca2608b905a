/// Between gRPC and the rules: problems become statuses, requests are checked, handlers stay one line.
@NullMarked
package dev.parley.platform.wire;

import org.jspecify.annotations.NullMarked;
