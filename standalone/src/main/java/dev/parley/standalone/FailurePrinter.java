package dev.parley.standalone;

import dev.parley.platform.application.StartException;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// Prints a failure in one sentence; prints the stack trace only on request.
final class FailurePrinter implements IParameterExceptionHandler, IExecutionExceptionHandler {

    private static final int MISUSE = 2;
    private static final int FAILURE = 1;

    @Override
    public int handleParseException(ParameterException misuse, String[] arguments) {
        CommandLine command = misuse.getCommandLine();
        print(command, sentence(misuse) + " See ./" + command.getCommandSpec().qualifiedName() + " --help.", misuse);
        return MISUSE;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult arguments) {
        print(command, sentence(failure), failure);
        return FAILURE;
    }

    private static void print(CommandLine command, String sentence, Exception failure) {
        PrintWriter err = command.getErr();
        err.println(sentence);
        CommandLine root = command;
        while (root.getParent() != null) {
            root = root.getParent();
        }
        if (root.getCommand() instanceof ParleyCommand parley && parley.isDebug()) {
            failure.printStackTrace(err);
        }
        err.flush();
    }

    private static String sentence(Exception failure) {
        String message = failure.getMessage();
        if (message == null || message.isBlank()) {
            message = failure.getClass().getSimpleName();
        }
        String first = message.lines().findFirst().orElse("").strip();
        String sentence = isForPeople(failure) ? first : "Unexpected error: " + first;
        return sentence.endsWith(".") || sentence.endsWith(")") ? sentence : sentence + ".";
    }

    private static boolean isForPeople(Exception failure) {
        return failure instanceof StartException
                || failure instanceof CommandFailure
                || failure instanceof ParameterException
                || failure instanceof IllegalStateException
                || failure instanceof java.io.UncheckedIOException;
    }
}
