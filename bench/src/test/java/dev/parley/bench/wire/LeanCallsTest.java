package dev.parley.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Timestamp;
import dev.parley.bench.wire.FeedElement.Kind;
import dev.parley.feed.v1.CaughtUp;
import dev.parley.feed.v1.Closing;
import dev.parley.feed.v1.Heartbeat;
import dev.parley.feed.v1.Lagging;
import dev.parley.message.v1.Cursor;
import dev.parley.message.v1.Hidden;
import dev.parley.message.v1.Message;
import dev.parley.message.v1.MessageKind;
import dev.parley.message.v1.ParticipantsJoined;
import dev.parley.message.v1.SendMessageRequest;
import dev.parley.message.v1.SendMessageResponse;
import dev.parley.message.v1.SendMessagesRequest;
import dev.parley.message.v1.SendMessagesResponse;
import dev.parley.message.v1.SystemNotice;
import dev.parley.message.v1.ThreadItem;
import dev.parley.message.v1.ThreadStates;
import dev.parley.message.v1.WatchThreadResponse;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import org.junit.jupiter.api.Test;

class LeanCallsTest {

    private static final long MARK = Mark.of(199, 123_456_789L);
    private static final String SALT = "b0123abcdx7";

    @Test
    void marksKeepSenderAndNumber() {
        assertThat(Mark.sender(MARK)).isEqualTo(199);
        assertThat(Mark.number(MARK)).isEqualTo(123_456_789L);
    }

    @Test
    void templateIsAnOrdinaryRequest() throws Exception {
        var send = SendMessageRequest.parseFrom(
                SendTemplate.unary("thr_abc", SALT, 200).with(MARK));
        assertThat(send.getThreadId()).isEqualTo("thr_abc");
        assertThat(send.getRequestId()).isEqualTo(SALT + "-%016x".formatted(MARK));
        assertThat(send.getText()).hasSize(200).startsWith("%016x ".formatted(MARK));
        var streamed = SendMessagesRequest.parseFrom(
                SendTemplate.streamed("thr_abc", SALT, 200).with(MARK));
        assertThat(streamed.getSend()).isEqualTo(send);
    }

    @Test
    void templateWithoutRoomForAMarkIsRefused() {
        assertThatThrownBy(() -> SendTemplate.unary("thr_abc", SALT, 15)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void resultsOfAStreamAreRead() {
        var result =
                SendMessagesResponse.newBuilder().setThreadId("thr_abc").setRequestId(SALT + "-%016x".formatted(MARK));
        assertThat(parse(LeanCalls.SEND_MESSAGES, result.setSent(sent()).build()))
                .isEqualTo(new Ack(MARK, 70_000, null));
        result.getErrorBuilder().setCode(Status.Code.NOT_FOUND.value()).setMessage("none such");
        Ack refused = parse(LeanCalls.SEND_MESSAGES, result.build());
        assertThat(refused.mark()).isEqualTo(MARK);
        assertThat(refused.refusal()).isNotNull().satisfies(status -> {
            assertThat(status.getCode()).isEqualTo(Status.Code.NOT_FOUND);
            assertThat(status.getDescription()).isEqualTo("none such");
        });
    }

    @Test
    void responsesOfCallsAreRead() {
        assertThat(parse(LeanCalls.SEND_MESSAGE, sent())).isEqualTo(new Ack(Mark.NONE, 70_000, null));
    }

    @Test
    void framesAreRead() {
        var frame = ThreadItem.newBuilder()
                .setThreadId("thr_abc")
                .setSequence(70_000)
                .setMessage(message());
        assertThat(element(WatchThreadResponse.newBuilder().setItem(frame)))
                .isEqualTo(new FeedElement(Kind.ITEM, 70_000, 70_000, MARK));
        var foreign = frame.clone().setMessage(message().toBuilder().setText("Good morning to you all"));
        assertThat(element(WatchThreadResponse.newBuilder().setItem(foreign)))
                .isEqualTo(new FeedElement(Kind.ITEM, 70_000, 70_000, Mark.NONE));
        var system = frame.clone()
                .setMessage(Message.newBuilder()
                        .setSequence(70_000)
                        .setSystemNotice(SystemNotice.newBuilder()
                                .setParticipantsJoined(
                                        ParticipantsJoined.newBuilder().addUserIds("usr_a"))));
        assertThat(element(WatchThreadResponse.newBuilder().setItem(system)))
                .isEqualTo(new FeedElement(Kind.ITEM, 70_000, 70_000, Mark.NONE));
    }

    @Test
    void hiddenRangesAreRead() {
        var hidden = ThreadItem.newBuilder()
                .setThreadId("thr_abc")
                .setSequence(70_000)
                .setHidden(Hidden.newBuilder().setThroughSequence(70_012));
        assertThat(element(WatchThreadResponse.newBuilder().setItem(hidden)))
                .isEqualTo(new FeedElement(Kind.ITEM, 70_000, 70_012, Mark.NONE));
    }

    @Test
    void otherElementsAreDistinguished() {
        var response = WatchThreadResponse.newBuilder();
        var states = ThreadStates.newBuilder()
                .addCursors(Cursor.newBuilder().setUserId("usr_a").setReadSequence(3));
        assertThat(element(response.setStates(states)).kind()).isEqualTo(Kind.STATES);
        assertThat(element(response.setCaughtUp(CaughtUp.newBuilder().setPosition(12))))
                .isEqualTo(new FeedElement(Kind.CAUGHT_UP, 12, 0, Mark.NONE));
        assertThat(element(response.setHeartbeat(Heartbeat.newBuilder().setPosition(12)))
                        .kind())
                .isEqualTo(Kind.HEARTBEAT);
        assertThat(element(response.setLagging(Lagging.getDefaultInstance())).kind())
                .isEqualTo(Kind.LAGGING);
        assertThat(element(response.setClosing(Closing.newBuilder().setResumeToken("r")))
                        .kind())
                .isEqualTo(Kind.CLOSING);
        assertThat(element(WatchThreadResponse.newBuilder()).kind()).isEqualTo(Kind.OTHER);
    }

    private static SendMessageResponse sent() {
        return SendMessageResponse.newBuilder().setMessage(message()).build();
    }

    private static Message message() {
        return Message.newBuilder()
                .setMessageId("msg_1")
                .setThreadId("thr_abc")
                .setSequence(70_000)
                .setOrdinal(69_000)
                .setSenderId("usr_a")
                .setKind(MessageKind.MESSAGE_KIND_TEXT)
                .setText("%016x and so on".formatted(MARK))
                .setCreateTime(Timestamp.newBuilder().setSeconds(1_800_000_000))
                .build();
    }

    private static FeedElement element(WatchThreadResponse.Builder response) {
        return parse(LeanCalls.WATCH_THREAD, response.build());
    }

    private static <R> R parse(MethodDescriptor<?, R> method, MessageLite message) {
        return method.parseResponse(new ByteArrayInputStream(message.toByteArray()));
    }
}
