using MspGov.Core.Register;

namespace MspGov.Core.Reviews;

/// <summary>How the decisions of a pack are bound to whoever made them.</summary>
public enum PackBinding
{
    /// <summary>Signed with a key that the reviewer enrolled (<see cref="Elevation.ClientApproverDocument"/>): nobody at the MSP could have made it.</summary>
    Key,

    /// <summary>Keyed hash with a one-time code: proves that it was made by somebody who has the code, which the MSP handed over.</summary>
    Code,
}

/// <summary>A review pack that was handed out.</summary>
public sealed record ReviewPackDocument : IRegisterDocument
{
    /// <inheritdoc/>
    public static string Kind => "reviewPack";

    /// <summary>Pack id.</summary>
    public required string Id { get; init; }

    /// <summary>Campaign id.</summary>
    public required string Review { get; init; }

    /// <summary>Tenant.</summary>
    public required string Tenant { get; init; }

    /// <summary>The reviewer it is for.</summary>
    public required string Reviewer { get; init; }

    /// <summary>How its decisions are bound.</summary>
    public required PackBinding Binding { get; init; }

    /// <summary>Key id (SHA-256 of the SPKI, hex) for <see cref="PackBinding.Key"/>.</summary>
    public string? KeyId { get; init; }

    /// <summary>SHA-256 of the HTML file, hex: tells the reviewer, who gets it with the code, that the file was not edited on the way.</summary>
    public required string FileHash { get; init; }

    /// <summary>Number of items in it.</summary>
    public int Items { get; init; }

    /// <summary>When it was handed out, UTC.</summary>
    public DateTimeOffset ExportedAt { get; init; }

    /// <summary>When its decisions were imported, UTC.</summary>
    public DateTimeOffset? ImportedAt { get; init; }

    /// <summary>SHA-256 of the decision file's body, hex.</summary>
    public string? BodyHash { get; init; }

    /// <inheritdoc/>
    public string Key => Id;

    /// <inheritdoc/>
    public string? TenantId => Tenant;

    /// <inheritdoc/>
    public string? State => ImportedAt is null ? "open" : "imported";
}

/// <summary>Detail of an import: the decisions, the file they came in, and what bound it.</summary>
/// <param name="Pack">Pack id.</param>
/// <param name="Batch">The decisions that are recorded.</param>
/// <param name="BodyHash">SHA-256 of the file's body, hex.</param>
/// <param name="KeyId">Key id, where it was signed with a key.</param>
/// <param name="Signature">The signature (base64), where it was signed: with the body anybody can check it again.</param>
/// <param name="Body">The body as signed (base64), where it was signed.</param>
public sealed record ReviewPackImport(
    string Pack, ReviewDecisionBatch Batch, string BodyHash, string? KeyId = null, string? Signature = null, string? Body = null);
