package dev.parley.platform.enums;

/// A value of an enum with its number in the contract. Numbers are positive and never change.
public interface Numbered {

    /// Returns the number of the value.
    int number();
}
