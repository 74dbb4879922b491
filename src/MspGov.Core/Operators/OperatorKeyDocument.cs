using MspGov.Core.Register;

namespace MspGov.Core.Operators;

/// <summary>A signing key of an operator, as log <c>keys</c> tells it.</summary>
public sealed record OperatorKeyDocument : IRegisterDocument
{
    /// <inheritdoc/>
    public static string Kind => "operatorKey";

    /// <summary>Hex SHA-256 of the key's SubjectPublicKeyInfo.</summary>
    public required string KeyId { get; init; }

    /// <summary>Operator id.</summary>
    public required string Operator { get; init; }

    /// <summary>When it was enrolled, UTC.</summary>
    public DateTimeOffset EnrolledAt { get; init; }

    /// <summary>When it was retired, UTC.</summary>
    public DateTimeOffset? RetiredAt { get; init; }

    /// <inheritdoc/>
    public string Key => KeyId;

    /// <inheritdoc/>
    public string? TenantId => null;

    /// <summary>The operator while the key is in force, so that one operator's keys are one query; otherwise <c>retired</c>, which is no operator's state.</summary>
    public string? State => RetiredAt is null ? Operator : "/retired";
}
