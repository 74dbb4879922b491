using System.Management.Automation;
using MspGov.Core.Errors;

namespace MspGov.Cmdlets.Pipeline;

/// <summary>The one place where errors of the core become PowerShell error records.</summary>
internal static class ErrorRecords
{
    /// <summary>Id of an error that the module did not foresee; a defect to report.</summary>
    public const string Unexpected = "UnexpectedError";

    public static ErrorRecord From(Exception exception, object? target = null)
    {
        if (Unwrap(exception) is GovException known)
        {
            return new ErrorRecord(known, known.Definition.Id, CategoryOf(known.Definition.Kind), known.Target ?? known.TenantId ?? target);
        }

        return new ErrorRecord(Unwrap(exception), Unexpected, ErrorCategory.NotSpecified, target);
    }

    public static Exception Unwrap(Exception exception) =>
        exception is AggregateException { InnerExceptions.Count: 1 } aggregate ? Unwrap(aggregate.InnerException!) : exception;

    private static ErrorCategory CategoryOf(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidArgument => ErrorCategory.InvalidArgument,
        ErrorKind.NotFound => ErrorCategory.ObjectNotFound,
        ErrorKind.AlreadyExists => ErrorCategory.ResourceExists,
        ErrorKind.InvalidState => ErrorCategory.InvalidOperation,
        ErrorKind.PermissionDenied => ErrorCategory.PermissionDenied,
        ErrorKind.AuthenticationFailed => ErrorCategory.AuthenticationError,
        ErrorKind.SecurityFailure => ErrorCategory.SecurityError,
        ErrorKind.InvalidData => ErrorCategory.InvalidData,
        ErrorKind.Busy => ErrorCategory.ResourceBusy,
        ErrorKind.StorageFailure => ErrorCategory.ResourceUnavailable,
        ErrorKind.ConnectionFailure => ErrorCategory.ConnectionError,
        ErrorKind.NotLicensed => ErrorCategory.NotEnabled,
        ErrorKind.Unverified => ErrorCategory.InvalidResult,
        ErrorKind.NotSupported => ErrorCategory.NotImplemented,
        _ => ErrorCategory.NotSpecified,
    };
}
