<#
.SYNOPSIS
    For a scheduler, every night: erases details of the ledger that the retention policies no longer keep.
.DESCRIPTION
    Exit code 0: all done. 1: a log could not be worked on; the next run tries again. 2: the ledger does not verify afterwards.
.EXAMPLE
    pwsh -NoProfile -File retention.ps1 -Store D:\governance -Operator scheduler -Ticket RETENTION
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Store,
    [Parameter(Mandatory)] [string] $Operator,
    [Parameter(Mandatory)] [string] $Ticket,

    # Only tells what would be erased.
    [switch] $Preview,

    # Replaces the ledger keys first when they are older than this; not given: never.
    [timespan] $RotateKeysAfter
)

$ErrorActionPreference = 'Continue'
Connect-GovernanceStore -Path $Store -Operator $Operator -ErrorAction Stop | Out-Null
try {
    if (-not (Get-RetentionPolicy)) { Set-RetentionPolicy -KeepFor P730D -KeepAfterOffBoarding P90D -Ticket $Ticket -Reason 'Two years; three months after off-boarding' }
    if ($RotateKeysAfter) {
        $last = Get-AuditEntry -Log keys | Where-Object { $_.Action -in 'ledger.create', 'ledger.key.rotate' }
        if (@($last)[-1].At -lt [datetime]::UtcNow - $RotateKeysAfter) { Update-LedgerKey -Ticket $Ticket -Reason 'Regular rotation' -Force }
    }

    $failed = @()
    Clear-AuditDetail -Policy -Ticket $Ticket -Reason 'Retention policy' -Force -WhatIf:$Preview -ErrorVariable +failed
    if ("$((Test-AuditLedger -Fast).Verdict)" -eq 'Invalid') { exit 2 }
    if ($failed.Count) { exit 1 }
}
finally { Disconnect-GovernanceStore }
