package dev.parley.message.grpc.frame;

/// Finds what a text shows. A character is visible by the rule `parley.rules.v1.visible` of the contract: it
/// is neither white space nor a control or format character, nor one of those that are drawn as nothing.
final class VisibleText {

    private static final String BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0";

    private VisibleText() {}

    /// Returns the index of the first visible character; 0 if there is none.
    static int startOf(String text) {
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (isVisible(c)) {
                return i;
            }
            i += Character.charCount(c);
        }
        return 0;
    }

    static boolean isVisible(int c) {
        if (c > ' ' && c < 0x7F) {
            return true;
        }
        return switch (Character.getType(c)) {
            case Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.CONTROL,
                    Character.FORMAT -> false;
            default -> BLANK.indexOf(c) < 0 && !isInvisible(c);
        };
    }

    /// Variation selectors, and ranges that Unicode reserves for characters that are not drawn.
    private static boolean isInvisible(int c) {
        return isWithin(c, 0x180B, 0x180F)
                || isWithin(c, 0x2060, 0x206F)
                || isWithin(c, 0xFE00, 0xFE0F)
                || isWithin(c, 0xFFF0, 0xFFF8)
                || isWithin(c, 0x13430, 0x1343F)
                || isWithin(c, 0x1BCA0, 0x1BCA3)
                || isWithin(c, 0xE0000, 0xE0FFF);
    }

    private static boolean isWithin(int c, int first, int last) {
        return c >= first && c <= last;
    }
}
