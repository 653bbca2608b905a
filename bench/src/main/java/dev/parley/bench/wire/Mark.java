package dev.parley.bench.wire;

/// A mark in each text and request id, by which the driver recognises it: 16 hexadecimal digits with the
/// sender's index and the number of the message among those of the sender.
public final class Mark {

    /// The number of characters of a mark.
    public static final int LENGTH = 16;

    /// The mark of a text without one.
    public static final long NONE = -1;

    private static final int NUMBER_BITS = 40;
    private static final byte[] DIGITS = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
    };

    private Mark() {}

    /// Creates a mark of a sender, from 0 to 2²² − 1, and a number, from 0 to 2⁴⁰ − 1.
    public static long of(int sender, long number) {
        return (long) sender << NUMBER_BITS | number;
    }

    /// Returns the index of the sender.
    public static int sender(long mark) {
        return (int) (mark >>> NUMBER_BITS);
    }

    /// Returns the number among the messages of the sender.
    public static long number(long mark) {
        return mark & ((1L << NUMBER_BITS) - 1);
    }

    /// Writes a mark into bytes.
    static void write(long mark, byte[] bytes, int start) {
        for (int i = 0; i < LENGTH; i++) {
            bytes[start + i] = DIGITS[(int) (mark >>> 60 - 4 * i) & 15];
        }
    }

    /// Reads the mark that the bytes begin with, or [#NONE].
    static long read(byte[] bytes, int start, int end) {
        if (end - start < LENGTH) {
            return NONE;
        }
        long mark = 0;
        for (int i = start; i < start + LENGTH; i++) {
            int digit = Character.digit(bytes[i], 16);
            if (digit < 0) {
                return NONE;
            }
            mark = mark << 4 | digit;
        }
        return mark;
    }
}
