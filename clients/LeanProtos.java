import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Creates the contract as clients need it: without the RPCs for services only, and without the validation,
/// access and HTTP rules, which only servers and gateways read. Those would make up half of the generated
/// code.
///
/// `java -cp protobuf-java.jar LeanProtos.java full.binpb lean.binpb`
public final class LeanProtos {

    private static final Predicate<String> FOR_SERVERS =
            Pattern.compile("(buf|google/api|parley/access|parley/rules|parley/[a-z]+/internal)/.*").asMatchPredicate();

    private LeanProtos() {}

    /// Reads one descriptor set and writes the other.
    public static void main(String[] files) throws IOException {
        var all = FileDescriptorSet.parseFrom(Files.readAllBytes(Path.of(files[0])));
        var lean = FileDescriptorSet.newBuilder();
        all.getFileList().stream()
                .filter(file -> !FOR_SERVERS.test(file.getName()))
                .map(LeanProtos::lean)
                .forEach(lean::addFile);
        Files.write(Path.of(files[1]), lean.build().toByteArray());
    }

    private static FileDescriptorProto lean(FileDescriptorProto file) {
        List<String> imports = file.getDependencyList().stream()
                .filter(FOR_SERVERS.negate())
                .toList();
        return withoutExtensions(file).toBuilder()
                .clearDependency()
                .addAllDependency(imports)
                .build();
    }

    /// Options that are extensions appear as unknown fields here.
    @SuppressWarnings("unchecked")
    private static <M extends Message> M withoutExtensions(M message) {
        Message.Builder copy = message.toBuilder();
        if (message.getDescriptorForType().getName().endsWith("Options")) {
            copy.setUnknownFields(UnknownFieldSet.getDefaultInstance());
        }
        message.getAllFields().forEach((field, value) -> {
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                copy.setField(
                        field,
                        value instanceof List<?> list
                                ? list.stream()
                                        .map(Message.class::cast)
                                        .map(LeanProtos::withoutExtensions)
                                        .toList()
                                : withoutExtensions((Message) value));
            }
        });
        return (M) copy.build();
    }
}
