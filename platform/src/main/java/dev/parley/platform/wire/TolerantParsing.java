package dev.parley.platform.wire;

import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import dev.parley.platform.problem.PlatformProblem.RequestTooLarge;
import dev.parley.platform.problem.Problem;
import io.grpc.DecompressorRegistry;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// Passes bytes that are not a request on to the [ProblemInterceptor]; gRPC itself would end the call with a
/// bare `UNKNOWN`. Bytes that are not a message of the RPC, such as a text that is not UTF-8, become null; a
/// request that is too large, also one that grows beyond the limit of the transport when it is decompressed,
/// becomes a placeholder. So does a large one with a list that is too long, or with a field that is unknown: that is
/// seen in its bytes, before anything is made of them.
public final class TolerantParsing {

    /// A placeholder for a request that is refused before it is parsed. No handler ever gets it.
    record Refused(Problem problem) {}

    /// Smaller requests are parsed at once: what is in them is small.
    private static final int SMALL_BYTES = 4 * 1024;

    /// No size limit.
    public static final int UNBOUNDED = Integer.MAX_VALUE;

    private TolerantParsing() {}

    /// Reads requests of any size itself, and without much work: [TolerantParsing] sets it no limit.
    public interface AnySize<T> extends Marshaller<T> {}

    /// Returns the same service with tolerant parsing.
    ///
    /// @param maxBytes the maximum size of a request
    public static ServerServiceDefinition of(ServerServiceDefinition service, int maxBytes) {
        return ServiceMethods.map(service, method -> tolerant(method, maxBytes));
    }

    /// Returns the encodings of requests that a server must use, so that bytes which are not in their encoding are
    /// tolerated as well.
    public static DecompressorRegistry encodings() {
        return LateGzip.registry();
    }

    private static <Q, R> ServerMethodDefinition<Q, R> tolerant(ServerMethodDefinition<Q, R> method, int maxBytes) {
        Marshaller<Q> strict = method.getMethodDescriptor().getRequestMarshaller();
        int limit = strict instanceof AnySize ? UNBOUNDED : maxBytes;
        boolean refuseUnknown = UnknownFields.areRefusedBy(method.getMethodDescriptor());
        return ServiceMethods.reading(
                method,
                new TolerantMarshaller<>(strict, prototypeOf(strict), limit, refuseUnknown),
                method.getServerCallHandler());
    }

    /// Returns null if it does not read messages.
    private static @Nullable Message prototypeOf(Marshaller<?> marshaller) {
        return marshaller instanceof PrototypeMarshaller<?> messages
                        && messages.getMessagePrototype() instanceof Message prototype
                ? prototype
                : null;
    }

    private record TolerantMarshaller<T>(
            Marshaller<T> strict, @Nullable Message prototype, int maxBytes, boolean refuseUnknown)
            implements Marshaller<T> {

        @Override
        public InputStream stream(T value) {
            return strict.stream(value);
        }

        @Override
        public @Nullable T parse(InputStream bytes) {
            try {
                if (isTooLarge(bytes)) {
                    return tooLarge();
                }
                if (prototype != null && !isSmall(bytes)) {
                    return parse(prototype, bytes);
                }
                T message = strict.parse(bytes);
                return bytes instanceof KnownLength || !isTooLarge(message) ? message : tooLarge();
            } catch (StatusRuntimeException refused) {
                return maxBytes != UNBOUNDED && refused.getStatus().getCode() == Code.RESOURCE_EXHAUSTED
                        ? tooLarge()
                        : null;
            } catch (IOException malformed) {
                return null;
            }
        }

        /// Whether a request is small, or comes from this process, which hands over the message itself.
        private static boolean isSmall(InputStream bytes) throws IOException {
            return bytes instanceof Drainable || bytes instanceof KnownLength && bytes.available() <= SMALL_BYTES;
        }

        @SuppressWarnings("unchecked")
        private T parse(Message prototype, InputStream stream) throws IOException {
            byte[] bytes = stream.readNBytes(maxBytes == UNBOUNDED ? maxBytes : maxBytes + 1);
            if (bytes.length > maxBytes) {
                return tooLarge();
            }
            Problem problem = RequestScan.problemOf(prototype.getDescriptorForType(), bytes, refuseUnknown);
            return problem == null ? (T) prototype.getParserForType().parseFrom(bytes) : refused(problem);
        }

        private boolean isTooLarge(InputStream bytes) throws IOException {
            return maxBytes != UNBOUNDED && bytes instanceof KnownLength && bytes.available() > maxBytes;
        }

        /// Needed only for compressed messages, whose length is not known before.
        private boolean isTooLarge(T message) {
            return maxBytes != UNBOUNDED && message instanceof MessageLite lite && lite.getSerializedSize() > maxBytes;
        }

        private T tooLarge() {
            return refused(new RequestTooLarge(maxBytes));
        }

        /// The type is erased, and the interceptor checks it before anything else uses it.
        @SuppressWarnings("unchecked")
        private T refused(Problem problem) {
            return (T) new Refused(problem);
        }
    }
}
