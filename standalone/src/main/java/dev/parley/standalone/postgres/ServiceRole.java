package dev.parley.standalone.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/// The PostgreSQL role of one service. It may create its schema and owns everything in it, is no superuser, and
/// has no rights in the schemas of other services.
final class ServiceRole {

    /// A role without a superuser's rights, also if the schema was created by one.
    private static final String CREATE = """
            do $do$
            declare one record;
            begin
                if not exists (select from pg_roles where rolname = '%1$s') then
                    create role %1$s login;
                end if;
                alter role %1$s with nosuperuser nocreaterole nocreatedb password '%2$s';
                grant connect, create on database %3$s to %1$s;
                for one in
                    select format('schema %%I', nspname) as what
                    from pg_namespace where nspname = '%4$s' and nspowner <> '%1$s'::regrole
                    union all
                    select format('table %%s', c.oid::regclass)
                    from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where n.nspname = '%4$s' and c.relkind in ('r', 'p', 'v', 'm') and c.relowner <> '%1$s'::regrole
                    union all
                    select format('routine %%s', p.oid::regprocedure)
                    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                    where n.nspname = '%4$s' and p.proowner <> '%1$s'::regrole
                loop
                    execute 'alter ' || one.what || ' owner to %1$s';
                end loop;
            end $do$
            """;

    private ServiceRole() {}

    /// Creates the role of a service, or gives the existing one this password. Returns its name.
    ///
    /// @param connection of a superuser
    /// @param password hexadecimal digits
    static String create(Connection connection, String database, String service, String password) throws SQLException {
        String name = "parley_" + service;
        try (Statement statement = connection.createStatement()) {
            statement.execute(CREATE.formatted(name, password, database, service));
        }
        return name;
    }
}
