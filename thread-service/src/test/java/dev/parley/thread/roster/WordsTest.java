package dev.parley.thread.roster;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ProtocolMessageEnum;
import dev.parley.platform.enums.Numbered;
import dev.parley.thread.thread.ThreadForm;
import dev.parley.thread.thread.ThreadKind;
import dev.parley.thread.thread.ThreadStatus;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Each enum value has the number that it has in the contract, which is used on the wire and in columns.
final class WordsTest {
    @Test
    void enumsHaveTheNumbersOfTheContract() {
        assertSame(ThreadForm.values(), dev.parley.thread.v1.ThreadForm.values());
        assertSame(ThreadKind.values(), dev.parley.thread.v1.ThreadKind.values());
        assertSame(ThreadStatus.values(), dev.parley.thread.v1.ThreadStatus.values());
        assertSame(MarketplaceRole.values(), dev.parley.thread.v1.MarketplaceRole.values());
        assertSame(GroupRole.values(), dev.parley.thread.v1.GroupRole.values());
        assertSame(Membership.values(), dev.parley.thread.v1.Membership.values());
    }

    private static <E extends Enum<E> & Numbered, P extends Enum<P> & ProtocolMessageEnum> void assertSame(
            E[] ours, P[] theirs) {
        Map<String, Integer> words =
                Stream.of(ours).collect(Collectors.toMap(Enum::name, Numbered::number, Integer::sum, TreeMap::new));
        var prefix = theirs[0].name().replace("UNSPECIFIED", "");
        Map<String, Integer> contract = new TreeMap<>();
        Stream.of(theirs)
                .filter(word -> !word.name().equals("UNRECOGNIZED") && word.getNumber() != 0)
                .forEach(word -> contract.put(word.name().substring(prefix.length()), word.getNumber()));
        assertThat(words).isEqualTo(contract);
    }
}
