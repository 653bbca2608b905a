package dev.parley.thread.roster;

import dev.parley.platform.enums.Numbered;

/// The one business object that a thread belongs to, by its id on the platform.
public record ThreadLink(Type type, String id) {
    /// The sort of object.
    public enum Type implements Numbered {
        ORDER(1),
        BOOKING(2),
        LEG(3),
        LBG(4),
        POSTING(5);

        private final int number;

        Type(int number) {
            this.number = number;
        }

        @Override
        public int number() {
            return number;
        }
    }
}
