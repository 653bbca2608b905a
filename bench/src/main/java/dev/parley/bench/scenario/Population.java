package dev.parley.bench.scenario;

import dev.parley.bench.load.ThreadPlan;
import dev.parley.clientkit.call.Connections;
import dev.parley.clientkit.call.User;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// Users and threads that no other load has used. Users need no registration: their ids are enough.
public final class Population {

    private static final int AT_ONCE = 16;
    private static final int ATTEMPTS = 8;

    private final Connections connections;
    private final String salt =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    private final AtomicInteger count = new AtomicInteger();

    Population(Connections connections) {
        this.connections = connections;
    }

    /// A prefix that no other load has used, at most 20 characters.
    public String freshSalt() {
        return "b" + salt + "x" + count.incrementAndGet();
    }

    /// Creates new users.
    public List<String> users(int number) {
        String prefix = "usr_" + freshSalt() + "-";
        return IntStream.range(0, number).mapToObj(i -> prefix + i).toList();
    }

    /// Creates this many direct threads of two new users each, who both send and watch.
    public List<ThreadPlan> pairs(int number) throws InterruptedException {
        List<String> users = users(2 * number);
        return each(number, i -> {
            List<String> two = List.of(users.get(2 * i), users.get(2 * i + 1));
            return new ThreadPlan(direct(two.get(0), two.get(1)), two, two);
        });
    }

    /// Creates this many groups of new users, who all watch, and of whom the first sends.
    public List<ThreadPlan> groups(int number, int size) throws InterruptedException {
        List<String> users = users(number * size);
        String salt = freshSalt();
        return each(number, i -> {
            List<String> all = users.subList(i * size, (i + 1) * size);
            String thread = user(all.getFirst()).group(salt + "-group" + i, all.subList(1, size));
            return new ThreadPlan(thread, all.subList(0, 1), all);
        });
    }

    /// Creates the direct threads of a user with others.
    public List<String> directs(String user, List<String> others) throws InterruptedException {
        return each(others.size(), i -> direct(user, others.get(i)));
    }

    /// Creates a group of users, of whom the first is the owner.
    public String group(List<String> users) throws InterruptedException {
        String requestId = freshSalt() + "-group";
        return each(1, _ -> user(users.getFirst()).group(requestId, users.subList(1, users.size())))
                .getFirst();
    }

    private String direct(String user, String other) {
        return user(user).direct(other);
    }

    private User user(String userId) {
        return connections.user(userId, userId.hashCode());
    }

    /// Creates the object with this number, from 0.
    public interface Maker<T> {
        T make(int number) throws Exception;
    }

    /// Creates this many objects, a few at once, and returns them in order. The maker must be idempotent.
    public static <T> List<T> each(int number, Maker<T> maker) throws InterruptedException {
        try (var executor =
                Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
            List<Callable<T>> work = IntStream.range(0, number)
                    .mapToObj(i -> (Callable<T>) () -> patient(() -> maker.make(i)))
                    .toList();
            var made = new ArrayList<T>();
            for (Future<T> one : executor.invokeAll(work)) {
                made.add(one.get());
            }
            return made;
        } catch (ExecutionException failure) {
            throw new IllegalStateException("The users and threads could not be created", failure.getCause());
        }
    }

    /// Nothing is measured yet, so calls to a server that is still cold are retried.
    private static <T> T patient(Callable<T> work) throws Exception {
        for (int attempt = 1; ; attempt++) {
            try {
                return work.call();
            } catch (StatusRuntimeException failure) {
                if (failure.getStatus().getCode() != Status.Code.UNAVAILABLE || attempt == ATTEMPTS) {
                    throw failure;
                }
                Thread.sleep(Duration.ofMillis(200L * attempt));
            }
        }
    }
}
