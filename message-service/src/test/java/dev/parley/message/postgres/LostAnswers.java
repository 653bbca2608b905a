package dev.parley.message.postgres;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

/// Connections that lose the answer of one committed write: the write is stored, and its caller sees a lost
/// connection.
final class LostAnswers {

    private static final String CONNECTION_LOST = "08006";

    private final AtomicBoolean armed = new AtomicBoolean();
    private final DataSource pool;
    private final String part;
    private final Runnable meanwhile;

    /// Loses answers of writes of frames.
    LostAnswers(DataSource pool) {
        this(pool, "insert into frame", () -> {});
    }

    /// Loses answers of statements that contain a text.
    ///
    /// @param meanwhile runs between the commit and the failure
    LostAnswers(DataSource pool, String part, Runnable meanwhile) {
        this.pool = pool;
        this.part = part;
        this.meanwhile = meanwhile;
    }

    /// Loses the next answer.
    void loseNext() {
        armed.set(true);
    }

    /// Whether the answer that was to be lost is lost.
    boolean isLost() {
        return !armed.get();
    }

    DataSource dataSource() {
        return proxy(DataSource.class, (proxy, method, arguments) -> {
            Object result = call(pool, method, arguments);
            return result instanceof Connection connection ? connection(connection) : result;
        });
    }

    private Connection connection(Connection real) {
        return proxy(Connection.class, (proxy, method, arguments) -> {
            Object result = call(real, method, arguments);
            boolean writes =
                    result instanceof PreparedStatement && arguments[0] instanceof String sql && sql.contains(part);
            return writes ? statement((PreparedStatement) result) : result;
        });
    }

    private PreparedStatement statement(PreparedStatement real) {
        return proxy(PreparedStatement.class, (proxy, method, arguments) -> {
            Object result = call(real, method, arguments);
            if (method.getName().startsWith("execute") && armed.getAndSet(false)) {
                meanwhile.run();
                throw new SQLException("The answer is lost", CONNECTION_LOST);
            }
            return result;
        });
    }

    private static Object call(Object target, java.lang.reflect.Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(LostAnswers.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
