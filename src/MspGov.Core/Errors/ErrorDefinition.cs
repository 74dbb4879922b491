namespace MspGov.Core.Errors;

/// <summary>What kind of mistake or fault an error is; the cmdlet layer maps it to a PowerShell error category in one place.</summary>
public enum ErrorKind
{
    /// <summary>An argument is malformed or out of range.</summary>
    InvalidArgument,

    /// <summary>The named thing does not exist.</summary>
    NotFound,

    /// <summary>The named thing exists already.</summary>
    AlreadyExists,

    /// <summary>The operation does not fit the present state.</summary>
    InvalidState,

    /// <summary>The operator may not do this.</summary>
    PermissionDenied,

    /// <summary>Signing in failed, or the credentials are wrong or expired.</summary>
    AuthenticationFailed,

    /// <summary>A check of identity, integrity or tenant failed; nothing was changed.</summary>
    SecurityFailure,

    /// <summary>The data read is damaged or not ours.</summary>
    InvalidData,

    /// <summary>Another process holds what is needed; trying again later may work.</summary>
    Busy,

    /// <summary>A file, disk or permission of the file system is in the way.</summary>
    StorageFailure,

    /// <summary>The other side did not answer or answered with a fault.</summary>
    ConnectionFailure,

    /// <summary>The tenant has no licence for this.</summary>
    NotLicensed,

    /// <summary>A change was sent but could not be proven by reading back.</summary>
    Unverified,

    /// <summary>This cannot be done here; the message says what can.</summary>
    NotSupported,
}

/// <summary>One stable error: its id is the FullyQualifiedErrorId that scripts match on. Ids are named once, in the *Errors classes, and never change meaning.</summary>
/// <param name="Id">Stable id in PascalCase, for example <c>StoreNotFound</c>.</param>
/// <param name="Kind">What kind of error it is.</param>
public sealed record ErrorDefinition(string Id, ErrorKind Kind)
{
    /// <summary>Makes an exception of this error.</summary>
    /// <param name="message">What happened and what to do about it, in plain words.</param>
    /// <param name="inner">The cause, where there is one.</param>
    public GovException With(string message, Exception? inner = null) => new(this, message, inner);
}
