package dev.parley.e2e.attack;

/// One way to harm a server with the token of an ordinary user, or with none.
///
/// @param begin starts it and returns at once
record Attack(String name, Begin begin) {

    /// How an attack starts.
    interface Begin {
        void on(Siege siege) throws Exception;
    }

    @Override
    public String toString() {
        return name;
    }
}
