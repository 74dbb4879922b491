using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Register;

namespace MspGov.Core.Anchoring;

/// <summary>An RFC 3161 timestamping authority.</summary>
/// <param name="Name">Name; also the file's name in packs.</param>
/// <param name="Url">Where it answers.</param>
/// <param name="Certificate">Base64 DER of the certificate that it signs with: what clients are told to rely on.</param>
public sealed record TimestampAuthority(string Name, string Url, string Certificate);

/// <summary>A C2SP witness.</summary>
/// <param name="Url">Prefix before <c>/add-checkpoint</c>.</param>
/// <param name="Vkey">Its verifier key, type 0x04.</param>
public sealed record AnchorWitness(string Url, string Vkey);

/// <summary>Who outside vouches for checkpoints, and where copies go. One document of the MSP.</summary>
public sealed record AnchorSettings : IRegisterDocument
{
    /// <summary>Its only key.</summary>
    public const string TheKey = "anchors";

    /// <inheritdoc/>
    public static string Kind => "anchorSettings";

    /// <summary>Timestamping authorities.</summary>
    public IReadOnlyList<TimestampAuthority> Authorities { get; init; } = [];

    /// <summary>Witnesses.</summary>
    public IReadOnlyList<AnchorWitness> Witnesses { get; init; } = [];

    /// <summary>Places that get a copy of each published checkpoint: a folder, <c>git:PATH</c>, or an https address for PUT.</summary>
    public IReadOnlyList<string> Places { get; init; } = [];

    /// <inheritdoc/>
    public string Key => TheKey;

    /// <inheritdoc/>
    public string? TenantId => null;

    /// <inheritdoc/>
    public string? State => null;
}

/// <summary>Actions on anchoring; in log msp.</summary>
public static class AnchorActions
{
    /// <summary>The settings are replaced; detail <see cref="AnchorSettings"/>.</summary>
    public const string Set = "anchor.set";

    /// <summary>All.</summary>
    public static readonly ActionDefinition[] All = [new(Set, Permission.ManageOperators)];
}

/// <summary>The settings as they were last set.</summary>
public sealed class AnchorFold : IFold
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Actions { get; } = [AnchorActions.Set];

    /// <inheritdoc/>
    public void Apply(IRegisterWriter register, EntryView entry) => register.Put(entry.DetailAs<AnchorSettings>());
}
