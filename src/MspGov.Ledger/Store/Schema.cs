using MspGov.Core.Errors;
using MspGov.Ledger.Sqlite;

namespace MspGov.Ledger.Store;

/// <summary>Tables of the store. Everything but entry, detail, epoch and anchor can be rebuilt from those.</summary>
internal static class Schema
{
    public const long Version = 2;

    /// <summary>Slot number that stands for the global log in tables keyed by slot.</summary>
    public const long GlobalSlot = -1;

    // 'MGov' as a number: a database of another application is told apart.
    private const long ApplicationId = 0x4D476F76;

    private const string Tables = """
        CREATE TABLE log(
            slot INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, salt BLOB NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL,
            frontier BLOB NOT NULL, last_leaf BLOB);
        CREATE TABLE entry(
            pos INTEGER PRIMARY KEY, slot INTEGER NOT NULL, seq INTEGER NOT NULL, epoch INTEGER NOT NULL, at INTEGER NOT NULL,
            operator TEXT NOT NULL, action TEXT NOT NULL, correlation BLOB NOT NULL, subject TEXT, leaf BLOB NOT NULL, record BLOB NOT NULL,
            erased_by INTEGER, salt BLOB, detail BLOB);
        CREATE UNIQUE INDEX entry_seq ON entry(slot, seq);
        CREATE TABLE epoch(
            epoch INTEGER PRIMARY KEY, at INTEGER NOT NULL, first_pos INTEGER NOT NULL, leaf BLOB NOT NULL, note TEXT NOT NULL,
            published INTEGER NOT NULL);
        CREATE INDEX epoch_published ON epoch(epoch) WHERE published = 1;
        CREATE TABLE node(slot INTEGER, level INTEGER, idx INTEGER, hash BLOB NOT NULL, PRIMARY KEY(slot, level, idx)) WITHOUT ROWID;
        CREATE TABLE head_node(idx INTEGER PRIMARY KEY, hash BLOB NOT NULL);
        CREATE TABLE register(
            kind TEXT NOT NULL, key TEXT NOT NULL, from_epoch INTEGER NOT NULL, to_epoch INTEGER, tenant TEXT, state TEXT, json BLOB NOT NULL);
        CREATE UNIQUE INDEX register_key ON register(kind, key, from_epoch);
        CREATE UNIQUE INDEX register_now ON register(kind, key) WHERE to_epoch IS NULL;
        CREATE INDEX register_tenant ON register(kind, tenant) WHERE to_epoch IS NULL;
        CREATE INDEX register_state ON register(kind, state) WHERE to_epoch IS NULL;
        CREATE TABLE anchor(epoch INTEGER NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, at INTEGER, data BLOB NOT NULL, PRIMARY KEY(epoch, kind, name));
        """;

    public static void Create(SqliteConnection connection)
    {
        connection.Execute("BEGIN IMMEDIATE");
        connection.Execute(Tables);
        LookupTables.Create(connection);
        connection.Execute($"PRAGMA application_id={ApplicationId}");
        connection.Execute($"PRAGMA user_version={Version}");
        connection.Commit();
    }

    /// <exception cref="GovException">NotAStore, or TooNew.</exception>
    public static void Check(SqliteConnection connection)
    {
        SqliteStatement application = connection["PRAGMA application_id"];
        bool ours = application.Step() && application.Integer(0) == ApplicationId;
        application.Reset();
        if (!ours)
        {
            throw StoreErrors.NotAStore.With("The store's ledger.db is another application's database.");
        }

        SqliteStatement version = connection["PRAGMA user_version"];
        long found = version.Step() ? version.Integer(0) : 0;
        version.Reset();
        if (found > Version)
        {
            throw StoreErrors.TooNew.With($"The store's database has version {found}; this module knows {Version}. Update the module.");
        }

        if (found < Version)
        {
            throw StoreErrors.NotAStore.With($"The store's database has version {found}, of a module that was never released; this module knows {Version}. Open it with the module that made it.");
        }
    }
}
