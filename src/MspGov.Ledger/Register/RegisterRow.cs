namespace MspGov.Ledger.Register;

/// <summary>A row as a fold wrote it; no JSON means removed.</summary>
internal sealed record RegisterRow(string Kind, string Key, string? Tenant, string? State, byte[]? Json);
