using MspGov.Core.Register;

namespace MspGov.Core.Retention;

/// <summary>How long details are kept: in one log, or in every log that has no policy of its own.</summary>
public sealed record RetentionPolicyDocument : IRegisterDocument
{
    /// <summary>Stands for every log that has no policy of its own.</summary>
    public const string Everywhere = "*";

    /// <inheritdoc/>
    public static string Kind => "retentionPolicy";

    /// <summary>Log id: a tenant's UUID or <c>msp</c>; <see cref="Everywhere"/> for all others.</summary>
    public string Log { get; init; } = Everywhere;

    /// <summary>Age at which details may be erased; null keeps them. What the register of today may need stays.</summary>
    public TimeSpan? KeepFor { get; init; }

    /// <summary>Time after off-boarding at which all details of the tenant may be erased; null keeps them.</summary>
    public TimeSpan? KeepAfterOffBoarding { get; init; }

    /// <inheritdoc/>
    public string Key => Log;

    /// <inheritdoc/>
    public string? TenantId => Log is Everywhere or Ledger.LogIds.Msp ? null : Log;

    /// <inheritdoc/>
    public string? State => null;
}
