package dev.parley.platform.enums;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds the values of an enum by number. Created once for each enum, as a constant.
///
/// @param <E> the enum
public final class Numbers<E extends Enum<E> & Numbered> {

    private final Class<E> type;
    private final Map<Integer, E> values;
    private final @Nullable E unknown;

    private Numbers(Class<E> type, Map<Integer, E> values, @Nullable E unknown) {
        this.type = type;
        this.values = values;
        this.unknown = unknown;
    }

    /// Creates an index in which an unknown number is an error: [#get] throws. Refuses two values with the
    /// same number.
    public static <E extends Enum<E> & Numbered> Numbers<E> of(Class<E> type) {
        var values = new HashMap<Integer, E>();
        for (E value : type.getEnumConstants()) {
            if (values.put(value.number(), value) != null) {
                throw new IllegalArgumentException(type.getSimpleName() + " has two values " + value.number());
            }
        }
        return new Numbers<>(type, Map.copyOf(values), null);
    }

    /// Returns the same index, in which an unknown number is read as the given value: a newer server may have
    /// written it.
    public Numbers<E> orElse(E other) {
        return new Numbers<>(type, values, other);
    }

    /// Returns the value of a number. Throws [IllegalStateException] for an unknown one, unless there is a
    /// value for it.
    public E get(int number) {
        E value = values.getOrDefault(number, unknown);
        if (value == null) {
            throw new IllegalStateException(type.getSimpleName() + " has no value " + number);
        }
        return value;
    }

    /// Returns the value of a number; empty for an unknown one.
    public Optional<E> find(int number) {
        return Optional.ofNullable(values.get(number));
    }
}
