package dev.parley.platform.wire;

import io.grpc.Codec;
import io.grpc.Decompressor;
import io.grpc.DecompressorRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// Decompresses gzip when the request is parsed. gRPC's own codec already fails when the bytes arrive if they are
/// not gzip, and then the call ends with a bare `UNKNOWN` before [TolerantParsing] sees them.
final class LateGzip implements Decompressor {

    private LateGzip() {}

    /// Returns the encodings of requests: gzip, and none.
    static DecompressorRegistry registry() {
        return DecompressorRegistry.emptyInstance().with(new LateGzip(), true).with(Codec.Identity.NONE, false);
    }

    @Override
    public String getMessageEncoding() {
        return "gzip";
    }

    @Override
    public InputStream decompress(InputStream compressed) {
        return new Late(compressed);
    }

    private static final class Late extends InputStream {

        private final InputStream compressed;
        private @Nullable InputStream plain;

        Late(InputStream compressed) {
            this.compressed = compressed;
        }

        private InputStream plain() throws IOException {
            if (plain == null) {
                plain = new GZIPInputStream(compressed);
            }
            return plain;
        }

        @Override
        public int read() throws IOException {
            return plain().read();
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return plain().read(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            if (plain == null) {
                compressed.close();
            } else {
                plain.close();
            }
        }
    }
}
