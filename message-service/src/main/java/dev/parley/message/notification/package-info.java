/// Notifies the parts of this process of what it wrote.
@NullMarked
package dev.parley.message.notification;

import org.jspecify.annotations.NullMarked;
