<#
.SYNOPSIS
    For a scheduler, every hour: publishes the newest checkpoint to those who vouch for it, and forwards new entries to the SIEM.
.DESCRIPTION
    Exit code 0: all done. 1: somebody did not answer; the next run asks again. 2: the ledger does not verify.
.EXAMPLE
    pwsh -NoProfile -File publish-and-forward.ps1 -Store D:\governance -Operator scheduler -Siem https://collector.example/ingest
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Store,
    [Parameter(Mandatory)] [string] $Operator,
    [Parameter(Mandatory)] [string] $Siem,

    # Set once: a place for copies of checkpoints, for example a share that this machine can write and not delete.
    [string] $Place
)

$ErrorActionPreference = 'Continue'
Connect-GovernanceStore -Path $Store -Operator $Operator -ErrorAction Stop | Out-Null
try {
    if ($Place -and (Get-AuditAnchor).Places -notcontains $Place) { Set-AuditAnchor -Place $Place -Reason 'Copies of checkpoints' }

    # A ledger that does not verify is not published: what is wrong is told instead.
    $report = Test-AuditLedger -Fast
    if ("$($report.Verdict)" -eq 'Invalid') {
        $report.Findings
        exit 2
    }

    $failed = @()
    New-AuditCheckpoint -ErrorVariable +failed
    Send-AuditEntry $Siem -ErrorVariable +failed
    (Get-AuditCheckpoint -Newest 1).Anchors
    if ($failed.Count) { exit 1 }
}
finally { Disconnect-GovernanceStore }
