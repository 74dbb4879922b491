using System.Management.Automation;
using System.Net;
using System.Security;
using MspGov.Cmdlets.Binding;
using MspGov.Cmdlets.Completion;
using MspGov.Cmdlets.Loading;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Errors;
using MspGov.Core.Reports;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Store;

/// <summary>Checks the store and what must run regularly, for monitoring: stable check ids, Ok, Warning or Critical, and an exit code.</summary>
[Cmdlet(VerbsDiagnostic.Test, "GovernanceHealth", DefaultParameterSetName = "Connected")]
[OutputType(typeof(GovernanceHealth))]
public sealed class TestGovernanceHealthCommand : SessionCmdlet
{
    /// <summary>Folder of a store to open for this check alone.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Path")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = string.Empty;

    /// <summary>Operator to open it as.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Path")]
    [ValidateNotNullOrEmpty]
    public string Operator { get; set; } = string.Empty;

    /// <summary>Passphrase of the operator's key.</summary>
    [Parameter(ParameterSetName = "Path")]
    public SecureString? Passphrase { get; set; }

    /// <summary>The operator's key file, where it is not in the store.</summary>
    [Parameter(ParameterSetName = "Path")]
    [ValidateNotNullOrEmpty]
    public string? KeyPath { get; set; }

    /// <summary>Only these checks.</summary>
    [Parameter(Position = 0)]
    [ArgumentCompleter(typeof(HealthCheckCompleter))]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Check { get; set; } = [];

    /// <summary>Verifies signatures and decisions of the ledger too.</summary>
    [Parameter]
    public SwitchParameter Full { get; set; }

    /// <summary>How long ago the last sweep may be while elevations are open.</summary>
    [Parameter]
    [DurationTransformation]
    public TimeSpan SweepWithin { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How old an entry may be that nobody outside has vouched for.</summary>
    [Parameter]
    [DurationTransformation]
    public TimeSpan AnchorWithin { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How old an entry may be that was not forwarded.</summary>
    [Parameter]
    [DurationTransformation]
    public TimeSpan ForwardWithin { get; set; } = TimeSpan.FromHours(4);

    /// <summary>Free space below which the disk is told of, in bytes: 5GB, for example.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long FreeSpace { get; set; } = 5L << 30;

    /// <inheritdoc/>
    protected override void Process()
    {
        var request = new HealthRequest
        {
            Checks = Check,
            Full = Full,
            SweepWithin = SweepWithin,
            AnchorWithin = AnchorWithin,
            ForwardWithin = ForwardWithin,
            FreeBytes = FreeSpace,
        };
        WriteObject(ParameterSetName == "Path" ? OfPath(FullPath(Path), request) : Store.Health.Check(request, Stopped));
    }

    // What keeps a store from being opened is the answer, not an error: monitoring must hear of it in the same way as of the rest.
    private GovernanceHealth OfPath(string path, HealthRequest request)
    {
        IGovernanceSession? session = null;
        try
        {
            session = EngineLoader.Engine.Connect(new ConnectRequest
            {
                Path = path,
                Operator = Operator,
                Passphrase = Passphrase is null ? null : new NetworkCredential(string.Empty, Passphrase).Password,
                KeyPath = KeyPath is null ? null : FullPath(KeyPath),
            });
            return session.Health.Check(request, Stopped);
        }
        catch (GovException e) when (session is null)
        {
            return HealthChecks.NotOpened(path, DateTimeOffset.UtcNow, $"{e.Definition.Id}: {e.Message}", Check);
        }
        finally
        {
            session?.Dispose();
        }
    }
}
