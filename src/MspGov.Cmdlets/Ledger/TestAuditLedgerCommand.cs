using System.Management.Automation;
using MspGov.Cmdlets.Pipeline;
using MspGov.Core.Services;

namespace MspGov.Cmdlets.Ledger;

/// <summary>Verifies the whole ledger: trees, signatures, checkpoints, projections and every decision.</summary>
[Cmdlet(VerbsDiagnostic.Test, "AuditLedger")]
[OutputType(typeof(VerificationReport))]
public sealed class TestAuditLedgerCommand : SessionCmdlet
{
    /// <summary>Re-hashes without checking signatures.</summary>
    [Parameter]
    public SwitchParameter Fast { get; set; }

    /// <inheritdoc/>
    protected override void Process() =>
        Pump<VerificationReport>(async (output, token) =>
        {
            var options = new LedgerVerification
            {
                Fast = Fast,
                Progress = (done, total) => output.Progress(new ProgressUpdate("Verifying ledger", $"{done:N0} of {total:N0} entries", Percent(done, total), 100)),
            };
            await output.WriteAsync(Store.Ledger.Verify(options, token), token);
        });

    private static int Percent(long done, long total) => total == 0 ? 100 : (int)(done * 100 / total);
}
