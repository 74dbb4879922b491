using System.Net.Sockets;
using System.Security.Authentication;
using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Core.Policy;
using MspGov.Core.Services;
using MspGov.Core.Tenants;
using MspGov.Engine.Sessions;

namespace MspGov.Engine.Forwarding;

/// <summary>Forwards entries log by log, each from where the last run ended.</summary>
internal sealed class ForwardService(SessionContext context) : IForwardService
{
    /// <inheritdoc/>
    public async Task<ForwardResult> SendAsync(ForwardRequest request, CancellationToken cancellationToken)
    {
        ForwardCursor cursor = ForwardCursor.Open(context.At("forward"), request.Cursor ?? request.Destination, request.Restart);
        long sent = 0;
        int batches = 0;
        int logs = 0;
        await using IForwardSink sink = ForwardSinks.Open(request);
        foreach (string log in Readable(request.Logs))
        {
            long before = sent;
            var query = new EntryQuery { Logs = [log], FirstSeq = cursor.Next(log) };
            foreach (EntryView[] batch in context.Ledger.Query(query, cancellationToken).Chunk(Math.Max(1, request.BatchSize)))
            {
                await SendAsync(sink, batch, request.Destination, cancellationToken);
                cursor.Advance(log, batch[^1].Seq + 1);
                sent += batch.Length;
                batches++;
            }

            logs += sent > before ? 1 : 0;
        }

        return new ForwardResult(request.Destination, sent, batches, logs);
    }

    private static async Task SendAsync(IForwardSink sink, EntryView[] batch, string destination, CancellationToken cancellationToken)
    {
        try
        {
            await sink.SendAsync(batch, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or IOException or AuthenticationException or UnauthorizedAccessException
            || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw LedgerErrors.ForwardFailed.With(
                $"'{destination}' did not take entries {batch[0].Seq} to {batch[^1].Seq} of log {batch[0].Log}: {e.Message}. The next run sends them again.", e).About(destination);
        }
    }

    private List<string> Readable(IReadOnlyList<string>? asked) => context.Ledger.Read(register =>
    {
        IEnumerable<string> logs = asked ?? [LogIds.Keys, LogIds.Msp, .. register.List<TenantDocument>().Select(tenant => tenant.Id)];
        return logs
            .Where(log => GovernancePolicy.DecideRead(register, context.Operator, log, context.Time.GetUtcNow()).Kind == RulingKind.Permit)
            .ToList();
    });
}
