namespace MspGov.Core.Errors;

/// <summary>Errors of the ledger, its evidence and its anchors.</summary>
public static class LedgerErrors
{
    /// <summary>The ledger failed verification; nothing is appended to a ledger that is not whole.</summary>
    public static readonly ErrorDefinition Invalid = new("LedgerInvalid", ErrorKind.SecurityFailure);

    /// <summary>No such log.</summary>
    public static readonly ErrorDefinition LogNotFound = new("LedgerLogNotFound", ErrorKind.NotFound);

    /// <summary>An entry is larger than 65,535 bytes, or its detail is not a JSON object.</summary>
    public static readonly ErrorDefinition EntryNotAcceptable = new("LedgerEntryNotAcceptable", ErrorKind.InvalidArgument);

    /// <summary>The evidence at that path cannot be read at all (missing, not a folder or zip).</summary>
    public static readonly ErrorDefinition EvidenceNotFound = new("EvidenceNotFound", ErrorKind.NotFound);

    /// <summary>The place for the evidence exists and is not empty.</summary>
    public static readonly ErrorDefinition EvidenceExists = new("EvidencePathExists", ErrorKind.AlreadyExists);

    /// <summary>The trust anchor is missing or malformed.</summary>
    public static readonly ErrorDefinition TrustAnchorInvalid = new("TrustAnchorInvalid", ErrorKind.InvalidData);

    /// <summary>The asked range is outside the log.</summary>
    public static readonly ErrorDefinition RangeInvalid = new("LedgerRangeInvalid", ErrorKind.InvalidArgument);

    /// <summary>A timestamping authority did not answer, or answered something that does not verify.</summary>
    public static readonly ErrorDefinition TimestampFailed = new("TimestampFailed", ErrorKind.ConnectionFailure);

    /// <summary>A witness did not answer, or its cosignature does not verify.</summary>
    public static readonly ErrorDefinition WitnessFailed = new("WitnessFailed", ErrorKind.ConnectionFailure);

    /// <summary>A checkpoint could not be copied to an anchor place.</summary>
    public static readonly ErrorDefinition AnchorFailed = new("AnchorFailed", ErrorKind.StorageFailure);

    /// <summary>Entries could not be forwarded; the cursor stays where it was.</summary>
    public static readonly ErrorDefinition ForwardFailed = new("ForwardFailed", ErrorKind.ConnectionFailure);
}
