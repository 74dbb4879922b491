using System.Management.Automation;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Anchoring;
using MspGov.Core.Errors;

namespace MspGov.Cmdlets.Ledger;

/// <summary>Sets who outside vouches for checkpoints, and where copies go. What is not given stays as it is.</summary>
[Cmdlet(VerbsCommon.Set, "AuditAnchor", SupportsShouldProcess = true)]
[OutputType(typeof(AnchorSettings))]
public sealed class SetAuditAnchorCommand : SessionCmdlet
{
    /// <summary>Addresses of timestamping authorities.</summary>
    [Parameter]
    [AllowEmptyCollection]
    public string[]? TimestampUrl { get; set; }

    /// <summary>Certificate files of the authorities, in the same order.</summary>
    [Parameter]
    [AllowEmptyCollection]
    public string[]? TimestampCertificate { get; set; }

    /// <summary>Addresses of witnesses.</summary>
    [Parameter]
    [AllowEmptyCollection]
    public string[]? WitnessUrl { get; set; }

    /// <summary>Verifier keys of the witnesses, in the same order.</summary>
    [Parameter]
    [AllowEmptyCollection]
    public string[]? WitnessKey { get; set; }

    /// <summary>Places for copies.</summary>
    [Parameter]
    [AllowEmptyCollection]
    public string[]? Place { get; set; }

    /// <summary>Ticket of the PSA.</summary>
    [Parameter]
    public string? Ticket { get; set; }

    /// <summary>Reason in words.</summary>
    [Parameter]
    public string? Reason { get; set; }

    /// <summary>Gives the settings out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void Process()
    {
        AnchorSettings known = Store.Anchors.Settings;
        var settings = new AnchorSettings
        {
            Authorities = TimestampUrl is null ? known.Authorities
                : [.. Pairs(TimestampUrl, TimestampCertificate, "-TimestampUrl and -TimestampCertificate").Select(Authority)],
            Witnesses = WitnessUrl is null ? known.Witnesses
                : [.. Pairs(WitnessUrl, WitnessKey, "-WitnessUrl and -WitnessKey").Select(pair => new AnchorWitness(pair.First, pair.Second))],
            Places = Place is null ? known.Places : [.. Place.Select(FullPlace)],
        };
        if (!ShouldProcess(Store.Info.Path, "Set who vouches for checkpoints"))
        {
            return;
        }

        AnchorSettings set = Store.Anchors.Set(settings, Ticket, Reason);
        if (PassThru)
        {
            WriteObject(set);
        }
    }

    private static IEnumerable<(string First, string Second)> Pairs(string[] first, string[]? second, string names) =>
        first.Length == (second?.Length ?? 0)
            ? first.Zip(second ?? [])
            : throw PolicyErrors.InvalidArgument.With($"{names} need the same number of values, in the same order.");

    private TimestampAuthority Authority((string Url, string File) pair)
    {
        string path = FullPath(pair.File);
        try
        {
            using var certificate = new X509Certificate2(path);
            string name = new([.. certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false).Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '_')]);
            return new TimestampAuthority(name.TrimStart('.', '-'), pair.Url, Convert.ToBase64String(certificate.RawData));
        }
        catch (CryptographicException e)
        {
            throw PolicyErrors.InvalidArgument.With($"'{path}' is not a certificate (PEM or DER): {e.Message}", e).About(path);
        }
    }

    private string FullPlace(string place) =>
        place.Contains("://", StringComparison.Ordinal) ? place
        : place.StartsWith("git:", StringComparison.OrdinalIgnoreCase) ? "git:" + FullPath(place[4..])
        : FullPath(place);
}
