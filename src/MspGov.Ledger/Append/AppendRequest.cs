using MspGov.Core.Ledger;
using MspGov.Ledger.Keys;

namespace MspGov.Ledger.Append;

/// <summary>Who appends, and with which key.</summary>
internal sealed record Signer(string Operator, EcdsaPrivateKey Key);

/// <summary>What one caller wants to append in one piece.</summary>
internal sealed class AppendRequest(Signer signer, IReadOnlyList<EntryDraft> drafts, CancellationToken cancellationToken)
{
    public Signer Signer { get; } = signer;

    public IReadOnlyList<EntryDraft> Drafts { get; } = drafts;

    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Entries of the ledger itself (creation, rotation, restore, erasure), which callers of the public API cannot append.</summary>
    public bool Internal { get; init; }

    /// <summary>Whether the commit's checkpoint leaves the store.</summary>
    public bool Publish { get; init; }

    /// <summary>Runs in the same transaction, after the request's entries were decided and before the commit.</summary>
    public Action<AppendBatch>? Also { get; init; }

    /// <summary>Whether it must not share its commit.</summary>
    public bool Alone => Internal || Also is not null;

    /// <summary>New ledger keys, at a rotation: the commit's checkpoint is signed by the old and by these.</summary>
    public LedgerKeyPair? NewKeys { get; init; }

    /// <summary>A new incarnation, at a restore.</summary>
    public string? Incarnation { get; init; }

    public IReadOnlyList<EntryView> Entries { get; set; } = [];

    public Exception? Failure { get; set; }

    public bool Done { get; set; }

    /// <summary>Whether the policy refused it; the refusal is recorded in its place.</summary>
    public bool Denied { get; set; }
}
