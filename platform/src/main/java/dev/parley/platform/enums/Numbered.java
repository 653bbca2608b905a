package dev.parley.platform.enums;

/// A value of an enum with the number that it has in the contract. Numbers are positive and never change.
public interface Numbered {

    /// The number of the value.
    int number();
}
