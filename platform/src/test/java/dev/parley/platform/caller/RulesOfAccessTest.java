package dev.parley.platform.caller;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.parley.access.v1.CallerKind;
import dev.parley.access.v1.Rule;
import dev.parley.access.v1.RuleProto;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Walks every RPC of the contract.
class RulesOfAccessTest {

    private static final int KINDS = 4;

    static List<String> services() throws IOException, URISyntaxException {
        Path contract = Path.of(
                Rule.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isDirectory(contract)) {
            return servicesIn(contract);
        }
        try (FileSystem jar = FileSystems.newFileSystem(contract)) {
            return servicesIn(jar.getPath("/"));
        }
    }

    private static List<String> servicesIn(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(name -> name.endsWith("ServiceGrpc.class"))
                    .map(name -> name.replace(".class", "").replace('/', '.'))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void servicesAreFound() throws IOException, URISyntaxException {
        assertThat(services())
                .contains("dev.parley.thread.v1.ThreadServiceGrpc")
                .hasSizeGreaterThan(6);
    }

    @ParameterizedTest
    @MethodSource("services")
    void everyRpcHasARuleThatCanBeMet(String service) throws ReflectiveOperationException {
        var descriptor = (ServiceDescriptor)
                Class.forName(service).getMethod("getServiceDescriptor").invoke(null);
        assertThat(descriptor.getMethods()).isNotEmpty().allSatisfy(method -> {
            var supplier = (ProtoMethodDescriptorSupplier) method.getSchemaDescriptor();
            assertThat(supplier).isNotNull();
            check(supplier.getMethodDescriptor());
        });
    }

    private static void check(MethodDescriptor rpc) {
        assertThat(rpc.getOptions().hasExtension(RuleProto.rule))
                .as(rpc.getFullName())
                .isTrue();
        Rule rule = rpc.getOptions().getExtension(RuleProto.rule);
        assertThat(rule.getCallersList())
                .as(rpc.getFullName())
                .isNotEmpty()
                .doesNotContain(CallerKind.CALLER_KIND_UNSPECIFIED, CallerKind.UNRECOGNIZED);
        boolean isForServices = rule.getCallersList().contains(CallerKind.CALLER_KIND_SERVICE);
        boolean isForEverybody = rule.getCallersCount() == KINDS && rpc.getOptions().getIdempotencyLevel()
                == IdempotencyLevel.NO_SIDE_EFFECTS;
        assertThat(rule.getScope().isEmpty())
                .as("scope of %s", rpc.getFullName())
                .isEqualTo(!isForServices || isForEverybody);
    }
}
