package dev.parley.thread.change;

/// A service that must be notified of changes, by the topic of the outbox.
public enum Consumer {
    /// Fences, to the message service, by thread and fence version.
    FENCE("fence"),
    /// Threads and their participants, to the inbox service, by thread and shown version.
    INBOX("inbox");

    private final String topic;

    Consumer(String topic) {
        this.topic = topic;
    }

    /// Returns the topic of the outbox.
    public String topic() {
        return topic;
    }
}
