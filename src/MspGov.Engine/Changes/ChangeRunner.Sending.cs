using System.Text.Json;
using MspGov.Core.Changes;
using MspGov.Core.Errors;
using MspGov.Core.Ledger;
using MspGov.Graph;

namespace MspGov.Engine.Changes;

/// <summary>Sending and reading back.</summary>
internal sealed partial class ChangeRunner
{
    private async Task<ChangeResult> CarryOutAsync(ChangeRun run, ChangeReading before, CancellationToken cancellationToken)
    {
        ChangeWrite write;
        try
        {
            write = await SendAsync(run, before, cancellationToken);
        }
        catch (GovException e) when (WasNotSent(e))
        {
            return Record(run, EntryOutcome.Failed, $"Nothing was changed: {e.Message}", null);
        }
        catch (GovException e)
        {
            // No answer is no proof of anything: the tenant may have done it.
            return await ReadBackAsync(run, before, null, $"The tenant did not answer ({e.Message})", patient: true, cancellationToken);
        }

        write = await FollowAsync(run, write, cancellationToken);
        GraphResponse response = write.Response;
        string answered = Answer(response, write.Words);
        return response.Status switch
        {
            >= 200 and <= 299 => await ReadBackAsync(run, before, write, answered, patient: !write.Rejected, cancellationToken),
            429 => Record(run, EntryOutcome.Failed, $"{answered}; the tenant throttled it and did nothing.", response.RequestId),
            >= 400 and <= 499 and not 408 => await ReadBackAsync(run, before, write, answered, patient: false, cancellationToken),
            _ => await ReadBackAsync(run, before, write, answered, patient: true, cancellationToken),
        };
    }

    /// <summary>Sends, and sends again while the directory only lags behind itself (FACTS section 5).</summary>
    private async Task<ChangeWrite> SendAsync(ChangeRun run, ChangeReading before, CancellationToken cancellationToken)
    {
        using IEnumerator<TimeSpan> pauses = _patience.Pauses().GetEnumerator();
        while (true)
        {
            ChangeWrite write = await run.Kind.ApplyAsync(run.Port, run.Request.Change, before, cancellationToken);
            bool lagging = write.Response.Error is { } error
                && (error.Is("Directory_ConcurrencyViolation") || (run.Request.AwaitReplication && write.Response.Status is 400 or 404 && IsMissingReference(write.Response, error)));
            if (!lagging || !pauses.MoveNext())
            {
                return write;
            }

            await Task.Delay(pauses.Current, _time, cancellationToken);
        }
    }

    /// <summary>Follows a change that was only accepted until the tenant says how it ended, or patience does. What is not read is not taken for done.</summary>
    private async Task<ChangeWrite> FollowAsync(ChangeRun run, ChangeWrite write, CancellationToken cancellationToken)
    {
        if (write.Operation is not { } operation || !write.Response.IsSuccess)
        {
            return write;
        }

        using IEnumerator<TimeSpan> pauses = _patience.Pauses().GetEnumerator();
        while (true)
        {
            string seen;
            try
            {
                GraphResponse response = await run.Port.SendAsync(GraphRequest.Get(operation), cancellationToken);
                JsonElement asked = response.EnsureSuccess().ParseRoot();
                seen = asked.Text("status") ?? "no status";
                if (asked.Has("status", "succeeded"))
                {
                    return write with { Words = "operation succeeded" };
                }

                if (asked.Has("status", "failed"))
                {
                    return write with { Words = $"operation failed: {asked.Text("statusDetail") ?? "no detail"}", Rejected = true, Ended = false };
                }
            }
            catch (GovException e) when (IsOfTheTenant(e))
            {
                seen = $"not read: {e.Message}";
            }

            if (!pauses.MoveNext())
            {
                return write with { Words = $"operation has not ended: {seen}", Ended = false };
            }

            await Task.Delay(pauses.Current, _time, cancellationToken);
        }
    }

    private static bool IsMissingReference(GraphResponse response, GraphError error) =>
        response.Status == 404 || error.Is("Request_ResourceNotFound") || error.Is("SubjectNotFound")
        || error.Message.Contains("valid reference update", StringComparison.OrdinalIgnoreCase)
        || error.Message.Contains("does not exist", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads until the tenant shows the change or patience ends. Only a reading that shows it makes a success.</summary>
    private async Task<ChangeResult> ReadBackAsync(ChangeRun run, ChangeReading before, ChangeWrite? write, string answered, bool patient, CancellationToken cancellationToken)
    {
        string? requestId = write?.Response.RequestId;
        using IEnumerator<TimeSpan> pauses = _patience.Pauses().GetEnumerator();
        int readings = 0;
        while (true)
        {
            string seen;
            bool read;
            try
            {
                ChangeReading reading = await run.Kind.ReadAsync(run.Port, run.Request.Change, before.Before ?? "{}", cancellationToken);
                if (reading.Shown == Shown.AsWanted)
                {
                    run.SubjectName = reading.Name ?? run.SubjectName;
                    return write is { Ended: false } ? Record(run, EntryOutcome.Unknown, $"{answered}; read back all the same: {reading.Words}", requestId, reading.ObjectId, write.Secret) : Record(run, EntryOutcome.Succeeded, $"{answered}; read back: {reading.Words}", requestId, reading.ObjectId, write?.Secret);
                }

                (read, seen) = (true, reading.Words);
            }
            catch (GovException e) when (IsOfTheTenant(e))
            {
                (read, seen) = (false, e.Message);
            }

            readings++;
            if ((!patient && read) || !pauses.MoveNext())
            {
                return NotShown(run, write, answered, seen, read, patient, readings);
            }

            await Task.Delay(pauses.Current, _time, cancellationToken);
        }
    }

    private ChangeResult NotShown(ChangeRun run, ChangeWrite? write, string answered, string seen, bool read, bool patient, int readings)
    {
        string? requestId = write?.Response.RequestId;
        return !read ? Record(run, EntryOutcome.Unknown, $"{answered}; it could not be read back: {seen}", requestId, secret: write?.Secret)
            : !patient ? Record(run, EntryOutcome.Failed, $"{answered}; read back: {seen}", requestId)
            : Record(run, EntryOutcome.Unknown, $"{answered}; {readings} readings over {_patience.Total.TotalSeconds:0.#} s do not show it: {seen}", requestId, secret: write?.Secret);
    }

    /// <summary>Errors of which it is certain that nothing left this machine, or that the tenant let nothing in.</summary>
    private static bool WasNotSent(GovException e) =>
        e.Definition == TenantErrors.WrongTenant || e.Definition == TenantErrors.AuthenticationFailed || e.Definition == TenantErrors.SecretNotFound
        || e.Definition == TenantErrors.ConnectionInvalid || e.Definition == TenantErrors.EndpointNotSecure || e.Definition == TenantErrors.Throttled;

    private static string Answer(GraphResponse response, string? words)
    {
        string status = $"Graph answered {response.Status}";
        GraphError? error = response.Error;
        return error is null ? words is null ? status : $"{status} ({words})"
            : $"{status} {error.InnermostCode} ({error.InnermostMessage ?? error.Message})";
    }
}
