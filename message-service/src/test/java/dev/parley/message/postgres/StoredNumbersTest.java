package dev.parley.message.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ProtocolMessageEnum;
import dev.parley.message.fence.Departure;
import dev.parley.message.fence.Gate;
import dev.parley.message.fence.Member;
import dev.parley.message.fence.Standing;
import dev.parley.message.internal.v1.FenceStatus;
import dev.parley.message.internal.v1.GateState;
import dev.parley.message.log.Frame;
import dev.parley.message.log.Overlay;
import dev.parley.message.v1.LeaveCause;
import dev.parley.message.v1.MessageKind;
import dev.parley.message.v1.MessageState;
import dev.parley.platform.enums.Numbered;
import dev.parley.thread.v1.GroupRole;
import dev.parley.thread.v1.MarketplaceRole;
import dev.parley.thread.v1.ThreadForm;
import dev.parley.thread.v1.ThreadKind;
import java.lang.reflect.Field;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every value that is stored as a number has the number of the contract.
final class StoredNumbersTest {

    @Test
    void numbersAreThoseOfTheContract() {
        check(Standing.Form.values(), ThreadForm::forNumber);
        check(Standing.Kind.values(), ThreadKind::forNumber);
        check(Standing.Status.values(), FenceStatus::forNumber);
        check(Member.MarketplaceRole.values(), MarketplaceRole::forNumber);
        check(Member.GroupRole.values(), GroupRole::forNumber);
        check(Gate.State.values(), GateState::forNumber);
        check(Departure.Cause.values(), LeaveCause::forNumber);
        check(Overlay.State.values(), MessageState::forNumber);
    }

    /// Messages have the numbers of `MessageKind`. Its number for notices, which is 2, must never become the
    /// kind of a stored message: on the wire, all kinds of notices have it.
    @Test
    void numbersOfFramesAreFixed() {
        assertThat(Frame.Kind.TEXT.number()).isEqualTo(1).isEqualTo(MessageKind.MESSAGE_KIND_TEXT_VALUE);
        assertThat(Frame.Kind.JOINED.number()).isEqualTo(200);
        assertThat(Frame.Kind.LEFT.number()).isEqualTo(201);
        assertThat(Frame.Kind.FIRST_CHANGE).isEqualTo(100);
        assertThat(Frame.Kind.FIRST_NOTICE).isEqualTo(200);
        assertThat(MessageKind.MESSAGE_KIND_SYSTEM_VALUE).isEqualTo(2);
        assertThat(kinds()).as("fix the number of a new kind here").hasSize(3).doesNotContain(new Frame.Kind(2));
    }

    private static List<Object> kinds() {
        return Stream.of(Frame.Kind.class.getFields())
                .filter(field -> field.getType() == Frame.Kind.class)
                .map(StoredNumbersTest::value)
                .toList();
    }

    private static Object value(Field constant) {
        try {
            return constant.get(null);
        } catch (IllegalAccessException hidden) {
            throw new AssertionError(hidden);
        }
    }

    private static <E extends Enum<E> & Numbered, P extends Enum<P> & ProtocolMessageEnum> void check(
            E[] values, IntFunction<P> contract) {
        Stream.of(values)
                .forEach(value -> assertThat(contract.apply(value.number()).name())
                        .endsWith("_" + (value.name().equals("UNKNOWN") ? "UNSPECIFIED" : value.name())));
    }
}
