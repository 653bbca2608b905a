package dev.parley.contract;

import build.buf.validate.FieldRules;
import build.buf.validate.ValidateProto;
import com.google.api.AnnotationsProto;
import com.google.api.FieldBehavior;
import com.google.api.FieldBehaviorProto;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.OneofDescriptorProto;
import com.google.protobuf.ExtensionRegistry;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.parley.access.v1.RuleProto;
import dev.parley.rules.v1.RulesProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the guard compares in one version of the contract, by full name.
///
/// @param messages the messages with rules over several of their fields
/// @param predefined the rules that are defined once, with their expressions
record ContractImage(
        Map<String, FieldDescriptorProto> fields,
        Map<String, OneofDescriptorProto> oneofs,
        Map<String, DescriptorProto> messages,
        Map<String, Message> predefined,
        Map<String, MethodDescriptorProto> rpcs) {

    private static final String OURS = "parley.";
    private static final ExtensionRegistry OPTIONS = registry();

    static ContractImage of(FileDescriptorSet set) {
        var image =
                new ContractImage(new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>(), new TreeMap<>());
        reparsed(set).getFileList().stream()
                .filter(file -> file.getPackage().startsWith(OURS))
                .forEach(image::add);
        return image;
    }

    static ContractImage readFrom(Path file) {
        try {
            return of(FileDescriptorSet.parseFrom(Files.readAllBytes(file), OPTIONS));
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    FieldRules rulesOf(String field) {
        return fields.get(field).getOptions().getExtension(ValidateProto.field);
    }

    List<FieldBehavior> behaviourOf(String field) {
        return fields.get(field).getOptions().getExtension(FieldBehaviorProto.fieldBehavior);
    }

    private void add(FileDescriptorProto file) {
        String scope = file.getPackage() + ".";
        file.getMessageTypeList().forEach(message -> add(scope, message));
        file.getServiceList()
                .forEach(service -> service.getMethodList()
                        .forEach(rpc -> rpcs.put(scope + service.getName() + "." + rpc.getName(), rpc)));
        file.getExtensionList().stream()
                .filter(extension -> extension.getOptions().hasExtension(ValidateProto.predefined))
                .forEach(extension -> predefined.put(
                        scope + extension.getName(), extension.getOptions().getExtension(ValidateProto.predefined)));
    }

    private void add(String scope, DescriptorProto message) {
        String name = scope + message.getName();
        messages.put(name, message);
        message.getFieldList().forEach(field -> fields.put(name + "." + field.getName(), field));
        message.getOneofDeclList().forEach(oneof -> oneofs.put(name + "." + oneof.getName(), oneof));
        message.getNestedTypeList().forEach(nested -> add(name + ".", nested));
    }

    /// Returns the same set with every option parsed by its type.
    private static FileDescriptorSet reparsed(FileDescriptorSet set) {
        try {
            return FileDescriptorSet.parseFrom(set.toByteString(), OPTIONS);
        } catch (InvalidProtocolBufferException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static ExtensionRegistry registry() {
        var registry = ExtensionRegistry.newInstance();
        ValidateProto.registerAllExtensions(registry);
        RulesProto.registerAllExtensions(registry);
        RuleProto.registerAllExtensions(registry);
        AnnotationsProto.registerAllExtensions(registry);
        FieldBehaviorProto.registerAllExtensions(registry);
        return registry;
    }
}
