using MspGov.Ledger.Encodings;
using MspGov.Ledger.Entries;

namespace MspGov.Ledger.Verification;

/// <summary>Columns of an entry's row that repeat what its record says, so that indexes find it.</summary>
internal sealed record StatementColumns(long At, string Operator, byte[] Correlation, string? Subject, byte[] Id)
{
    public bool Match(Statement statement, string action) =>
        At == statement.At.ToUnixTimeMilliseconds()
        && Operator == statement.Operator
        && action == statement.Action
        && Subject == statement.Subject?.Id
        && Correlation.AsSpan().SequenceEqual(Scalars.ParseUuid(statement.Correlation).ToByteArray(bigEndian: true))
        && Id.AsSpan().SequenceEqual(Scalars.ParseUuid(statement.Id).ToByteArray(bigEndian: true));
}
