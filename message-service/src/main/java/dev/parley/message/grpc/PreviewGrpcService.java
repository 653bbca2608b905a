package dev.parley.message.grpc;

import dev.parley.id.MessageId;
import dev.parley.id.ThreadId;
import dev.parley.id.UserId;
import dev.parley.message.grpc.frame.FallbackText;
import dev.parley.message.grpc.frame.MessageMapper;
import dev.parley.message.internal.v1.GetPreviewsRequest;
import dev.parley.message.internal.v1.GetPreviewsResponse;
import dev.parley.message.internal.v1.MessagePreview;
import dev.parley.message.internal.v1.PreviewQuery;
import dev.parley.message.internal.v1.PreviewResult;
import dev.parley.message.internal.v1.PreviewServiceGrpc.PreviewServiceImplBase;
import dev.parley.message.preview.PreviewReader;
import dev.parley.message.preview.PreviewReader.Preview;
import dev.parley.message.preview.PreviewReader.Query;
import dev.parley.message.read.ShownMessage;
import dev.parley.message.v1.Message;
import dev.parley.platform.wire.Unary;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;

/// The RPCs of `parley.message.internal.v1.PreviewService`.
@Singleton
public final class PreviewGrpcService extends PreviewServiceImplBase {

    private static final int LONGEST = 120;

    private final PreviewReader reader;

    /// Returns the previews of a reader.
    public PreviewGrpcService(PreviewReader reader) {
        this.reader = reader;
    }

    @Override
    public void getPreviews(GetPreviewsRequest request, StreamObserver<GetPreviewsResponse> response) {
        Unary.reply(response, () -> {
            var results = GetPreviewsResponse.newBuilder();
            reader.previews(request.getQueriesList().stream()
                            .map(PreviewGrpcService::toQuery)
                            .toList())
                    .forEach(preview -> results.addResults(toProto(preview)));
            return results.build();
        });
    }

    private static Query toQuery(PreviewQuery query) {
        return new Query(
                new ThreadId(query.getThreadId()),
                new MessageId(query.getMessageId()),
                query.getUserIdsList().stream().map(UserId::new).toList());
    }

    private static PreviewResult toProto(Preview preview) {
        var result = PreviewResult.newBuilder();
        preview.message().ifPresent(message -> result.setPreview(toProto(message)));
        preview.denied().forEach(user -> result.addDeniedUserIds(user.value()));
        return result.build();
    }

    static MessagePreview toProto(ShownMessage shown) {
        Message message = MessageMapper.toProto(shown);
        return MessagePreview.newBuilder()
                .setMessageId(message.getMessageId())
                .setSenderId(message.getSenderId())
                .setKindValue(message.getKindValue())
                .setText(FallbackText.shown(message.getText(), LONGEST))
                .setFallbackText(FallbackText.shown(message.getFallbackText(), LONGEST))
                .setCreateTime(message.getCreateTime())
                .setStateValue(message.getStateValue())
                .build();
    }
}
