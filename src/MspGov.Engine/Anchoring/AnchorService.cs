using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MspGov.Core.Anchoring;
using MspGov.Core.Errors;
using MspGov.Core.Json;
using MspGov.Core.Ledger;
using MspGov.Core.Services;
using MspGov.Ledger;

namespace MspGov.Engine.Anchoring;

/// <summary>Publishes checkpoints and has them vouched for by those whom the settings name.</summary>
internal sealed class AnchorService(LedgerStore ledger) : IAnchorService, IDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <inheritdoc/>
    public AnchorSettings Settings => ledger.Read(register => register.Get<AnchorSettings>(AnchorSettings.TheKey)) ?? new AnchorSettings();

    /// <summary>What trust anchors tell clients to rely on.</summary>
    public EvidenceExtras Extras
    {
        get
        {
            AnchorSettings settings = Settings;
            return new EvidenceExtras
            {
                TsaCertificates = [.. settings.Authorities.Select(authority => Convert.FromBase64String(authority.Certificate))],
                Witnesses = [.. settings.Witnesses.Select(witness => witness.Vkey)],
            };
        }
    }

    /// <inheritdoc/>
    public AnchorSettings Set(AnchorSettings settings, string? ticket, string? reason)
    {
        foreach (TimestampAuthority authority in settings.Authorities)
        {
            Check(authority);
        }

        ledger.Append(
        [
            new EntryDraft
            {
                Log = LogIds.Msp,
                Action = AnchorActions.Set,
                Correlation = Guid.NewGuid(),
                Subject = new EntrySubject("anchors", AnchorSettings.TheKey),
                Ticket = ticket,
                Reason = reason,
                Detail = CoreJson.ToBytes(settings),
            },
        ]);
        return Settings;
    }

    /// <inheritdoc/>
    public CheckpointInfo Publish(Action<GovException> failed, CancellationToken cancellationToken)
    {
        PublishedCheckpoint checkpoint = ledger.PublishCheckpoint();
        Anchor(checkpoint, failed, cancellationToken);
        return Get(1)[0];
    }

    /// <summary>Has one published checkpoint vouched for.</summary>
    public void Anchor(PublishedCheckpoint checkpoint, Action<GovException> failed, CancellationToken cancellationToken)
    {
        AnchorSettings settings = Settings;
        HashSet<(string, string)> known = [.. ledger.CheckpointAnchors(checkpoint.Epoch).Select(anchor => (anchor.Kind, anchor.Name))];
        var timestamps = new TimestampClient(_http);
        foreach (TimestampAuthority authority in settings.Authorities.Where(authority => !known.Contains(("timestamp", authority.Name))))
        {
            Try(failed, () => ledger.AddTimestamp(
                checkpoint, authority.Name, timestamps.Request(authority, checkpoint, cancellationToken), Convert.FromBase64String(authority.Certificate)));
        }

        var witnesses = new WitnessClient(_http, ledger);
        foreach (AnchorWitness witness in settings.Witnesses.Where(witness => !known.Contains(("witness", witness.Vkey.Split('+')[0]))))
        {
            Try(failed, () => ledger.AddCosignature(checkpoint, witness.Vkey, witnesses.Cosign(witness, checkpoint, cancellationToken)));
        }

        var places = new AnchorPlaces(_http);
        foreach (string place in settings.Places)
        {
            Try(failed, () => places.Copy(place, ledger.LedgerId, checkpoint, cancellationToken));
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<CheckpointInfo> Get(int most) =>
    [
        .. ledger.PublishedCheckpoints(most).Select(checkpoint => new CheckpointInfo
        {
            Epoch = checkpoint.Epoch,
            Size = checkpoint.Size,
            At = checkpoint.At,
            Note = checkpoint.Note,
            Anchors = [.. ledger.CheckpointAnchors(checkpoint.Epoch).Select(anchor => new AnchorTime(anchor.Kind, anchor.Name, anchor.At, Counts: true))],
        }),
    ];

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static void Check(TimestampAuthority authority)
    {
        try
        {
            using var certificate = new X509Certificate2(Convert.FromBase64String(authority.Certificate));
        }
        catch (Exception e) when (e is CryptographicException or FormatException)
        {
            throw PolicyErrors.InvalidArgument.With($"The certificate of '{authority.Name}' cannot be read: {e.Message}", e).About(authority.Name);
        }
    }

    private static void Try(Action<GovException> failed, Action action)
    {
        try
        {
            action();
        }
        catch (GovException e)
        {
            failed(e);
        }
    }
}
