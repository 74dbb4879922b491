using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MspGov.Core.Anchoring;
using MspGov.Core.Changes;
using MspGov.Core.Elevation;
using MspGov.Core.Ledger;
using MspGov.Core.Reports;
using MspGov.Core.Tenants;
using MspGov.Engine.Forwarding;

namespace MspGov.Engine.Health;

/// <summary>Checks of what must run regularly, and of what it relies on.</summary>
internal sealed class WorkHealth(ILedger ledger, IHeartbeat heartbeat, string forwardFolder, TimeProvider time)
{
    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);
    private static readonly TimeSpan VerySoon = TimeSpan.FromDays(7);
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    public HealthCheck Sweep(TimeSpan within)
    {
        int open = Grants().Count(grant => !grant.GrantState.IsFinal());
        DateTimeOffset? last = heartbeat.Last(FileHeartbeat.Sweep);
        string when = last is { } at ? $"The last sweep ended at {at:u}" : "No sweep has run";
        return open == 0 || (last is { } recent && time.GetUtcNow() - recent <= within)
            ? Ok(HealthChecks.ElevationSweep, $"{when}; {open} elevations are open.")
            : new(HealthChecks.ElevationSweep, HealthStatus.Warning, $"{when}, and {open} elevations are open: those that no tenant ends by itself stay.", "Invoke-ElevationSweep");
    }

    public HealthCheck Overdue()
    {
        DateTimeOffset now = time.GetUtcNow();
        ElevationGrantDocument[] late = [.. Grants().Where(grant => grant.IsDue(now) && (grant.RevokedAt ?? grant.EndsAt ?? now) + Grace < now)];
        return late.Length == 0 ? Ok(HealthChecks.ElevationOverdue, "No elevation is past its end.")
            : new(HealthChecks.ElevationOverdue, HealthStatus.Critical, $"{late.Length} elevations are past their end and not proven to be over, the first {late[0].Request.Grant}.", "Invoke-ElevationSweep");
    }

    public HealthCheck InDoubt()
    {
        DateTimeOffset now = time.GetUtcNow();
        ChangeDocument[] doubt = [.. ledger.Read(register => register.List<ChangeDocument>(state: ChangeDocument.InDoubt)).Where(change => now - change.IntentAt > Grace).OrderBy(change => change.IntentAt)];
        return doubt.Length == 0 ? Ok(HealthChecks.ChangeInDoubt, "No change is in doubt.")
            : new(
                HealthChecks.ChangeInDoubt,
                now - doubt[0].IntentAt > TimeSpan.FromDays(1) ? HealthStatus.Critical : HealthStatus.Warning,
                $"{doubt.Length} changes are in doubt, the oldest ({doubt[0].Action}) since {doubt[0].IntentAt:u}. The run that made it settles it when it goes on.",
                $"Get-AuditEntry -Correlation {doubt[0].Correlation:D}");
    }

    public HealthCheck Forwarding(TimeSpan within)
    {
        IReadOnlyList<ForwardCursor> cursors = ForwardCursor.All(forwardFolder);
        if (cursors.Count == 0)
        {
            return Ok(HealthChecks.ForwardingCursor, "Nothing is forwarded.");
        }

        DateTimeOffset now = time.GetUtcNow();
        var behind = new List<(string Name, DateTimeOffset Since)>();
        foreach (ForwardCursor cursor in cursors)
        {
            // Only logs that it has begun: one that was never sent may never have been meant to be.
            DateTimeOffset[] waiting = [.. cursor.Logs
                .Select(log => ledger.Query(new EntryQuery { Logs = [log], FirstSeq = cursor.Next(log), First = 1 }).FirstOrDefault()?.At)
                .OfType<DateTimeOffset>()];
            if (waiting.Length > 0 && now - waiting.Min() > within)
            {
                behind.Add((cursor.Name, waiting.Min()));
            }
        }

        return behind.Count == 0
            ? Ok(HealthChecks.ForwardingCursor, $"{cursors.Count} destinations have what is older than {within}.")
            : new(HealthChecks.ForwardingCursor, HealthStatus.Warning, $"'{behind[0].Name}' has not got what was recorded since {behind[0].Since:u}{(behind.Count > 1 ? $", and {behind.Count - 1} more are behind" : "")}.", $"Send-AuditEntry '{behind[0].Name}'");
    }

    public HealthCheck Certificates()
    {
        DateTimeOffset now = time.GetUtcNow();
        (string Whose, DateTimeOffset End)[] ends = [.. Authorities().Concat(Connections()).OrderBy(certificate => certificate.End)];
        if (ends.Length == 0 || ends[0].End - now > Soon)
        {
            return Ok(HealthChecks.KeysCertificates, ends.Length == 0 ? "No certificate can be looked at." : $"None of {ends.Length} ends within {Soon.TotalDays:0} days.");
        }

        return new(
            HealthChecks.KeysCertificates,
            ends[0].End - now <= VerySoon ? HealthStatus.Critical : HealthStatus.Warning,
            $"The certificate of {ends[0].Whose} {(ends[0].End <= now ? "ended" : "ends")} on {ends[0].End:yyyy-MM-dd}; {ends.Count(end => end.End - now <= Soon)} in all end within {Soon.TotalDays:0} days or have ended.");
    }

    private IEnumerable<(string Whose, DateTimeOffset End)> Authorities() =>
        (ledger.Read(register => register.Get<AnchorSettings>(AnchorSettings.TheKey))?.Authorities ?? [])
            .Select(authority =>
            {
                using X509Certificate2 certificate = new(Convert.FromBase64String(authority.Certificate));
                return ($"timestamping authority '{authority.Name}'", new DateTimeOffset(certificate.NotAfter));
            });

    // Only what can be read without its secret: a PEM, or a certificate of the machine's own store. A PFX keeps even its date to itself.
    private IEnumerable<(string Whose, DateTimeOffset End)> Connections()
    {
        foreach (TenantDocument tenant in ledger.Read(register => register.List<TenantDocument>(state: TenantDocument.Active)))
        {
            if (tenant.Connection.Certificate is { } reference && reference.StartsWith("file:", StringComparison.Ordinal) && Read(reference[5..]) is { } end)
            {
                yield return ($"the connection to '{tenant.Name}'", end);
            }
        }
    }

    private static DateTimeOffset? Read(string file)
    {
        try
        {
            using X509Certificate2 certificate = X509Certificate2.CreateFromPem(File.ReadAllText(file));
            return new DateTimeOffset(certificate.NotAfter);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private IReadOnlyList<ElevationGrantDocument> Grants() => ledger.Read(register => register.List<ElevationGrantDocument>());

    private static HealthCheck Ok(string check, string message) => new(check, HealthStatus.Ok, message);
}
