using MspGov.Core.Tenants;

namespace MspGov.Core.Exceptions;

/// <summary>Limits of exceptions. They are of the product: an exception that never ends is a change of the expected scope and belongs there.</summary>
public static class ExceptionPolicy
{
    /// <summary>How long before its end an exception is shown as expiring and its owner is warned.</summary>
    public static readonly TimeSpan Warning = TimeSpan.FromDays(14);

    /// <summary>The longest an exception may run from when it is recorded.</summary>
    public static TimeSpan Maximum(TenantTier tier) => tier == TenantTier.HighRegulation ? TimeSpan.FromDays(90) : TimeSpan.FromDays(365);
}
