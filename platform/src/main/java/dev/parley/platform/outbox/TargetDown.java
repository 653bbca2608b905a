package dev.parley.platform.outbox;

/// Ends a round of a loop whose consumer does not respond.
final class TargetDown extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TargetDown(String topic) {
        super("the consumer of " + topic + " does not respond", null, false, false);
    }

    @Override
    public String toString() {
        return String.valueOf(getMessage());
    }
}
