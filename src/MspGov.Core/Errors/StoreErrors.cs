namespace MspGov.Core.Errors;

/// <summary>Errors of the store folder and of connecting to it.</summary>
public static class StoreErrors
{
    /// <summary>No store at that path.</summary>
    public static readonly ErrorDefinition NotFound = new("StoreNotFound", ErrorKind.NotFound);

    /// <summary>A store is there already.</summary>
    public static readonly ErrorDefinition AlreadyExists = new("StoreAlreadyExists", ErrorKind.AlreadyExists);

    /// <summary>The folder holds something that is not a store.</summary>
    public static readonly ErrorDefinition NotAStore = new("StoreNotRecognised", ErrorKind.InvalidData);

    /// <summary>The store was written by a newer version of the module.</summary>
    public static readonly ErrorDefinition TooNew = new("StoreTooNew", ErrorKind.NotSupported);

    /// <summary>Another process held the store past the stated time.</summary>
    public static readonly ErrorDefinition Busy = new("StoreBusy", ErrorKind.Busy);

    /// <summary>The store cannot be written (rights, read-only medium, full disk).</summary>
    public static readonly ErrorDefinition NotWritable = new("StoreNotWritable", ErrorKind.StorageFailure);

    /// <summary>No space is left on the store's disk.</summary>
    public static readonly ErrorDefinition DiskFull = new("StoreDiskFull", ErrorKind.StorageFailure);

    /// <summary>The store does not extend the high-water mark: it was rolled back, swapped or is foreign.</summary>
    public static readonly ErrorDefinition RolledBack = new("StoreRolledBack", ErrorKind.SecurityFailure);

    /// <summary>The database is damaged.</summary>
    public static readonly ErrorDefinition Damaged = new("StoreDamaged", ErrorKind.InvalidData);

    /// <summary>No session: Connect-GovernanceStore first, or pass -Session.</summary>
    public static readonly ErrorDefinition NotConnected = new("NotConnected", ErrorKind.InvalidState);

    /// <summary>The session was disconnected.</summary>
    public static readonly ErrorDefinition SessionClosed = new("SessionClosed", ErrorKind.InvalidState);

    /// <summary>The operator has no key here, or it cannot be opened.</summary>
    public static readonly ErrorDefinition OperatorKeyNotFound = new("OperatorKeyNotFound", ErrorKind.NotFound);

    /// <summary>The passphrase of the operator's key is wrong or missing.</summary>
    public static readonly ErrorDefinition OperatorKeyPassphrase = new("OperatorKeyPassphraseWrong", ErrorKind.AuthenticationFailed);

    /// <summary>The key at hand is not the one enrolled for the operator, or it was retired.</summary>
    public static readonly ErrorDefinition OperatorKeyNotEnrolled = new("OperatorKeyNotEnrolled", ErrorKind.SecurityFailure);

    /// <summary>The place for the backup exists.</summary>
    public static readonly ErrorDefinition BackupExists = new("BackupPathExists", ErrorKind.AlreadyExists);

    /// <summary>The backup is damaged, incomplete, or of another ledger or branch.</summary>
    public static readonly ErrorDefinition BackupNotUsable = new("BackupNotUsable", ErrorKind.InvalidData);

    /// <summary>The backup ends before the last published checkpoint: it can only found a successor ledger.</summary>
    public static readonly ErrorDefinition BackupTooOld = new("BackupTooOld", ErrorKind.InvalidState);

    /// <summary>Nothing here knows which checkpoint was published last.</summary>
    public static readonly ErrorDefinition PublishedUnknown = new("PublishedCheckpointUnknown", ErrorKind.InvalidState);
}
