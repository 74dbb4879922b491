namespace MspGov.Core.Errors;

/// <summary>Errors of effective access, its snapshots and the register of identities.</summary>
public static class AccessErrors
{
    /// <summary>No snapshot of that id, of that tenant, or of that time.</summary>
    public static readonly ErrorDefinition SnapshotNotFound = new("AccessSnapshotNotFound", ErrorKind.NotFound);

    /// <summary>A snapshot's file is missing, or is not what the ledger recorded.</summary>
    public static readonly ErrorDefinition SnapshotDamaged = new("AccessSnapshotDamaged", ErrorKind.InvalidData);

    /// <summary>A snapshot of another store.</summary>
    public static readonly ErrorDefinition SnapshotOfAnotherStore = new("AccessSnapshotOfAnotherStore", ErrorKind.InvalidData);

    /// <summary>No tenant that was read knows the identity.</summary>
    public static readonly ErrorDefinition IdentityNotFound = new("IdentityNotFound", ErrorKind.NotFound);

    /// <summary>Too many tenants failed; the rest was not tried.</summary>
    public static readonly ErrorDefinition StoppedAfterFailures = new("AccessStoppedAfterFailures", ErrorKind.ConnectionFailure);

    /// <summary>There is no interrupted run to resume.</summary>
    public static readonly ErrorDefinition NothingToResume = new("AccessNothingToResume", ErrorKind.InvalidState);
}
