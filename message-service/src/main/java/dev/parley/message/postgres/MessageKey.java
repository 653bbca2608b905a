package dev.parley.message.postgres;

import dev.parley.id.ThreadId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A message as the key of a backlog: its thread and its sequence, such as `thr_1/7`.
record MessageKey(String thread, long sequence) {

    private static final Pattern FORM = Pattern.compile("(thr_[A-Za-z0-9_-]{1,60})/([1-9][0-9]{0,17})");

    /// Before all others.
    static final MessageKey START = new MessageKey("", 0);

    static Optional<MessageKey> of(String text) {
        Matcher form = FORM.matcher(text);
        return form.matches() && ThreadId.isValid(form.group(1))
                ? Optional.of(new MessageKey(form.group(1), Long.parseLong(form.group(2))))
                : Optional.empty();
    }

    String text() {
        return thread + "/" + sequence;
    }
}
