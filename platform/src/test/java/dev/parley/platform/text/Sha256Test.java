package dev.parley.platform.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Sha256Test {

    @Test
    void hashMatchesTheTestVector() {
        assertThat(HexFormat.of().formatHex(Sha256.of("abc")))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    /// The second test case of RFC 4231.
    @Test
    void keyedHashMatchesTheTestVector() {
        byte[] content = "what do ya want for nothing?".getBytes(StandardCharsets.UTF_8);
        assertThat(HexFormat.of().formatHex(Sha256.keyed("Jefe".getBytes(StandardCharsets.UTF_8), content)))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }
}
