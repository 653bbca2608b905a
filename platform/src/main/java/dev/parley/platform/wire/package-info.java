/// The layer between gRPC and the rules: problems become statuses, requests are validated, handlers stay one
/// line.
@NullMarked
package dev.parley.platform.wire;

import org.jspecify.annotations.NullMarked;
